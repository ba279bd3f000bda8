"""Rules of the dossier, pure and cited: codes, allowed moves, form sets, what the law wants complete."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.kernel.legal import basis, parameter
from motcua.kernel.text import fold
from motcua.services.dossiers.types import OPEN, PAUSED, RUNNING, ResultChannel, Status

CODE = re.compile(r"^[A-Z]\d{2}(\.\d{1,3}){0,6}-\d{6}-\d{4,}$")

MOVES: dict[Status | None, frozenset[Status]] = {
    None: frozenset({Status.SUBMITTED, Status.ACCEPTED}),
    Status.SUBMITTED: frozenset(
        {Status.ACCEPTED, Status.NOT_ACCEPTED, Status.SUPPLEMENT, Status.PAYING, Status.WITHDRAWN}
    ),
    Status.ACCEPTED: frozenset(
        {
            Status.PROCESSING,
            Status.SUPPLEMENT,
            Status.PAYING,
            Status.WITHDRAWN,
            Status.STOPPED,
            Status.FINISHED,
        }
    ),
    Status.PROCESSING: frozenset(
        {
            Status.PROCESSING,
            Status.SUPPLEMENT,
            Status.PAYING,
            Status.WITHDRAWN,
            Status.STOPPED,
            Status.FINISHED,
        }
    ),
    Status.SUPPLEMENT: frozenset(
        {
            Status.SUBMITTED,
            Status.ACCEPTED,
            Status.PROCESSING,
            Status.NOT_ACCEPTED,
            Status.WITHDRAWN,
            Status.STOPPED,
        }
    ),
    Status.PAYING: frozenset(
        {Status.SUBMITTED, Status.ACCEPTED, Status.PROCESSING, Status.WITHDRAWN, Status.STOPPED}
    ),
    Status.STOPPED: frozenset({Status.PROCESSING, Status.WITHDRAWN, Status.FINISHED}),
    Status.FINISHED: frozenset({Status.RETURNED, Status.PROCESSING}),
    Status.RETURNED: frozenset({Status.FINISHED}),
    Status.NOT_ACCEPTED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}


@basis("118/2025/NĐ-CP", note="the ten national statuses and the moves between them")
def may_move(before: Status | None, after: Status) -> bool:
    """Whether a dossier may go from one national status to another."""
    return after in MOVES[before]


@basis(
    "03/2025/TT-VPCP", note="dossier code; pattern of the 2018 set kept until the new one is published here"
)
def dossier_code(agency_code: str, on: date, number: int) -> str:
    """`H42.15.3-261122-0001`: agency, day, number of that agency on that day; grows past 9999."""
    return f"{agency_code}-{on:%y%m%d}-{number:04d}"


LONGEST_TAIL = 60
MOST_TAILS = 10


def tails_of(code: str, folded: str) -> list[str]:
    """What a dossier is found by: its owner's name from each word on, and its code without the agency's part."""
    words = folded.split()
    found = [" ".join(words[n:])[:LONGEST_TAIL] for n in range(min(len(words), MOST_TAILS))]
    return list(dict.fromkeys([*found, code.partition("-")[2].lower()]))


def is_dossier_code(text: str) -> bool:
    """Whether the text has the form of a dossier code."""
    return CODE.fullmatch(text) is not None


@basis("03/2025/TT-VPCP", note="forms of Annex I from 01/07/2025")
@basis("01/2018/TT-VPCP", note="forms of Annex I to 30/06/2025")
def form_set(on: date) -> dict[str, Any]:
    """The set of statutory papers in force on the day of reception: number and legal basis by kind."""
    return parameter("dossiers.form_set", on=on)


@basis(
    "91/2015/QH13",
    note="articles 134-140: who acts for another does so by a paper of authority, or by law as kin",
)
def needs_authority(name: str, *known: str) -> bool:
    """Whether who stands at the desk is none of those the dossier knows, and says by what they act for them."""
    return bool(name.strip()) and fold(name) not in {fold(one) for one in known if one}


@basis(
    "118/2025/NĐ-CP", note="reception only of a complete dossier; else the desk asks once for all that lacks"
)
def missing_papers(papers: Iterable[tuple[str, bool, int, str]]) -> list[str]:
    """Names of required papers of which nothing was received: (name, required, pieces received, group).

    Of the papers of a group one is enough; a group of which nothing came is told as its names with "hoặc".
    """
    rows = list(papers)
    given = {group for _, _, received, group in rows if group and received}
    found: dict[str, list[str]] = {}
    for number, (name, required, received, group) in enumerate(rows):
        if required and received == 0 and group not in given:
            found.setdefault(group or f"#{number}", []).append(name)
    return [" hoặc ".join(names) for names in found.values()]


@basis("45/2020/NĐ-CP", note="online filings are answered within eight working hours")
def reception_limit_hours(on: date) -> int:
    """Working hours within which an online filing must be accepted, supplemented or refused."""
    return int(parameter("dossiers.reception_limit_hours", on=on))


def register_volume(on: date) -> str:
    """Quyển số of the dossier register: one volume a desk and year."""
    return f"{on.year}"


def urgency(status: Status, due_at: datetime | None, now: datetime, soon_at: datetime) -> str:
    """Tone of the deadline: pause, done, late, soon or ok. ``soon_at`` is now plus the warning time."""
    if status in PAUSED:
        return "pause"
    if status not in OPEN:
        return "done"
    if due_at is None:
        return "ok"
    if now > due_at:
        return "late"
    return "soon" if soon_at >= due_at else "ok"


def keeps_clock(status: Status) -> bool:
    """Whether the legal clock runs."""
    return status in RUNNING


RESULT_MARKS = {
    "giay_khai_sinh": "",
    "trich_luc_khai_tu": "TLKT",
    "giay_ket_hon": "",
    "trich_luc_thay_doi": "TLTĐCC",
    "xac_nhan_hon_nhan": "UBND-XNTTHN",
    "ban_sao": "SCT/BS",
    "ho_kinh_doanh": "GCN-HKD",
    "giay_phep_xay_dung": "GPXD",
    "van_ban_ket_qua": "UBND",
}


@basis(
    "30/2020/NĐ-CP", note="number and notation: number, slash, year where a book runs by the year, type mark"
)
def result_notation(template: str, number: int, year: int) -> str:
    """`12/2026`, `05`, `31/GPXD`: how the number of a result is written."""
    mark = RESULT_MARKS.get(template, "")
    if template in ("giay_khai_sinh", "giay_ket_hon"):
        return f"{number:02d}/{year}"
    if template == "ban_sao":  # the book and year stand beside the number in the attestation
        return f"{number:02d}"
    return f"{number:02d}/{mark}"


def void_reason(*, replaced: bool) -> str:
    """Why a number that was taken for a signature came to nothing."""
    if replaced:
        return "Dự thảo mang số này được thay bằng văn bản khác trước khi ký."
    return "Hồ sơ kết thúc trước khi ký."


KINDS_OF_PLACE = ("phường", "xã", "tỉnh", "thành phố", "đặc khu", "thị trấn", "huyện", "quận", "thị xã")


def head_lines(name: str) -> list[str]:
    """An agency's name in capitals, in two lines where it names a place: ỦY BAN NHÂN DÂN / PHƯỜNG NAM ĐỊNH."""
    words = name.split()
    for kind in KINDS_OF_PLACE:
        parts = kind.split()
        for i in range(1, len(words) - len(parts) + 1):
            if [word.lower() for word in words[i : i + len(parts)]] == parts:
                return [" ".join(words[:i]).upper(), " ".join(words[i:]).upper()]
    return [name.upper()]


