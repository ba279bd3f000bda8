"""Addresses of the room."""

from django.urls import path

from motcua.services.feedback.views import desk, portal

app_name = "feedback"

urlpatterns = [
    path("danh-gia/", portal.by_code, name="by_code"),
    path("danh-gia/<str:token>/", portal.rate, name="rate"),
    path("can-bo/danh-gia/", desk.scores, name="scores"),
    path("can-bo/danh-gia/xem-lai/", desk.follow_ups, name="follow_ups"),
]
