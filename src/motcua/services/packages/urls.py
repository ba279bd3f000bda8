"""Addresses of the room."""

from django.urls import path, re_path

from motcua.services.packages.views import console

urlpatterns = [
    path("quan-tri/thu-tuc/goi/", console.upload, name="package-upload"),
    path("quan-tri/thu-tuc/goi/<slug:key>/", console.review, name="package-review"),
    re_path(r"^quan-tri/thu-tuc/(?P<code>[0-9]{1,2}\.[0-9]{6})/goi/$", console.download, name="package"),
]
