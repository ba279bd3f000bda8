"""Addresses of the portal's own pages."""

from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("tro-giup/", views.words, {"page": "help"}, name="help"),
    path("tiep-can/", views.words, {"page": "access"}, name="access"),
    path("du-lieu-ca-nhan/", views.words, {"page": "privacy"}, name="privacy"),
    path("robots.txt", views.robots, name="robots"),
]
