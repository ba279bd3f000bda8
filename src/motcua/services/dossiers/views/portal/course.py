"""The way through filing: which steps there are, where one stands, what is still wrong."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from motcua.kernel.words import say
from motcua.registries.eforms import forms as eforms
from motcua.services.dossiers.queries.filing_page import FilingPage

CONTACT, PAPERS, RESULT, REVIEW = "nguoi-nop", "giay-to", "nhan-ket-qua", "xem-lai"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its words, its address, whether nothing is wrong in it."""

    slug: str
    label: str
    url: str
    done: bool
    errors: int = 0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the row of leaves shows: one step, or the steps of one chapter together."""

    label: str
    url: str
    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """All steps of a draft, in order."""

    steps: tuple[Step, ...]

    def number(self, slug: str) -> int:
        """Which step this is, from 1."""
        return next((i for i, step in enumerate(self.steps, start=1) if step.slug == slug), 1)

    def after(self, slug: str) -> Step:
        return self.steps[min(self.number(slug), len(self.steps) - 1)]

    def before(self, slug: str) -> Step | None:
        at = self.number(slug)
        return self.steps[at - 2] if at > 1 else None

    def leaves(self, slug: str) -> tuple[list[Leaf], int, str]:
        """The leaves, which one is open now, and which part of its chapter this is."""
        chapters: list[list[Step]] = []
        for step in self.steps:
            if chapters and step.group and chapters[-1][0].group == step.group:
                chapters[-1].append(step)
            else:
                chapters.append([step])
        now = next((i for i, steps in enumerate(chapters) if slug in {one.slug for one in steps}), 0)
        leaves = []
        for at, steps in enumerate(chapters):
            open_one = next((one for one in steps if not one.done), steps[0])
            reached = at < now or all(one.done for one in steps)
            label = steps[0].group or steps[0].label
            leaves.append(Leaf(label, open_one.url if reached else "", tuple(one.slug for one in steps)))
        inside = leaves[now].slugs
        part = (
            say("phần {value} trên {n}", value=inside.index(slug) + 1, n=len(inside))
            if len(inside) > 1 and slug in inside
            else ""
        )
        return leaves, now + 1, part

    @property
    def first_open(self) -> Step:
        """Where to go on."""
        return next((step for step in self.steps if not step.done), self.steps[-1])

    @property
    def unfinished(self) -> tuple[Step, ...]:
        """Steps before the review that still want something."""
        return tuple(step for step in self.steps[:-1] if not step.done)


def course_of(page: FilingPage) -> Course:
    """The steps as they stand with today's answers."""
    keys = {"code": page.offer.code, "key": page.key}

    def url(name: str, **more: str) -> str:
        return reverse(f"dossiers:{name}", kwargs={**keys, **more})

    found = [
        Step(
            CONTACT,
            say("Liên hệ, nơi nộp") if page.needs_place else say("Liên hệ"),
            url("filing_contact"),
            bool(page.contact.get("phone")) and page.place_is_known,
        )
    ]
    if page.version is not None:
        for link in eforms.steps(page.version, page.answers, on=page.on, channel="online", filer=page.filer):
            address = url("filing_section", section=link.code)
            found.append(Step(f"khai-{link.code}", link.title, address, link.done, link.errors, link.group))
    visited = page.step in (PAPERS, RESULT, REVIEW)
    papers_done = not page.missing and (visited or bool(page.files))
    found.append(
        Step(PAPERS, say("Giấy tờ"), url("filing_papers"), papers_done or not page.papers, len(page.missing))
    )
    if page.asks_result:
        found.append(Step(RESULT, say("Nhận kết quả"), url("filing_result"), page.step in (RESULT, REVIEW)))
    found.append(Step(REVIEW, say("Xem lại và gửi"), url("filing_review"), False))
    return Course(tuple(found))
