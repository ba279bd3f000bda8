"""Addresses of the room."""

from django.urls import path

from motcua.services.petitions.views import desk, portal

app_name = "petitions"

urlpatterns = [
    path("phan-anh/", portal.send, name="send"),
    path("phan-anh/cua-toi/", portal.own, name="own"),
    path("phan-anh/da-tra-loi/", portal.answered, name="answered"),
    path("phan-anh/da-tra-loi/<str:code>/", portal.answered_one, name="answered_one"),
    path("phan-anh/<str:token>/", portal.mine, name="mine"),
    path("phan-anh/<str:token>/tep/<int:number>/", portal.my_file, name="my_file"),
    path("can-bo/phan-anh/", desk.listing, name="listing"),
    path("can-bo/phan-anh/so-lieu/", desk.figures, name="figures"),
    path("can-bo/phan-anh/<str:code>/", desk.one, name="one"),
    path("can-bo/phan-anh/<str:code>/tep/<int:number>/", desk.file, name="file"),
]
