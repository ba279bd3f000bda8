"""Addresses of public figures."""

from django.urls import path

from .views import desk, portal

app_name = "indicators"
urlpatterns = [
    path("so-lieu/", portal.figures, name="figures"),
    path("can-bo/so-lieu/<str:agency>/<slug:what>/", desk.dossiers, name="behind"),
]
