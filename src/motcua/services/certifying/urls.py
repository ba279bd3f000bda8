"""Addresses of certification."""

from django.urls import path

from .views import desk, portal

app_name = "certifying"
urlpatterns = [
    path("can-bo/chung-thuc/", desk.tray, name="tray"),
    path("can-bo/chung-thuc/so/", desk.book, name="book"),
    path("can-bo/chung-thuc/<int:entry_id>.pdf", desk.printed, name="printed"),
    path("can-bo/ho-so/<str:code>/chung-thuc/", desk.of_dossier, name="of_dossier"),
    path("chung-thuc/<slug:token>/", portal.check, name="check"),
]
