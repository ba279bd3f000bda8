"""Addresses of the officers' pages. The dossier room has the pages; this shell gives them their place."""

from django.urls import path, register_converter

from motcua.services.dossiers.views.desk import (
    actions,
    answers,
    apologies,
    colleagues,
    consulting,
    declaring,
    dossier,
    form_files,
    handing_over,
    inbox,
    intake,
    joint,
    lists,
    many,
    papers,
    paying,
    result_book,
    scanning,
    signing,
    store,
    tastes,
    unit,
)
from motcua.web.desk import views

app_name = "desk"


class DossierCode:
    """What may stand in an address where a dossier's code does."""

    regex = r"[A-Za-z0-9.\-]{3,60}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DossierCode, "dossier")

urlpatterns = [
    path("can-bo/", inbox.inbox, name="inbox"),
    path("can-bo/lam-nhieu/", many.many, name="many"),
    path("can-bo/lam-nhieu/<str:key>/hoan-tac/", many.undo, name="undo_many"),
    path("can-bo/di-nhanh/", views.palette, name="palette"),
    path("can-bo/bo-loc/", tastes.saved, name="filters"),
    path("can-bo/bo-loc/luu/", tastes.save, name="save_filter"),
    path("can-bo/bo-loc/<int:filter_id>/", tastes.change, name="change_filter"),
    path("can-bo/cot/", tastes.chosen, name="columns"),
    path("can-bo/ho-so/", lists.dossiers, name="dossiers"),
    path("can-bo/qua-han/", lists.late, name="late"),
    path("can-bo/ban-giao/", handing_over.results, name="result_lists"),
    path("can-bo/ban-giao/<int:list_id>.pdf", handing_over.printed, name="result_list"),
    path("can-bo/xin-loi/", apologies.wanted, name="apologies"),
    path("can-bo/tra-loi/", answers.answers, name="answers"),
    path("can-bo/cho-nhan/", lists.waiting, name="waiting"),
    path("can-bo/bo-sung/", lists.supplements, name="supplements"),
    path("can-bo/cho-tra/", lists.to_return, name="to_return"),
    path("can-bo/tim/", lists.find, name="find"),
    path("can-bo/tiep-nhan/", intake.intake, name="intake"),
    path("can-bo/tiep-nhan/goi-y/", intake.suggest, name="intake_suggest"),
    path("can-bo/khay-ky/", signing.tray, name="tray"),
    path("can-bo/khay-ky/<dossier:code>/", signing.one, name="sign_one"),
    path("can-bo/khay-ky/<dossier:code>/trang-<int:number>.png", signing.leaf, name="draft_leaf"),
    path("can-bo/don-vi/", unit.unit, name="unit"),
    path("can-bo/theo-doi/", colleagues.followed, name="followed"),
    path("can-bo/so-theo-doi/", papers.book, name="register"),
    path("can-bo/so-ket-qua/", result_book.book, name="result_book"),
    path("can-bo/hoi-y-kien/<dossier:code>/", consulting.question, name="question"),
    path("can-bo/hoi-y-kien/<dossier:code>/tep/<int:position>/", consulting.paper, name="question_paper"),
    path(
        "can-bo/hoi-y-kien/<dossier:code>/tep-khai/<str:path>/",
        form_files.of_question,
        name="question_form_file",
    ),
    path("can-bo/ho-so/<dossier:code>/", dossier.dossier, name="dossier"),
    path("can-bo/ho-so/<dossier:code>/lien-thong/", joint.joint, name="joint"),
    path("can-bo/ho-so/<dossier:code>/lien-thong/<int:number>/tep/", joint.part_file, name="part_file"),
    path("can-bo/ho-so/<dossier:code>/lam/<slug:action>/", actions.act, name="act"),
    path("can-bo/ho-so/<dossier:code>/to-khai/", declaring.declare, name="declare"),
    path("can-bo/ho-so/<dossier:code>/ghi-chu/", colleagues.write, name="write_note"),
    path("can-bo/ho-so/<dossier:code>/ghi-chu/<int:note_id>/", colleagues.change, name="change_note"),
    path("can-bo/ho-so/<dossier:code>/theo-doi/", colleagues.follow, name="follow"),
    path("can-bo/ho-so/<dossier:code>/tep/<int:position>/", papers.uploaded, name="uploaded"),
    path("can-bo/ho-so/<dossier:code>/thu-phi/", paying.paying, name="paying"),
    path("can-bo/ho-so/<dossier:code>/quet/", scanning.scan_all, name="scan_all"),
    path("can-bo/ho-so/<dossier:code>/kho/<int:position>/", store.store, name="store"),
    path("can-bo/ho-so/<dossier:code>/kho/<int:position>/<slug:key>/tep/", store.held, name="held"),
    path("can-bo/ho-so/<dossier:code>/quet/<int:position>/", scanning.scan, name="scan"),
    path("can-bo/ho-so/<dossier:code>/quet/<int:position>/<slug:what>", scanning.scan_file, name="scan_file"),
    path("can-bo/ho-so/<dossier:code>/tep-khai/<str:path>/", form_files.of_dossier, name="form_file"),
    path("can-bo/ho-so/<dossier:code>/giay/<slug:which>.pdf", papers.statutory, name="statutory"),
    path("can-bo/ho-so/<dossier:code>/ket-qua/<int:number>.pdf", papers.result, name="result"),
]
