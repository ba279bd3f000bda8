"""Addresses of the room."""

from django.urls import path, re_path

from motcua.registries.procedures.views import desk, portal
from motcua.registries.procedures.views.console import cases, catalogue, drafting, imports, table

CODE = r"(?P<code>[0-9]{1,2}\.[0-9]{6})"

urlpatterns = [
    path("thu-tuc/", portal.catalogue, name="procedures"),
    path("thu-tuc/goi-y/", portal.suggestions, name="procedure-suggestions"),
    path("thu-tuc/thay-doi/", portal.changes, name="procedure-changes"),
    path("thu-tuc/thay-doi/atom.xml", portal.changes_atom, name="procedure-changes-atom"),
    re_path(rf"^thu-tuc/{CODE}/$", portal.procedure, name="procedure"),
    path("thu-tuc/<str:code>/", portal.elsewhere, name="procedure-any"),
    path("can-bo/thu-tuc/", desk.procedures, name="desk-procedures"),
    re_path(rf"^can-bo/thu-tuc/{CODE}/bo-sung/$", desk.addition, name="desk-procedure-addition"),
    path("quan-tri/thu-tuc/", table.catalogue, name="console-procedures"),
    path("quan-tri/thu-tuc/nhap/", imports.take, name="console-procedures-import"),
    path("quan-tri/thu-tuc/nhap/<slug:key>/", imports.differences, name="console-procedures-differences"),
    path("quan-tri/thu-tuc/tu-dong-nghia/", catalogue.synonyms, name="console-synonyms"),
    path("quan-tri/thu-tuc/hang-loat/", table.change, name="console-bulk-start"),
    path("quan-tri/thu-tuc/hang-loat/luot/", table.batches, name="console-batches"),
    path("quan-tri/thu-tuc/hang-loat/<slug:key>/", table.pending, name="console-bulk"),
    path("quan-tri/thu-tuc/excel/", table.excel, name="console-excel"),
    path("quan-tri/thu-tuc/excel/nhap/", table.upload, name="console-excel-import"),
    path("quan-tri/thu-tuc/con-thieu/", table.gaps, name="console-gaps"),
    path("quan-tri/thu-tuc/moi/", drafting.new, name="console-procedure-new"),
    path("quan-tri/thu-tuc/ban-thao/", drafting.drafts, name="console-drafts"),
    re_path(rf"^quan-tri/thu-tuc/{CODE}/ban-thao/$", drafting.start, name="console-draft-start"),
    re_path(
        rf"^quan-tri/thu-tuc/{CODE}/ban-thao/khac-biet/$", drafting.compare, name="console-draft-compare"
    ),
    re_path(
        rf"^quan-tri/thu-tuc/{CODE}/ban-thao/xem-truoc/$", drafting.preview, name="console-draft-preview"
    ),
    re_path(rf"^quan-tri/thu-tuc/{CODE}/ban-thao/quyet-dinh/$", drafting.decide, name="console-draft-decide"),
    re_path(rf"^quan-tri/thu-tuc/{CODE}/ban-thao/truong-hop/$", cases.listing, name="console-draft-cases"),
    re_path(
        rf"^quan-tri/thu-tuc/{CODE}/ban-thao/truong-hop/(?P<number>moi|[1-9][0-9]?)/$",
        cases.case,
        name="console-draft-case",
    ),
    re_path(
        rf"^quan-tri/thu-tuc/{CODE}/ban-thao/soan/(?P<what>bieu-mau|quy-trinh)/$",
        drafting.errand,
        name="console-draft-errand",
    ),
    re_path(
        rf"^quan-tri/thu-tuc/{CODE}/ban-thao/(?P<section>[a-z-]+)/$", drafting.write, name="console-draft"
    ),
    re_path(rf"^quan-tri/thu-tuc/{CODE}/hoan-tac/$", drafting.undo, name="console-change-undo"),
    re_path(rf"^quan-tri/thu-tuc/{CODE}/$", catalogue.procedure, name="console-procedure"),
]
