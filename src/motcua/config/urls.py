"""Addresses: every room brings its own full paths."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from motcua.config import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    *(
        path("", include(f"{room}.urls"))
        for room in sorted(settings.INSTALLED_APPS, key=lambda room: room != "motcua.web.api")  # called most
        if room in settings.ROOMS and find_spec(f"{room}.urls")
    ),
]
if settings.UI_PAGE and find_spec("motcua.ui.urls"):
    urlpatterns.append(path("ui/", include("motcua.ui.urls")))
