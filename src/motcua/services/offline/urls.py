"""Addresses of the room. All stand below the intake: that is as far as the service worker reaches."""

from django.urls import path

from motcua.services.offline.views import desk, machine

app_name = "offline"
HERE = "can-bo/tiep-nhan/"

urlpatterns = [
    path(f"{HERE}mat-mang/", machine.shell, name="shell"),
    path(f"{HERE}mat-mang.js", machine.worker, name="worker"),
    path(f"{HERE}mat-mang/phien/", machine.session, name="session"),
    path(f"{HERE}mat-mang/danh-muc/", machine.catalogue, name="catalogue"),
    path(f"{HERE}mat-mang/to-khai/<str:code>/", machine.declaration, name="declaration"),
    path(f"{HERE}mat-mang/chuan-bi/", machine.prepare, name="prepare"),
    path(f"{HERE}mat-mang/phan-tep/", machine.piece, name="piece"),
    path(f"{HERE}mat-mang/gui/", machine.send, name="send"),
    path(f"{HERE}mat-mang/huy-so/", machine.spoil, name="spoil"),
    path(f"{HERE}mat-mang/da-xu-ly/", machine.settled, name="settled"),
    path(f"{HERE}dang-cho-gui/", desk.waiting, name="waiting"),
    path(f"{HERE}so-tam/<str:number>/", desk.conflict, name="conflict"),
    path(f"{HERE}so-tam/<str:number>/sua/", desk.amend, name="amend"),
    path(f"{HERE}may/", desk.devices, name="devices"),
    path(f"{HERE}may/lam/", desk.oversee, name="oversee"),
]