def place_of(name: str) -> str:
    """The place an agency's papers are dated from: `Ủy ban nhân dân phường Nam Định` → `Nam Định`."""
    lines = head_lines(name)
    if len(lines) == 1:
        return ""
    tail = name.split()[-len(lines[1].split()) :]
    for kind in KINDS_OF_PLACE:
        count = len(kind.split())
        if [word.lower() for word in tail[:count]] == kind.split():
            return " ".join(tail[count:])
    return ""


@basis(
    "30/2020/NĐ-CP",
    note="Annex I, box 7a: TM., KT., TL., TUQ., Q. before the head's title, then the signer's own",
)
def signature_titles(*, title: str, form: str, head_title: str, collective: str = "") -> list[str]:
    """The lines above a signature; ``collective`` is the body signed for (TM. ỦY BAN NHÂN DÂN)."""
    lines = [f"TM. {collective.upper()}"] if collective else []
    if form and form != "Q.":
        lines.append(f"{form} {head_title.upper()}")
    lines.append(f"Q. {title.upper()}" if form == "Q." else title.upper())
    return lines


RESULT_WORDS = {
    "Trực tiếp": ResultChannel.COUNTER,
    "Bưu chính": ResultChannel.POST,
    "Điện tử": ResultChannel.ONLINE,
    "Bản giấy trực tiếp": ResultChannel.COUNTER,
    "Bưu chính có bảo đảm": ResultChannel.POST,
    "Bản điện tử": ResultChannel.ONLINE,
}
"""What forms say for the ways of receiving a result."""


