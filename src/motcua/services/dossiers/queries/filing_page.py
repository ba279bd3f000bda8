"""Nộp hồ sơ trực tuyến: a citizen's drafts and everything a step of filing shows."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.conf import settings

from motcua.kernel import clock, text
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms import rules as form_rules
from motcua.registries.eforms.types import GENERIC, FieldType, Prefilled, Version
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.types import AgencyInfo
from motcua.registries.people import queries as people
from motcua.registries.places import queries as places
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Dossier, Draft, Paper
from motcua.services.dossiers.types import DraftNotThere, Filing, Party, ResultChannel
from motcua.services.files import queries as files
from motcua.services.files.types import FileRef
from motcua.services.vault import queries as store
from motcua.services.vault.types import HoldingView, Wanted

from .offer import Offer, WantedPaper, offer_of

CONTACT = "_lien_he"
"""Key in a draft's answers for what the first step asks; never sent as an answer."""
MOST_REUSED = 30
DECLARATIONS = (
    "to khai",
    "mau to khai",
    "don de nghi",
    "giay de nghi",
    "don dang ky",
    "phieu de nghi",
    "don xin",
)
_CONDITIONAL = re.compile(r"\bneu\b|truong hop|xuat trinh|doi voi|uy quyen")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One unfinished filing in a list."""

    key: str
    procedure_code: str
    procedure_name: str
    created_at: datetime
    updated_at: datetime
    step: int
    of: int
    open: tuple[str, ...]
    expires_on: date


@dataclass(slots=True)
class FilingPage:
    """A draft as its pages need it."""

    key: str
    offer: Offer
    version: Version | None
    form_changed: bool
    answers: dict[str, Any]
    contact: dict[str, str]
    place: Any
    desk: AgencyInfo | None
    decider: AgencyInfo | None
    files: dict[int, dict[str, Any]]
    result_channel: str
    step: str
    created_at: datetime
    updated_at: datetime
    sent_code: str
    on: date
    progress: dict[str, Any]
    filer: str = ""
    papers: tuple[WantedPaper, ...] = field(default=())

    @property
    def needs_place(self) -> bool:
        """Whether the commune decides who handles it."""
        return self.offer.needs_place

    @property
    def place_is_known(self) -> bool:
        return self.desk is not None and (self.place is not None or not self.needs_place)

    @property
    def sent_on(self) -> bool:
        """Whether the declaration makes another commune competent than the one chosen: the dossier goes there."""
        return (
            self.needs_place
            and self.place is not None
            and self.decider is not None
            and (self.decider.place_code != self.place.code)
        )

    @property
    def asks_result(self) -> bool:
        """Whether the form leaves out how the result is received."""
        return self.version is None or self.version.definition.field("result_channel") is None

    @property
    def chosen_channel(self) -> ResultChannel:
        """How the result is wanted, from the form where it asks."""
        if not self.asks_result:
            return rules.way_said(self.answers) or ResultChannel.ONLINE
        wanted = ResultChannel(self.result_channel)
        return wanted if wanted in self.result_ways else self.result_ways[0]

    @property
    def result_ways(self) -> tuple[ResultChannel, ...]:
        """The ways the result may be received."""
        return self.offer.result_ways(self.answers)

    def replaced_by_form(self, paper: WantedPaper) -> bool:
        """Whether the electronic form is this paper: the declaration of a procedure with a form of its own."""
        return self.version is not None and self.version.code != GENERIC and is_declaration(paper)

    @property
    def missing(self) -> list[WantedPaper]:
        """Required papers without a file; of a group of which nothing came, the first."""
        given = {p.group for p in self.papers if p.position in self.files}
        wanted = [p for p in self.papers if needed(p) or (p.required and p.group not in given and p.group)]
        firsts = {p.group: p.position for p in reversed(wanted) if p.group}
        return [
            p
            for p in wanted
            if p.position not in self.files
            and not self.replaced_by_form(p)
            and firsts.get(p.group, p.position) == p.position
        ]


class Named(Protocol):
    """Whatever goes by a name of a paper."""

    @property
    def name(self) -> str:
        """As the check list has it."""


def is_declaration(paper: Named) -> bool:
    """Whether a paper is the procedure's own declaration or request."""
    return text.fold(paper.name).lstrip("- +*0123456789.()").startswith(DECLARATIONS)


def to_prepare(offer: Offer) -> list[WantedPaper]:
    """The papers everybody has to have at hand before filing."""
    version = eforms.version(offer.form_version_id) if offer.form_version_id else None
    own = version is not None and version.code != GENERIC
    found = [paper for paper in offer.papers if needed(paper) and not (own and is_declaration(paper))]
    for group in dict.fromkeys(paper.group for paper in offer.papers if paper.group):
        names = functools.reduce(
            lambda one, other: say("{one} hoặc {other}", one=one, other=other),
            (say(paper.name) for paper in offer.papers if paper.group == group),
        )
        first = next(paper for paper in offer.papers if paper.group == group)
        found.append(replace(first, name=say("Một trong các giấy tờ: {names}", names=names)))
    return sorted(found, key=lambda paper: paper.position)


