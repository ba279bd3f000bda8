"""Addresses of public figures."""

from django.urls import path

from .views import portal

app_name = "indicators"
urlpatterns = [path("so-lieu/", portal.figures, name="figures")]