def way_said(answers: Mapping[str, Any]) -> ResultChannel | None:
    """How a declaration asks for its result, where it says so."""
    return RESULT_WORDS.get(str(answers.get("result_channel")))


def result_ways(procedure_code: str, answers: Mapping[str, Any], on: date) -> tuple[ResultChannel, ...]:
    """How the result of a filing may be received: what is given on paper does not come as a file."""
    asked = parameter("dossiers.paper_results", on=on).get(procedure_code)
    on_paper = asked is not None and all(
        words in _said(answers, question) for question, words in asked.items()
    )
    return tuple(one for one in ResultChannel if not (on_paper and one is ResultChannel.ONLINE))


def _said(answers: Mapping[str, Any], question: str) -> list[Any]:
    """The answers to a question; to a column of a table one a row."""
    code, _, column = question.partition(".")
    if not column:
        return [answers.get(code)]
    rows = answers.get(code)
    return [row.get(column) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def outcome_to_signer(openings: Mapping[str, Iterable[str]]) -> str | None:
    """The outcome of a step that brings the dossier before the signer, by the kinds of tasks each outcome opens; None
    where something else comes first."""
    return next((outcome for outcome, tasks in openings.items() if "sign" in tasks), None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an open step stands: the lane, the agency, then as near as is known the unit, the post, the officer.

    A unit written as the agency itself is the agency's common queue; no unit at all waits for somebody outside, and the
    officer is who keeps an eye on it.
    """

    lane: str
    agency_code: str
    unit_code: str = ""
    post_code: str = ""
    officer_code: str = ""

    @property
    def in_common(self) -> bool:
        """Whether somebody has to distribute it."""
        return bool(self.unit_code) and not self.post_code and self.unit_code == self.agency_code


@dataclass(frozen=True, slots=True)
class Hat:
    """An officer in a post as steps see them: who, for whom, the lanes of the post, and the agencies they distribute in."""

    officer_code: str
    post_code: str = ""
    unit_code: str = ""
    acting_for: str = ""
    lanes: tuple[str, ...] = ()
    distributes: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Whose work this is: one's own and that of whom one stands in for."""
        return tuple(code for code in (self.officer_code, self.acting_for) if code)


@basis("118/2025/NĐ-CP", note="each step is done by the post it is given to; the process says which")
def is_mine(hat: Hat, step: Place) -> bool:
    """Whether a step may be done by an officer in this post: the one answer of inbox, claim, finish, bulk and programs.

    It must be free or in their name, and lie at their post, or in the queue of their unit in a lane their post serves. In
    the agency's common queue it is for those of the lane who distribute work there. What waits outside is only watched.
    `queries.placing.mine` says the same in SQL; a property test holds the two together.
    """
    if step.officer_code and step.officer_code not in hat.names:
        return False
    if not step.unit_code:
        return bool(step.officer_code)
    if step.post_code:
        return step.post_code == hat.post_code
    if step.lane not in hat.lanes:
        return False
    return step.agency_code in hat.distributes if step.in_common else step.unit_code == hat.unit_code


@dataclass(frozen=True, slots=True)
class Deserted:
    """Queues of some agencies that nobody looks into: posts without a holder, units with the lanes of theirs that no
    held post serves, and the table of officers who hold no post any more."""

    posts: frozenset[str] = frozenset()
    lanes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    officers: frozenset[str] = frozenset()


def is_to_give(hat: Hat, step: Place, deserted: Deserted) -> bool:
    """Whether a step waits for this officer to give it to somebody: nobody has it, and it lies in the common queue of an
    agency they distribute in, or in a queue there that nobody looks into; or who had it there has left."""
    if not step.unit_code or step.agency_code not in hat.distributes:
        return False
    if step.officer_code:
        return step.officer_code in deserted.officers
    if step.post_code:
        return step.post_code in deserted.posts
    return step.in_common or step.lane in dict(deserted.lanes).get(step.unit_code, ())
