"""Questions to the registers: an agency's documents, one's own, one document, the printed book."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from motcua.kernel import access, text
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.organizations import queries as organizations

from .models import Incoming
from .types import INSTRUCT, OPEN, REGISTER, LetterNotThere, State

TABS = (
    ("cua-toi", "Của tôi"),
    ("cho", "Chờ bút phê"),
    ("lam", "Đang giải quyết"),
    ("tre", "Quá hạn"),
    ("tat-ca", "Sổ văn bản đến"),
)


def series(agency_code: str, year: int) -> str:
    """The series of arrival numbers: paper and electronic in one (Decree 30/2020, Article 22)."""
    return f"incoming:{agency_code}:{year}"


def sees_all(by: Actor) -> bool:
    """Whether a post sees the whole register of its agency."""
    return access.allows(by, REGISTER) or access.allows(by, INSTRUCT)


def scope(by: Actor) -> Q:
    """What an officer may read: the whole register for who keeps or instructs, else what was given to them."""
    own = Q(assignees__officer_code=by.id) if by.id else Q(pk__in=())
    if not sees_all(by):
        return Q(pk__in=Incoming.objects.filter(own).values("pk"))
    return Q(agency_code__in=sorted(by.agency_codes | {by.agency_code})) | Q(
        pk__in=Incoming.objects.filter(own).values("pk")
    )


def listed(by: Actor, today: date, *, tab: str = "", words: str = "", year: int | None = None) -> Rows:
    """A leaf of the list: open ones the most urgent first, the register the latest first."""
    rows = Incoming.objects.filter(scope(by))
    order: tuple[str, ...] = ("-priority", "due_on", "id")
    if tab == "tat-ca":
        order = ("-arrived_at", "-id")
        rows = rows.filter(year=year) if year else rows
    elif tab == "cho":
        rows = rows.filter(state=State.REGISTERED)
    elif tab == "lam":
        rows = rows.filter(state=State.ASSIGNED)
    elif tab == "tre":
        rows = rows.filter(state__in=OPEN, due_on__lt=today)
    else:
        rows = rows.filter(assignees__officer_code=by.id, assignees__open=True)
    for word in text.fold(words).split()[:8]:
        rows = rows.filter(folded__contains=word)
    return Rows(rows, order)


def lines(by: Actor, first: date, last: date) -> Rows:
    """The register from one day to another as it is printed, in the order of numbers.

    Raises:
        LetterNotThere: for a post that does not see the whole register.
    """
    if not sees_all(by):
        raise not_there()
    rows = Incoming.objects.filter(
        agency_code=by.agency_code, arrived_at__date__gte=first, arrived_at__date__lte=last
    )
    return Rows(rows.prefetch_related("assignees"), ("year", "number"))


def one(by: Actor, document_id: int) -> Incoming:
    """One document.

    Raises:
        LetterNotThere: no such document, or not theirs.
    """
    found = Incoming.objects.filter(scope(by), pk=document_id).first()
    if found is None:
        raise not_there()
    return found


def not_there() -> LetterNotThere:
    """One answer for no document and not one's own."""
    return LetterNotThere("Không tìm thấy văn bản này.", next="Hãy mở lại danh sách văn bản đến.")


def people(agency_code: str) -> list[tuple[str, str]]:
    """Who may be given a document: those who serve at the agency, with what they are."""
    rows = {
        one.officer_code: f"{one.full_name}, {one.post_title}"
        for one in organizations.officers_of(agency_code)
        if one.officer_code
    }
    return sorted(rows.items(), key=lambda pair: pair[1])


def authors(by: Actor) -> list[str]:
    """Agencies whose documents came lately, for the form to offer."""
    rows = (
        Incoming.objects.filter(agency_code=by.agency_code)
        .order_by("-id")
        .values_list("author", flat=True)[:300]
    )
    return list(dict.fromkeys(rows))[:40]
