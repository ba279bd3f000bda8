"""Addresses of the room."""

from django.urls import path, re_path

from motcua.registries.procedures.views import console, portal

CODE = r"(?P<code>[0-9]{1,2}\.[0-9]{6})"

urlpatterns = [
    path("thu-tuc/", portal.catalogue, name="procedures"),
    path("thu-tuc/goi-y/", portal.suggestions, name="procedure-suggestions"),
    re_path(rf"^thu-tuc/{CODE}/$", portal.procedure, name="procedure"),
    path("thu-tuc/<str:code>/", portal.elsewhere, name="procedure-any"),
    path("quan-tri/thu-tuc/", console.catalogue, name="console-procedures"),
    path("quan-tri/thu-tuc/nhap/", console.take, name="console-procedures-import"),
    path("quan-tri/thu-tuc/tu-dong-nghia/", console.synonyms, name="console-synonyms"),
    re_path(rf"^quan-tri/thu-tuc/{CODE}/$", console.procedure, name="console-procedure"),
]