def needed(paper: WantedPaper) -> bool:
    """Whether it must be sent by itself.

    The form's papers know their case; a catalogue paper whose own words say "nếu có" or "trường hợp …" is for
    who it concerns.
    """
    words = text.fold(paper.name).replace("; neu khong co", ";")
    return paper.required and not paper.group and bool(paper.when_words or not _CONDITIONAL.search(words))


def drafts_of(by: Actor) -> list[DraftLine]:
    """A citizen's open drafts, newest first, each with how far it is and until when it is kept."""
    return _lines(by, discarded=False)


def discarded_of(by: Actor) -> list[DraftLine]:
    """Drafts thrown away that may still be taken back; each says until when."""
    return _lines(by, discarded=True)


def _lines(by: Actor, *, discarded: bool) -> list[DraftLine]:
    if by.user_id is None:
        return []
    on = clock.today()
    rows = list(
        Draft.objects.filter(
            owner_user_id=by.user_id, dossier=None, discarded_at__isnull=not discarded
        ).order_by("-updated_at")[:50]
    )
    keep = int(parameter("dossiers.draft_undo_days" if discarded else "dossiers.draft_keep_days", on=on))
    names = names_of({row.procedure_code for row in rows})
    return [
        DraftLine(
            row.key,
            row.procedure_code,
            names.get(row.procedure_code, row.procedure_code),
            row.created_at,
            row.updated_at,
            int(row.progress.get("step") or 0),
            int(row.progress.get("of") or 0),
            tuple(row.progress.get("open") or ()),
            clock.local((row.discarded_at or row.updated_at) + timedelta(days=keep)).date(),
        )
        for row in rows
    ]


def names_of(codes: set[str]) -> dict[str, str]:
    """Procedures by name, for lists."""
    from motcua.registries.procedures import queries as procedures

    if not codes:
        return {}
    return {card.code: card.name for card in procedures.portal_list(codes=sorted(codes))[: len(codes)]}


def draft_page(by: Actor, procedure_code: str, key: str) -> FilingPage:
    """A citizen's own draft with what the province offers today.

    Raises:
        DraftNotThere: no such draft, or somebody else's; both answer alike.
    """
    row = None
    if by.kind == "citizen" and by.user_id is not None:
        own = Draft.objects.select_related("dossier").filter(owner_user_id=by.user_id, discarded_at=None)
        row = own.filter(key=key).first()
    if row is None or row.procedure_code != procedure_code:
        raise DraftNotThere(
            say("Không tìm thấy hồ sơ nháp này."),
            why=say("Hồ sơ nháp chỉ mở được từ tài khoản đã lập, và bị xóa khi bạn bỏ."),
            next=say("Hãy mở trang “Hồ sơ của tôi” để xem các hồ sơ đang khai."),
        )
    on = clock.today()
    offer = offer_of(row.procedure_code, on)
    version = eforms.version(offer.form_version_id) if offer.form_version_id else None
    place = places.unit(row.place_code, on) if row.place_code else None
    desk = desk_for(offer, row.place_code, on)
    answers = {k: v for k, v in row.answers.items() if not k.startswith("_") and v is not None}
    decider = _decider(offer, row.place_code, desk, on, answers)
    return FilingPage(
        key=row.key,
        offer=offer,
        version=version,
        form_changed=row.form_version_id is not None and row.form_version_id != offer.form_version_id,
        answers=offer.addressed(answers, decider) if decider else answers,
        contact=dict(row.answers.get(CONTACT) or {}),
        place=place,
        desk=desk,
        decider=decider,
        files={int(position): file for position, file in row.papers.items()},
        result_channel=row.result_channel,
        step=row.step,
        created_at=row.created_at,
        updated_at=row.updated_at,
        sent_code=row.dossier.code if row.dossier else "",
        on=on,
        progress=row.progress,
        filer=by.id,
        papers=offer.papers_for(answers, "online"),
    )


def desk_for(offer: Offer, place_code: str, on: date) -> AgencyInfo | None:
    """The centre that takes it in: the commune's own, else the provincial one."""
    if offer.needs_place:
        if not place_code:
            return None
        found = organizations.desks_of(place_code=place_code, on=on)
        if found:
            return found[0]
    return next((desk for desk in organizations.desks(on) if desk.level == "province"), None)


def _decider(
    offer: Offer, place_code: str, desk: AgencyInfo | None, on: date, answers: dict[str, Any]
) -> AgencyInfo | None:
    """The agency the dossier goes to, as soon as it is known where it is filed."""
    if desk is None or (offer.needs_place and not place_code):
        return None
    try:
        return offer.agency(offer.competent(place_code, desk.code, on, answers), on)
    except Refusal:
        return None


def communes_like(words: str, on: date) -> list[Any]:
    """Communes of this province by old or new name, that have somebody to decide."""
    found = [
        place
        for place in places.search(words, on, "ward", 60)
        if eforms.province_of(place.code, place.parent_code, on) == settings.PROVINCE_PLACE
    ]
    return [
        p for p in found[:12] if organizations.competent_agency(level="commune", place_code=p.code, on=on)
    ]


