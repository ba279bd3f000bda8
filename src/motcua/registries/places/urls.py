from django.urls import path, re_path

from motcua.registries.places.views import console

urlpatterns = [
    path("quan-tri/don-vi-hanh-chinh/", console.places, name="places"),
    re_path(r"^quan-tri/don-vi-hanh-chinh/(?P<code>[0-9]{2,5})/$", console.place, name="place"),
]
