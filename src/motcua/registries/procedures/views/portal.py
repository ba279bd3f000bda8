"""Citizens: find a matter, and read what it takes."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from motcua.kernel import access, clock
from motcua.kernel.text import clean
from motcua.kernel.words import day, join, say, spoken
from motcua.registries.eforms import queries as eforms
from motcua.registries.procedures import queries
from motcua.registries.procedures.forms import CatalogueFilters
from motcua.registries.procedures.rules.codes import base_code
from motcua.ui.parts.words import told

PAGE = 20


@access.audience("public")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Danh sách thủ tục: search, filters that count, and a way on where nothing fits."""
    asked = clean(request.GET.get("q", "")[:300])
    order = request.GET.get("xep", "")
    order = order if order in queries.ORDERS else ""
    wanted = {name: request.GET.get(name, "") for name in queries.FACETS}
    found = queries.browse(asked=asked, wanted=wanted, order=order)
    page = Paginator(found.listing, PAGE).get_page(request.GET.get("trang"))  # type: ignore[arg-type]
    context = {
        "asked": asked,
        "page": page,
        "found": found,
        "form": CatalogueFilters(choices=found.choices, chosen=found.chosen, order=order, asked=bool(asked)),
        "on": _chips(found, asked, order),
        "clear": _address(asked, {}, order),
        "popular": queries.asked_most() if not page.object_list else [],
    }
    return render(request, "procedures/portal_list.html", context)


def _address(asked: str, chosen: dict[str, str], order: str) -> str:
    said = {"q": asked, **chosen, "xep": order}
    return "?" + urlencode({name: value for name, value in said.items() if value})


def _chips(found: queries.Browse, asked: str, order: str) -> list[dict[str, str]]:
    """What the list is narrowed by, each with the address without it."""
    shown = []
    for name, value in found.chosen.items():
        rest = {key: other for key, other in found.chosen.items() if key != name}
        label = next((one.label for one in found.choices[name] if one.value == value), value)
        shown.append(
            {
                "label": CatalogueFilters.base_fields[name].label,
                "value": label,
                "url": _address(asked, rest, order),
            }
        )
    return shown


@access.audience("public")
def suggestions(request: HttpRequest) -> JsonResponse:
    """While typing: a few names for what stands in the box."""
    typed = request.GET.get("q", "")
    asked = clean(typed)[:100] + (" " if typed[-1:].isspace() else "")
    hits = queries.suggest(asked, 8) if len(asked.strip()) >= 2 else []
    return JsonResponse(
        {"hits": [{"code": hit.code, "name": told(hit.name), "field": told(hit.field)} for hit in hits]}
    )


@access.audience("public")
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure: what, how long, how much, where, who, since when, and the button."""
    view = queries.procedure(code)
    own = (view.adoption.eform_code if view.adoption else "") or view.code
    context = {"view": view, "record": view.record, "form": eforms.published(own, clock.today())}
    return render(request, "procedures/portal_procedure.html", context)


@access.audience("public")
def elsewhere(request: HttpRequest, code: str) -> HttpResponse:
    """Other spellings of a code lead to its page; anything else is a search."""
    base = base_code(code)
    if base:
        return redirect("procedure", code=base)
    queries.procedure(code)
    return redirect("procedures")


@access.audience("public")
def changes(request: HttpRequest) -> HttpResponse:
    """Thủ tục có gì mới: what was added, changed, taken back, newest first."""
    kind = request.GET.get("loai", "")
    page = Paginator(queries.public_changes(kind=kind), PAGE).get_page(request.GET.get("trang"))  # type: ignore[arg-type]
    context = {"page": page, "kinds": queries.kinds(), "kind": kind}
    return render(request, "procedures/portal_changes.html", context)


class ChangesFeed(Feed):
    """The same for readers of news, as Atom."""

    feed_type = Atom1Feed
    _title = say("Thủ tục hành chính: có gì mới")
    _subtitle = say("Thủ tục tỉnh mới áp dụng, đổi nội dung, thời hạn, phí, hoặc ngừng tiếp nhận.")
    link = "/thu-tuc/thay-doi/"

    def title(self) -> str:
        """In the language of the address, for whoever subscribed to it."""
        return spoken(self._title)

    def subtitle(self) -> str:
        """What may be read here."""
        return spoken(self._subtitle)

    def feed_url(self) -> str:
        """Its own address."""
        return reverse("procedure-changes-atom")

    def items(self) -> list[queries.ChangeLine]:
        """The last fifty."""
        return queries.public_changes()[0:50]

    def item_title(self, item: queries.ChangeLine) -> str:
        return f"{told(item.name)} ({item.code}): {spoken(item.label.lower())}"

    def item_description(self, item: queries.ChangeLine) -> str:
        said = [spoken(say("Áp dụng từ {day}.", day=day(item.effective_on)))]
        if item.fields:
            said.append(spoken(say("Đổi: {fields}.", fields=join(", ", item.fields))))
        return " ".join([*said, item.withdrawn_reason]).strip()

    def item_link(self, item: queries.ChangeLine) -> str:
        return f"{reverse('procedure', args=[item.code])}#lan-{item.id}"

    def item_pubdate(self, item: queries.ChangeLine) -> datetime:
        return item.at

    def item_updateddate(self, item: queries.ChangeLine) -> datetime:
        return item.at


_ATOM = ChangesFeed()


@access.audience("public")
def changes_atom(request: HttpRequest) -> HttpResponse:
    """Atom of what changed."""
    return _ATOM(request)
