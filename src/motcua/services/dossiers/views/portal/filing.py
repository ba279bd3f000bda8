"""Nộp hồ sơ trực tuyến, one step a page: contact, form sections, result, review, sent. Papers stand beside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say, spoken
from motcua.registries.calendars import rules as counting
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms.forms import SectionStep, section_of
from motcua.registries.eforms.rules import answers_summary
from motcua.services.dossiers import services
from motcua.services.dossiers.forms.filing import ConsentForm, ContactForm, PlaceForm, ResultForm
from motcua.services.dossiers.queries import citizen_page, filing_page, intake
from motcua.services.dossiers.queries.filing_page import CONTACT as CONTACT_KEY
from motcua.services.dossiers.queries.filing_page import FilingPage
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.types import DoneBySomeone, FormNotValid

from . import course
from .doors import citizens_only
from .frame import sent_already, show
from .papers import attach_declaration, keep_file


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
@citizens_only
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Before the first question: what it takes, and the drafts already begun."""
    by, at = request.actor, clock.now()
    if request.method == "POST":
        draft = services.start_draft(procedure_code=code, by=by, at=at)
        return redirect("dossiers:filing_contact", code=draft.procedure_code, key=draft.key)
    offer = offer_of(code, at.date())
    drafts = [draft for draft in filing_page.drafts_of(by) if draft.procedure_code == offer.code]
    limit = offer.limit("online")
    return render(
        request,
        "dossiers/portal/start.html",
        {
            "offer": offer,
            "drafts": drafts,
            "limit": counting.say_limit(*limit) if limit else "",
            "cases": [one for one in offer.cases if one.limit and one.channel in ("", "online")],
            "required": filing_page.to_prepare(offer),
        },
    )


