"""Addresses of the room: the console's pages of forms."""

from django.urls import path

from motcua.registries.eforms.views import console

ROOT = "quan-tri/bieu-mau/"
ONE = ROOT + "<str:code>/<int:number>/"
DRAFT = ONE + "soan/"

urlpatterns = [
    path(ROOT, console.forms, name="eforms"),
    path(ROOT + "tai-len/", console.upload, name="eform_upload"),
    path(ROOT + "moi/", console.new, name="eform_new"),
    path(ROOT + "danh-muc/", console.lists, name="eform_lists"),
    path(ROOT + "danh-muc/<slug:name>/", console.one_list, name="eform_list"),
    path(ROOT + "danh-muc/<slug:name>/hoan-tac/", console.undo_list, name="eform_list_undo"),
    path(ROOT + "danh-muc/<slug:name>/<int:at>/", console.entry, name="eform_list_entry"),
    path(ROOT + "<str:code>/", console.form, name="eform"),
    path(ONE, console.preview, name="eform_preview"),
    path(ONE + "tep.yaml", console.download, name="eform_download"),
    path(ONE + "dang/", console.publish, name="eform_publish"),
    path(ONE + "rut/", console.withdraw, name="eform_withdraw"),
    path(ONE + "khac/", console.differences, name="eform_differences"),
    path(ONE + "thu/", console.trial, name="eform_trial"),
    path(ONE + "bat-dau-soan/", console.start, name="eform_start"),
    path(DRAFT, console.outline, name="eform_draft"),
    path(DRAFT + "lam/", console.act, name="eform_act"),
    path(DRAFT + "hoan-tac/", console.undo, name="eform_undo"),
    path(DRAFT + "bo/", console.discard, name="eform_discard"),
    path(DRAFT + "giay/", console.papers, name="eform_papers"),
    path(DRAFT + "phan/<str:part>/", console.section, name="eform_section"),
    path(DRAFT + "cau/<str:part>/", console.question, name="eform_question"),
    path(DRAFT + "cau/<str:part>/ve/", console.sketch, name="eform_sketch"),
    path(DRAFT + "giay/<str:part>/", console.paper, name="eform_paper"),
    path(
        DRAFT + "dieu-kien/<str:kind>/<str:part>/<str:slot>/",
        console.condition,
        name="eform_condition",
    ),
]
