"""Addresses of the room."""

from django.urls import path

from motcua.services.correspondence.views import desk

app_name = "correspondence"

urlpatterns = [
    path("can-bo/van-ban-den/", desk.listing, name="incoming"),
    path("can-bo/van-ban-den/vao-so/", desk.register, name="register"),
    path("can-bo/van-ban-den/so/", desk.book, name="book"),
    path("can-bo/van-ban-den/<int:document_id>/", desk.one, name="one"),
    path("can-bo/van-ban-den/<int:document_id>/tep/", desk.file, name="file"),
]
