"""Addresses of connected programs in the console."""

from django.urls import path

from motcua.services.clients.views import console

app_name = "clients"

urlpatterns = [
    path("quan-tri/ung-dung/", console.clients, name="list"),
    path("quan-tri/ung-dung/moi/", console.new, name="new"),
    path("quan-tri/ung-dung/<slug:code>/", console.client, name="one"),
    path("quan-tri/ung-dung/<slug:code>/sua/", console.change, name="change"),
    path("quan-tri/ung-dung/<slug:code>/khoa/", console.make_key, name="make_key"),
    path("quan-tri/ung-dung/<slug:code>/khoa/<slug:prefix>/thu-hoi/", console.revoke_key, name="revoke_key"),
    path("quan-tri/ung-dung/<slug:code>/ngung/", console.close, name="close"),
    path("quan-tri/ung-dung/<slug:code>/chay-lai/", console.reopen, name="reopen"),
]
