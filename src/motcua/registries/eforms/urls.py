"""Addresses of the room: the console's pages of forms."""

from django.urls import path

from motcua.registries.eforms.views import console

urlpatterns = [
    path("quan-tri/bieu-mau/", console.forms, name="eforms"),
    path("quan-tri/bieu-mau/tai-len/", console.upload, name="eform_upload"),
    path("quan-tri/bieu-mau/<str:code>/", console.form, name="eform"),
    path("quan-tri/bieu-mau/<str:code>/<int:number>/", console.preview, name="eform_preview"),
    path("quan-tri/bieu-mau/<str:code>/<int:number>/tep.yaml", console.download, name="eform_download"),
    path("quan-tri/bieu-mau/<str:code>/<int:number>/dang/", console.publish, name="eform_publish"),
    path("quan-tri/bieu-mau/<str:code>/<int:number>/rut/", console.withdraw, name="eform_withdraw"),
]
