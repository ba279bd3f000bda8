"""Addresses of notices: in the portal and at the desk."""

from django.urls import path

from .views import desk, portal, wire

app_name = "notifications"
urlpatterns = [
    path("tin-bao/", portal.shelf, name="shelf"),
    path("tin-bao/danh-dau/", portal.mark, name="mark"),
    path("tin-bao/cach-nhan/", portal.wishes, name="wishes"),
    path("tin-bao/gui-thu-xac-nhan/", portal.ask_to_confirm, name="ask_to_confirm"),
    path("tin-bao/xac-nhan-thu/<str:token>/", portal.confirm, name="confirm"),
    path("tin-bao/tin-nhan/", portal.texting, name="texting"),
    path("tin-bao/may/", portal.device, name="device"),
    path("tin-bao/may.js", portal.ring, name="ring"),
    path("tin-bao/<int:notice_id>/", portal.opened, name="opened"),
    path("can-bo/tin/", desk.shelf, name="desk_shelf"),
    path("can-bo/tin/danh-dau/", desk.mark, name="desk_mark"),
    path("can-bo/tin/cach-nhan/", desk.wishes, name="desk_wishes"),
    path("can-bo/tin/gui-thu-xac-nhan/", desk.ask_to_confirm, name="desk_ask_to_confirm"),
    path("can-bo/tin/xac-nhan-thu/<str:token>/", desk.confirm, name="desk_confirm"),
    path("can-bo/tin/tin-nhan/", desk.texting, name="desk_texting"),
    path("can-bo/tin/may/", desk.device, name="desk_device"),
    path("can-bo/tin/<int:notice_id>/", desk.opened, name="desk_opened"),
    path("bao-phat/sms/", wire.sms_report, name="sms_report"),
]