def known_of(by: Actor) -> dict[str, str]:
    """What the account knows of the citizen who asks: own phone, mail, birth date."""
    card = people.find_person(by.id, by=by, reason=say("Nộp hồ sơ trực tuyến"))
    if card is None:
        return {}
    born = card.born_on.isoformat() if card.born_on and card.born_precision == "day" else ""
    return {"phone": card.phone, "email": card.email, "born_on": born}


def prefilled(page: FilingPage, by: Actor) -> dict[str, Prefilled]:
    """What the State knows already for the fields of this form, each with its source."""
    if page.version is None:
        return {}
    known = known_of(by)
    account = {
        "full_name": by.name,
        "personal_number": by.id,
        "born_on": known.get("born_on", ""),
        "phone": page.contact.get("phone") or known.get("phone", ""),
        "email": page.contact.get("email") or known.get("email", ""),
    }
    own: dict[str, Any] = page.offer.settled(page.decider) if page.decider else {}
    if page.place is not None:
        own["declared_at_place"] = page.place.full_name
    return form_rules.prefill(page.version.definition, {"tk": account, "may": own})


def own_offers(by: Actor, papers: Sequence[WantedPaper], *, on: date) -> dict[int, HoldingView]:
    """What one's own store, or that of an organisation one represents, holds for papers asked, by position."""
    wanted = [Wanted(one.position, one.code, one.name) for one in papers if not is_declaration(one)]
    return store.offers(people.own_numbers(by), wanted, on=on) if wanted else {}


def earlier_files(by: Actor, *, but: str = "") -> list[dict[str, Any]]:
    """Files the citizen has sent before, newest first, each once."""
    if by.user_id is None:
        return []
    found: dict[str, dict[str, Any]] = {}
    sent = (
        Paper.objects.filter(dossier__owner_user_id=by.user_id).exclude(sha256="").select_related("dossier")
    )
    for row in sent.order_by("-dossier__submitted_at", "position")[: MOST_REUSED * 2]:
        found.setdefault(
            row.sha256,
            {"sha256": row.sha256, "name": row.file_name, "of": row.dossier.code, "paper": row.name},
        )
    for draft in (
        Draft.objects.filter(owner_user_id=by.user_id, dossier=None, discarded_at=None)
        .exclude(key=but)
        .order_by("-updated_at")[:20]
    ):
        for file in draft.papers.values():
            found.setdefault(
                file["sha256"],
                {"sha256": file["sha256"], "name": file["name"], "of": say("hồ sơ nháp"), "paper": ""},
            )
    return list(found.values())[:MOST_REUSED]


def earlier_file(by: Actor, sha256: str) -> FileRef | None:
    """One of them, ready to be attached again; None when it is not theirs."""
    one = next((one for one in earlier_files(by) if one["sha256"] == sha256), None)
    if one is None:
        return None
    facts = files.stat(sha256)
    return FileRef(facts.sha256, facts.size, facts.media_type, one["name"])


def filing_of(page: FilingPage, by: Actor) -> Filing:
    """The dossier this draft becomes: who stands in it, where it goes."""
    assert page.desk is not None
    applicant, submitter = parties(page, by)
    return Filing(
        procedure_code=page.offer.code,
        applicant=applicant,
        answers=page.answers,
        helper_agency=page.desk.code,
        place_code=page.place.code if page.place else "",
        submitter=submitter,
        result_channel=page.chosen_channel,
    )


def parties(page: FilingPage, by: Actor) -> tuple[Party, Party | None]:
    """Whose dossier it is and who files it: the account holder, unless the form names somebody else."""
    answers, said = page.answers, str
    me = Party(
        name=by.name,
        id_number=by.id,
        phone=page.contact.get("phone", ""),
        email=page.contact.get("email", ""),
        address=_address(page),
    )
    if answers.get("acting") == "other" and answers.get("principal_name"):
        return Party(
            name=said(answers["principal_name"]),
            id_number=said(answers.get("principal_id_number") or ""),
            phone=me.phone,
            email=me.email,
        ), me
    if answers.get("organization_name"):
        return Party(
            name=said(answers["organization_name"]),
            tax_code=said(answers.get("organization_code") or ""),
            phone=me.phone,
            email=me.email,
            address=me.address,
            kind="organization",
        ), me
    for head in ("owner", "house_owner", "applicant", "requester"):
        name, number = answers.get(f"{head}_name"), answers.get(f"{head}_id_number")
        if name and number and number != by.id:
            phone = said(answers.get(f"{head}_phone") or me.phone)
            return Party(name=said(name), id_number=said(number), phone=phone, address=me.address), me
    return me, None


def _address(page: FilingPage) -> str:
    if page.version is None:
        return ""
    definition: Any = page.version.definition
    for item in definition.fields():
        value: Mapping[str, Any] | None = page.answers.get(item.code)
        if item.type is FieldType.ADDRESS and value:
            return form_rules.display(definition, item, value)
    return ""


def sent_dossier(by: Actor, code: str) -> Dossier | None:
    """The dossier a draft of this citizen became."""
    return Dossier.objects.filter(code=code, owner_user_id=by.user_id).first()
