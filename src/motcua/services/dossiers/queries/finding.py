"""Finding by what people say: a code or its end, a number, a name with or without marks.

A name that few bear is found by its tails (`models.Tail`), whatever the size of the table. What many bear needs no
index: the list is walked in its order and every few rows one fits. Both give the same rows in the same order.
"""

from __future__ import annotations

from django.db.models import Q

from motcua.kernel import text
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.pages import Rows
from motcua.services.dossiers.models import Dossier, Tail
from motcua.services.dossiers.rules import LONGEST_TAIL, is_dossier_code
from motcua.services.dossiers.types import is_provisional

from .seeing import visible_to

FEW = 5000
NUMBER = 9
"""So many figures make a number of a person or a phone."""
NUMBERS = ("applicant_id_number", "applicant_phone", "submitter_id_number")


def narrowed(rows: Rows, said: str) -> Rows:
    """A list of dossiers narrowed to what was said."""
    said = text.clean(said)
    if is_dossier_code(said.upper()):
        return rows.filter(code=said.upper())
    if is_provisional(said.upper()):
        return rows.filter(pk__among=keys_where({"provisional_number": said.upper()}))
    if (figures := _figures(said)) is not None:
        return rows.filter(pk__among=keys_where(*({column: figures} for column in NUMBERS)))
    phrase = text.fold(said)[:LONGEST_TAIL]
    if not phrase:
        return rows
    if _has_figure(said):
        return rows.filter(pk__among=_by_code(said))
    keys = _keys(phrase)
    if keys is None:
        return rows.filter(named(phrase))
    if keys or " " not in phrase:
        return rows.filter(pk__among=keys)
    return _scattered(rows, phrase.split())


def last_seen(by: Actor, most: int = 8) -> list[Dossier]:
    """The dossiers this officer opened last and may still see; looks are written down once a day."""
    looks = Entry.objects.filter(actor_id=by.id, action="dossiers.look").order_by("-at", "-id")
    codes = [subject.partition(":")[2] for subject in looks.values_list("subject", flat=True)[: most * 5]]
    codes = list(dict.fromkeys(codes))[:most]
    rows = {row.code: row for row in visible_to(by).defer("answers").filter(code__in=codes)}
    return [rows[code] for code in codes if code in rows]


def matching(said: str, prefix: str = "") -> Q:
    """The same as a condition, for lists that are short by themselves."""
    said = text.clean(said)
    if (exact := _exact(said, prefix)) is not None:
        return exact
    wanted = named(text.fold(said), prefix)
    if _has_figure(said):
        wanted |= Q(**{f"{prefix}code__contains": said.upper()}) | Q(**{f"{prefix}external_code": said})
    return wanted


def named(phrase: str, prefix: str = "") -> Q:
    """Whose name has these words, the last of them perhaps unfinished."""
    column = f"{prefix}applicant_folded"
    return Q(**{f"{column}__startswith": phrase}) | Q(**{f"{column}__contains": f" {phrase}"})


def _exact(said: str, prefix: str = "") -> Q | None:
    """A whole code, or a number of a person."""
    if is_dossier_code(said.upper()):
        return Q(**{f"{prefix}code": said.upper()})
    if is_provisional(said.upper()):
        return Q(**{f"{prefix}provisional_number": said.upper()})
    if (figures := _figures(said)) is None:
        return None
    wanted = Q()
    for column in NUMBERS:
        wanted |= Q(**{f"{prefix}{column}": figures})
    return wanted


def _figures(said: str) -> str | None:
    """The figures of what was said, where they can be a number of a person or a phone."""
    figures = said.replace(" ", "").replace(".", "")
    return figures if figures.isdigit() and len(figures) >= NUMBER else None


def keys_where(*conditions: dict[str, str]) -> list[int]:
    """Dossiers of whom one of some exact conditions is true, each looked up in its own index before anything else is
    asked: SQLite's planner would rather walk an agency's whole list for it."""
    found: set[int] = set()
    for wanted in conditions:
        found |= set(Dossier.objects.filter(**wanted).order_by().values_list("pk", flat=True)[:FEW])
    return sorted(found)


def _has_figure(said: str) -> bool:
    return any(letter.isdigit() for letter in said)


def _by_code(said: str) -> list[int]:
    """Dossiers whose code begins or ends so, whose outer code it is, or whose owner's name has the figure."""
    found = set(_keys(text.fold(said)[:LONGEST_TAIL]) or ())
    for wanted in (Q(code__begins=said.upper()), Q(external_code=said)):
        found |= set(Dossier.objects.filter(wanted).order_by("-code").values_list("pk", flat=True)[:FEW])
    return sorted(found)


def _keys(phrase: str) -> list[int] | None:
    """Dossiers with a tail that begins so; None when there are many."""
    rows = Tail.objects.filter(tail__begins=phrase).order_by()
    found = list(rows.values_list("dossier_id", flat=True)[: FEW + 1])
    return None if len(found) > FEW else list(set(found))


def _scattered(rows: Rows, words: list[str]) -> Rows:
    """No name has the words in a row: those that have each of them, wherever it stands."""
    rarest: list[int] | None = None
    for word in words:
        keys = _keys(word)
        if keys is not None and (rarest is None or len(keys) < len(rarest)):
            rarest = keys
        rows = rows.filter(named(word))
    if rarest is None:  # each word alone is common: those that have the two longest, unless they are many too
        first, second = sorted(words, key=len)[-2:]
        both = Tail.objects.filter(tail__begins=first).filter(
            dossier_id__in=Tail.objects.filter(tail__begins=second).values("dossier_id")
        )
        rarest = list(both.order_by().values_list("dossier_id", flat=True)[: FEW + 1])
    return rows if len(rarest) > FEW else rows.filter(pk__among=rarest)
