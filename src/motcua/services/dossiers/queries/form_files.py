"""Files given inside a declaration: by the question they answer, for who may see the declaration, and no other file of the
store, whatever fingerprint an answer names."""

from __future__ import annotations

from motcua.kernel.access import Actor
from motcua.kernel.words import say
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms.rules import answer_files
from motcua.registries.eforms.types import AnswerFile
from motcua.services.dossiers.models import Dossier, Draft
from motcua.services.dossiers.types import DossierNotThere
from motcua.services.files import queries as files

from .consulting import question_to
from .filing_page import FilingPage
from .seeing import dossier_for


def files_of(dossier: Dossier) -> list[AnswerFile]:
    """The files of a dossier's declaration, in the order of its questions."""
    if dossier.form_version_id is None:
        return []
    definition = eforms.version(dossier.form_version_id).definition
    return [one for one in answer_files(definition, dossier.answers) if _was_given(dossier, one)]


def _was_given(dossier: Dossier, file: AnswerFile) -> bool:
    """Whether the content was taken in for this dossier or for the draft it grew from: an answer may name any fingerprint."""
    kept = {reference for owner, reference in files.uses(file.sha256) if owner == "dossiers"}
    if dossier.code in kept:
        return True
    return bool(kept) and Draft.objects.filter(dossier=dossier, key__in=kept).exists()


def form_file(by: Actor, code: str, path: str) -> tuple[Dossier, AnswerFile]:
    """One file of a declaration this person may see.

    Raises:
        DossierNotThere: no such file, or not theirs; both answer alike.
    """
    dossier = dossier_for(by, code)
    return dossier, _at(files_of(dossier), path)


def form_file_shown_to(by: Actor, code: str, path: str) -> tuple[Dossier, AnswerFile]:
    """One file of an answer that goes with a question to another agency.

    Raises:
        DossierNotThere: no such question, or the answer does not go with it.
    """
    page = question_to(by, code)
    shown = [one for one in files_of(page.dossier) if one.field in page.token.shows]
    return page.dossier, _at(shown, path)


def file_of_draft(page: FilingPage, path: str) -> AnswerFile:
    """One file of the declaration of one's own draft.

    Raises:
        DossierNotThere: there is none.
    """
    if page.version is None:
        return _at([], path)
    kept = [
        one
        for one in answer_files(page.version.definition, page.answers)
        if ("dossiers", page.key) in files.uses(one.sha256)
    ]
    return _at(kept, path)


def _at(found: list[AnswerFile], path: str) -> AnswerFile:
    file = next((one for one in found if one.path == path), None)
    if file is None:
        raise DossierNotThere(
            say("Mục này của tờ khai không có tệp."),
            next=say("Hãy mở lại trang và chọn tệp trong nội dung khai."),
        )
    return file