@require_safe
@access.audience("citizen")
@citizens_only
def resume(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Go on where something is still open."""
    page = filing_page.draft_page(request.actor, code, key)
    return sent_already(page) or redirect(course.course_of(page).first_open.url)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
@citizens_only
def contact(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Who files, how to reach them, and which commune decides."""
    by = request.actor
    page = filing_page.draft_page(by, code, key)
    if gone := sent_already(page):
        return gone
    known = filing_page.known_of(by)
    first = {name: page.contact.get(name) or known.get(name, "") for name in ("phone", "email")}
    place = {"tim": page.place.path if page.place else "", "xa": page.place.code if page.place else ""}
    if request.method != "POST":
        return show(
            request,
            page,
            course.CONTACT,
            "contact.html",
            form=ContactForm(initial=first),
            place_form=PlaceForm(initial=place),
        )
    form, place_form = ContactForm(request.POST), PlaceForm(request.POST)
    places: list[Any] = []
    chosen, problem = "", ""
    if page.needs_place and place_form.is_valid():
        chosen, places, problem = _which_place(
            page, place_form.cleaned_data["tim"], place_form.cleaned_data["xa"]
        )
        if problem and not ("_find" in request.POST and places):
            place_form.add_error("tim", problem)
    looking = "_find" in request.POST
    if not looking and form.is_valid() and place_form.is_valid():
        services.save_draft(
            key=key,
            by=by,
            at=clock.now(),
            answers={CONTACT_KEY: form.cleaned_data},
            step=course.CONTACT,
            place_code=chosen or page.place.code if page.needs_place and (chosen or page.place) else None,
        )
        page = filing_page.draft_page(by, code, key)
        return redirect(course.course_of(page).after(course.CONTACT).url)
    if looking:
        form = ContactForm(initial={name: request.POST.get(name, "") for name in ("phone", "email")})
    bad = not looking and (not form.is_valid() or bool(problem))
    return show(
        request, page, course.CONTACT, "contact.html", status=422 if bad else 200,
        form=form, place_form=place_form, places=places, chosen=chosen,
    )  # fmt: skip


def _which_place(page: FilingPage, words: str, code: str) -> tuple[str, list[Any], str]:
    """The commune chosen or meant, those to choose from, and what is wrong."""
    if not words and not code:
        return "", [], say("Chưa chọn xã, phường. Gõ tên nơi bạn cư trú rồi bấm Tìm.")
    here = page.place
    if code and (not words or (here is not None and code == here.code and words == here.path)):
        return code, [], ""
    found = filing_page.communes_like(words or code, page.on)
    if code and any(place.code == code for place in found):
        return code, [], ""
    wanted = text.fold(words)
    exact = [
        place
        for place in found
        if wanted in (text.fold(place.name), text.fold(place.full_name), text.fold(place.path))
    ]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0].code, found, ""
    if not found:
        return (
            "",
            [],
            say(
                "Không thấy xã, phường nào của tỉnh tên “{words}”. Hãy thử ít chữ hơn, hoặc tên cũ.",
                words=words,
            ),
        )
    return (
        "",
        found,
        say("Có {n} nơi tên như “{words}”. Hãy chọn một nơi trong danh sách.", n=len(found), words=words),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
@citizens_only
def section(request: HttpRequest, code: str, key: str, section: str) -> HttpResponse:
    """One section of the electronic form; whatever can be read is kept, right or wrong."""
    by = request.actor
    page = filing_page.draft_page(by, code, key)
    if gone := sent_already(page):
        return gone
    slug = f"khai-{section}"
    if page.version is None or slug not in {step.slug for step in course.course_of(page).steps}:
        return redirect("dossiers:filing_resume", code=page.offer.code, key=key)
    troubles: list[str] = []

    def store(upload: Any) -> dict[str, Any]:
        try:
            ref = keep_file(upload, by=by, key=key)
        except Refusal as refusal:
            troubles.append(refusal.message)
            return {}
        return {"sha256": ref.sha256, "name": ref.name, "size": ref.size}

    bound = request.method == "POST"
    step = SectionStep(
        page.version,
        section,
        page.answers,
        request.POST if bound else None,
        request.FILES if bound else None,
        on=page.on,
        prefilled=filing_page.prefilled(page, by),
        store=store,
        channel="online",
        filer=by.id,
    )
    for name in getattr(request, "files_too_large", {}).values():
        troubles.append(
            say(
                "Tệp “{name}” nặng hơn 20 MB nên chúng tôi chưa nhận. Hãy quét lại nhẹ hơn rồi gửi.",
                name=name,
            )
        )
    if bound and "_look" not in request.POST:  # the script only asks what would be shown
        cleared = {name: None for name in page.answers if name not in step.answers}
        services.save_draft(key=key, by=by, at=clock.now(), answers={**cleared, **step.answers}, step=slug)
        page = filing_page.draft_page(by, code, key)
        if step.is_valid() and not troubles:
            return redirect(course.course_of(page).after(slug).url)
    bad = bound and step.action == "next"
    return show(
        request,
        page,
        slug,
        "section.html",
        status=422 if bad else 200,
        step=step,
        troubles=troubles,
        saved=bound,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
@citizens_only
def result(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """How the result comes to the citizen, where the form does not ask."""
    by = request.actor
    page = filing_page.draft_page(by, code, key)
    if gone := sent_already(page):
        return gone
    if not page.asks_result:
        return redirect(course.course_of(page).steps[-1].url)
    form = ResultForm(
        request.POST if request.method == "POST" else None,
        ways=page.result_ways,
        initial={"result_channel": page.chosen_channel},
    )
    if request.method == "POST" and form.is_valid():
        services.save_draft(
            key=key,
            by=by,
            at=clock.now(),
            result_channel=form.cleaned_data["result_channel"],
            step=course.RESULT,
        )
        page = filing_page.draft_page(by, code, key)
        return redirect(course.course_of(page).after(course.RESULT).url)
    return show(request, page, course.RESULT, "result.html", status=422 if form.errors else 200, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
@citizens_only
def review(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Everything once more, what is still wrong, and sending."""
    by = request.actor
    page = filing_page.draft_page(by, code, key)
    if gone := sent_already(page):
        return gone
    form = ConsentForm(request.POST if request.method == "POST" else None)
    faults = faults_of(page)
    if request.method == "POST" and form.is_valid() and not faults:
        try:
            attach_declaration(page, by, sections_of(page))
            services.submit_draft(key=key, filing=filing_page.filing_of(page, by), by=by, at=clock.now())
        except DoneBySomeone:
            pass  # a second click: the page of the first one
        except FormNotValid as refusal:
            faults = [(str(error.message), "") for error in refusal.facts.get("errors", ())] or [
                (refusal.what, "")
            ]
            return _review(request, page, form, faults, status=422)
        return redirect("dossiers:filing_sent", code=page.offer.code, key=key)
    if request.method != "POST" and page.step != course.REVIEW:
        services.save_draft(key=key, by=by, at=clock.now(), step=course.REVIEW)
    return _review(request, page, form, faults, status=422 if request.method == "POST" else 200)


def _review(
    request: HttpRequest, page: FilingPage, form: ConsentForm, faults: list[tuple[str, str]], *, status: int
) -> HttpResponse:
    case, limit = None, None
    if page.place_is_known and page.desk is not None:
        place = page.place.code if page.place else ""
        case, limit = page.offer.expected(
            "online", page.answers, place_code=place, helper_agency=page.desk.code
        )
    unticked = [(str(one), f"#{form['dong_y'].id_for_label}") for one in form["dong_y"].errors]
    return show(
        request, page, course.REVIEW, "review.html", status=status, form=form, faults=faults + unticked, sections=sections_of(page),
        case=case, promise=intake.promise(page.desk.code, limit, clock.now()) if page.desk and limit else None,
        uploads=[
            (paper, page.files.get(paper.position), page.replaced_by_form(paper), filing_page.needed(paper))
            for paper in page.papers
        ],
    )  # fmt: skip


def sections_of(page: FilingPage) -> list[dict[str, Any]]:
    """The answers by section, each with its address for putting right."""
    if page.version is None:
        return []
    urls = {step.slug: step.url for step in course.course_of(page).steps}
    found: dict[str, dict[str, Any]] = {}
    for row in answers_summary(page.version.definition, page.answers, audience="citizen"):
        one = found.setdefault(
            row.section, {"title": row.section_title, "url": urls.get(f"khai-{row.section}", ""), "rows": []}
        )
        one["rows"].append(row)
    return list(found.values())


def faults_of(page: FilingPage) -> list[tuple[str, str]]:
    """What still stops sending, each with the address where it is put right."""
    way = course.course_of(page)
    urls = {step.slug: step.url for step in way.steps}
    found: list[tuple[str, str]] = []
    if not page.contact.get("phone"):
        found.append((say("Chưa có số điện thoại liên hệ"), urls[course.CONTACT]))
    if not page.place_is_known:
        found.append((say("Chưa chọn xã, phường giải quyết hồ sơ"), urls[course.CONTACT]))
    if page.version is not None:
        _, errors = eforms.check_answers(
            page.version.id, page.answers, on=page.on, channel="online", filer=page.filer
        )
        found += _by_section(
            page, [(section_of(page.version.definition, one.code), one.message) for one in errors], urls
        )
    for paper in page.missing:
        found.append((say("Chưa có giấy tờ bắt buộc: {name}", name=say(paper.name)), urls[course.PAPERS]))
    return found


def _by_section(
    page: FilingPage, errors: list[tuple[str, str]], urls: dict[str, str]
) -> list[tuple[str, str]]:
    """Faults one by one; a section that has hardly been begun is one line."""
    assert page.version is not None
    found: list[tuple[str, str]] = []
    for where in dict.fromkeys(section for section, _ in errors):
        told = [message for section, message in errors if section == where]
        url, section = urls.get(f"khai-{where}", ""), page.version.definition.section(where)
        if len(told) > 2 and section is not None:
            found.append(
                (say("Phần “{title}” còn {n} chỗ chưa xong", title=say(section.title), n=len(told)), url)
            )
        else:
            found += [(message, url) for message in told]
    return found


@require_POST
@access.audience("citizen")
@citizens_only
def discard(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Throw a draft away; the list of drafts offers it back."""
    filing_page.draft_page(request.actor, code, key)
    services.discard_draft(key=key, by=request.actor, at=clock.now())
    messages.success(request, spoken(say("Đã xóa hồ sơ nháp. Muốn lấy lại, bấm “Lấy lại” ở cuối trang này.")))
    return redirect(f"{reverse('dossiers:mine')}?phan=nhap")


@require_POST
@access.audience("citizen")
@citizens_only
def restore(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take back a draft thrown away."""
    services.restore_draft(key=key, by=request.actor, at=clock.now())
    messages.success(request, spoken(say("Đã lấy lại hồ sơ nháp.")))
    return redirect(f"{reverse('dossiers:mine')}?phan=nhap")


@require_POST
@access.audience("citizen")
@citizens_only
def again(request: HttpRequest, code: str) -> HttpResponse:
    """A new draft like an earlier dossier."""
    draft = services.start_again(code=code, by=request.actor, at=clock.now())
    messages.success(
        request,
        spoken(
            say(
                "Đã chép câu trả lời và giấy tờ của hồ sơ {code}. Xin xem lại từng bước trước khi gửi.",
                code=code,
            )
        ),
    )
    return redirect("dossiers:filing_contact", code=draft.procedure_code, key=draft.key)


@require_safe
@access.audience("citizen")
@citizens_only
def sent(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The code, what happens next, and until when."""
    page = filing_page.draft_page(request.actor, code, key)
    if not page.sent_code:
        return redirect("dossiers:filing_review", code=page.offer.code, key=key)
    found = citizen_page.own_page(request.actor, page.sent_code)
    return render(request, "dossiers/portal/sent.html", {"page": found, "dossier": found.dossier})
