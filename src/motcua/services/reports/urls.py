"""Addresses of reports."""

from django.urls import path

from .views import desk

app_name = "reports"
urlpatterns = [
    path("can-bo/bao-cao/", desk.report, name="report"),
    path("can-bo/bao-cao/ho-so/", desk.dossiers, name="dossiers"),
    path("can-bo/bao-cao/luu/", desk.keep, name="keep"),
]
