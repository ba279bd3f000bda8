"""Every page a person can reach by links: axe finds nothing, nothing scrolls sideways, the browser has no complaint.

The window is made taller than the page, so that the strip of keys at its foot lies over nothing.

Each persona starts at home and follows links; one page an address pattern is judged, so that the list of dossiers
counts once and so does the page of a dossier.
"""

from __future__ import annotations

import re
from collections import deque
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from tests.support import browser as support

pytestmark = pytest.mark.browser

LEAVE = re.compile(
    r"\.(pdf|csv|yaml|bpmn|xml|svg|txt|json)$|/dang-xuat/|^/static/|^/ui/|/xuat/|/excel/$|/tep/|/quet/\d+/[a-z]|/metrics"
)
VARIABLE = re.compile(
    r"[A-Z]\d{2}(\.\d+)*-\d{6}-\d+|\d{1,2}\.\d{6}|[A-Z]\d{2,3}(\.\d+)*|\d{4}-\d{2}-\d{2}|\d+|[\w-]{22,}"
)

CITIZENS = re.compile(r"/(nop-ho-so|ho-so-cua-toi)/")

STARTS = {
    "nobody": ["/", "/thu-tuc/", "/tra-cuu/", "/kiem-tra/", "/dang-nhap/", "/so-lieu/"],
    "nobody in English, large letters": [
        "/?ngon-ngu=en&chu=3",
        "/thu-tuc/",
        "/tra-cuu/",
        "/kiem-tra/",
        "/so-lieu/",
    ],
    "citizen": ["/", "/ho-so-cua-toi/", "/giay-to-cua-toi/", "/tai-khoan/", "/nop-ho-so/1.001193/"],
    "tiepnhan": ["/can-bo/", "/can-bo/tiep-nhan/", "/can-bo/cho-nhan/", "/can-bo/so-theo-doi/"],
    "hotich": ["/can-bo/", "/can-bo/ho-so/"],
    "chutich": ["/can-bo/", "/can-bo/khay-ky/", "/can-bo/don-vi/"],
    "tiepcongdan": ["/can-bo/phan-anh/"],
    "quantri": ["/quan-tri/", "/quan-tri/nhat-ky/"],
}


def pattern(path: str) -> str:
    """Addresses that differ only in codes and numbers are one page."""
    return VARIABLE.sub("*", path)


def links(page: Any, base: str) -> list[str]:
    """Paths of the links of a page, on this site only."""
    found = []
    for href in page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
        parts = urlsplit(urljoin(page.url, href))
        if f"{parts.scheme}://{parts.netloc}" == base and not LEAVE.search(parts.path):
            found.append(parts.path)
    return found


@pytest.mark.parametrize("persona", list(STARTS))
def test_every_page_a_person_reaches_is_sound(site, page_at, persona):
    page = page_at(1280)
    if not persona.startswith("nobody"):
        site.sign_in(page, site.citizen if persona == "citizen" else persona)
    seen: set[str] = set()
    faults: list[str] = []
    waiting = deque(STARTS[persona])
    while waiting:
        path = waiting.popleft()
        if pattern(path) in seen or len(seen) >= 70:
            continue
        seen.add(pattern(path))
        page.set_viewport_size({"width": 1280, "height": 5000})
        answer = page.goto(site.url + path)
        if answer is None or answer.status != 200:
            faults.append(f"{path}: status {answer.status if answer else 'none'}")
            continue
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        for next_path in links(page, site.url):
            if persona != "citizen" and not persona.startswith("nobody") and CITIZENS.match(next_path):
                continue  # kindly refused to officers; another test asks for that
            if pattern(next_path) not in seen:
                waiting.append(next_path)
        found = support.axe(page)
        if found:
            faults.append(f"{path} at 1280:\n{support.told(found)}")
        page.set_viewport_size({"width": 320, "height": 700})
        faults += [f"{path} at 320: {part} sticks out" for part in support.sticks_out(page)]
        page.set_viewport_size({"width": 375, "height": 9000})
        found = support.axe(page)
        if found:
            faults.append(f"{path} at 375:\n{support.told(found)}")
    assert len(seen) >= len(STARTS[persona])
    assert not faults, "\n".join(faults)
