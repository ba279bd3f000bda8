"""The citizens' pages: filing, tracking, my dossiers. Every page works without a script."""

from django.urls import path

from . import filing, mine, papers, shelf, tracking

urlpatterns = [
    path("nop-ho-so/<str:code>/", filing.start, name="filing"),
    path("nop-ho-so/<str:code>/<str:key>/", filing.resume, name="filing_resume"),
    path("nop-ho-so/<str:code>/<str:key>/nguoi-nop/", filing.contact, name="filing_contact"),
    path("nop-ho-so/<str:code>/<str:key>/khai/<slug:section>/", filing.section, name="filing_section"),
    path("nop-ho-so/<str:code>/<str:key>/giay-to/", papers.papers, name="filing_papers"),
    path("nop-ho-so/<str:code>/<str:key>/giay-to/<int:position>/", papers.attached, name="filing_paper"),
    path(
        "nop-ho-so/<str:code>/<str:key>/tep-khai/<str:path>/",
        papers.declared_in_draft,
        name="filing_form_file",
    ),
    path("nop-ho-so/<str:code>/<str:key>/nhan-ket-qua/", filing.result, name="filing_result"),
    path("nop-ho-so/<str:code>/<str:key>/xem-lai/", filing.review, name="filing_review"),
    path("nop-ho-so/<str:code>/<str:key>/bo/", filing.discard, name="filing_discard"),
    path("nop-ho-so/<str:code>/<str:key>/lay-lai/", filing.restore, name="filing_restore"),
    path("nop-ho-so/<str:code>/<str:key>/da-nop/", filing.sent, name="filing_sent"),
    path("tra-cuu/", tracking.track, name="track"),
    path("tra-cuu/qr/<str:token>/", tracking.by_token, name="track_token"),
    path("ho-so-cua-toi/", mine.listing, name="mine"),
    path("ho-so-cua-toi/<str:code>/", mine.dossier, name="my_dossier"),
    path("ho-so-cua-toi/<str:code>/nop-lai/", filing.again, name="my_again"),
    path("ho-so-cua-toi/<str:code>/bo-sung/", mine.supplement, name="my_supplement"),
    path("ho-so-cua-toi/<str:code>/tra-loi/", mine.answer, name="my_answer"),
    path("ho-so-cua-toi/<str:code>/rut/", mine.withdraw, name="my_withdraw"),
    path("ho-so-cua-toi/<str:code>/lien-thong/<int:number>/", papers.part, name="my_part"),
    path("ho-so-cua-toi/<str:code>/lien-thong/<int:number>/rut/", mine.leave_part, name="my_part_leave"),
    path("ho-so-cua-toi/<str:code>/giay/<int:number>/", papers.issued, name="my_issued"),
    path("ho-so-cua-toi/<str:code>/giay-to/<int:position>/", papers.sent_paper, name="my_paper"),
    path("ho-so-cua-toi/<str:code>/tep-khai/<str:path>/", papers.declared, name="my_form_file"),
    path("giay-to-cua-toi/", shelf.shelf, name="shelf"),
    path("giay-to-cua-toi/kho/<slug:key>/", shelf.kept, name="kept"),
    path("giay-to-cua-toi/kho/<slug:key>/tep/", shelf.kept_file, name="kept_file"),
    path("giay-to-cua-toi/<str:code>/chu-ky/", shelf.signature, name="my_signature"),
    path("giay-to-cua-toi/<str:code>/<str:key>/<int:position>/xoa/", shelf.throw_away, name="throw_away"),
    path("ket-qua/<str:code>/", papers.result, name="my_result"),
]
