"""Addresses of forecasts."""

from django.urls import path

from .views import desk

app_name = "forecasts"
urlpatterns = [
    path("can-bo/du-bao/", desk.red_list, name="red_list"),
    path("can-bo/du-bao/gia-dinh/", desk.what_if, name="what_if"),
    path("can-bo/du-bao/dung-sai/", desk.goodness, name="goodness"),
    path("can-bo/ho-so/<str:code>/du-bao/", desk.of_dossier, name="of_dossier"),
]
