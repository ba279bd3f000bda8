"""An e-form filled in a browser as a person would: whatever box stands on the page gets its answer, page by page.

The filler knows how kinds of controls are worked, nothing of any one form: answers come by field code.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from motcua.kernel import yamls

FOLDER = Path(__file__).resolve().parents[2] / "data" / "eforms" / "examples"


def example(code: str, number: int = 0) -> dict[str, Any]:
    """One set of invented answers of a form, its days counted from today."""
    rows = yamls.read(FOLDER / f"{code}.yaml")
    return {name: _resolved(value) for name, value in rows[number]["answers"].items()}


def _resolved(value: Any) -> Any:
    if isinstance(value, str) and (found := re.fullmatch(r"@today(?:([+-]\d+)d)?", value)):
        return (date.today() + timedelta(days=int(found[1] or 0))).isoformat()
    if isinstance(value, dict):
        return {key: _resolved(one) for key, one in value.items()}
    return [_resolved(one) for one in value] if isinstance(value, list) else value


def filed_by(answers: dict[str, Any], *, name: str, number: str) -> dict[str, Any]:
    """The same answers told by the one who has logged in, whose name and number the account fills."""
    known = {answers.get("requester_name"): name, answers.get("requester_id_number"): number}
    known.pop(None, None)
    return {
        code: known.get(value, value) if isinstance(value, str) else value for code, value in answers.items()
    }


def typed(value: Any) -> str:
    """A value as a person types it: days the Vietnamese way, a part of a day as far as it is known."""
    if isinstance(value, date):
        value = value.isoformat()
    said = str(value)
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", said):
        return "/".join(reversed(said.split("-")))
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})", said):
        return f"{found[3]}/{found[2]}/{found[1]} {found[4]}"
    return said


def fill_pages(page: Any, answers: dict[str, Any], *, most: int = 60) -> list[str]:
    """Answer every section from here to the first page that is none; the sections passed, in order."""
    passed: list[str] = []
    for _ in range(most):
        if not page.locator("[data-eform]").count():
            return passed
        here = page.url.rstrip("/").rsplit("/", 1)[-1]
        _fill(page, answers)
        page.get_by_role("button", name=re.compile("^Tiếp tục")).last.click()
        page.wait_for_load_state()
        if page.url.rstrip("/").rsplit("/", 1)[-1] != here:
            passed.append(here)
            continue
        faults = page.locator(".error-summary")
        if faults.count():
            raise AssertionError(f"{page.url}: {faults.inner_text()}")
    raise AssertionError(f"still at {page.url} after {most} pages")


def _fill(page: Any, answers: dict[str, Any]) -> None:
    """Answer what stands open; an answer may open the next question, so look again until nothing is new."""
    done: set[str] = set()
    for _ in range(20):
        open_now = [
            one.get_attribute("data-code")
            for one in page.locator("[data-eform] > [data-code]:not([hidden])").all()
        ]
        fresh = [code for code in open_now if code not in done]
        if not fresh:
            return
        done.add(fresh[0])
        if answers.get(fresh[0]) is not None:
            _answer(
                page, page.locator(f'[data-eform] > [data-code="{fresh[0]}"]'), fresh[0], answers[fresh[0]]
            )


def _answer(page: Any, box: Any, name: str, value: Any) -> None:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        _rows(page, box, name, value)
        return
    if isinstance(value, dict):
        _place(page, box, name, value)
        return
    control = box.locator(f'[name="{name}"]')
    if not control.count():
        return  # worked out by the form, or words only
    kind = control.first.evaluate("node => node.tagName === 'INPUT' ? node.type : node.tagName.toLowerCase()")
    wanted = {True: "1", False: "0"}.get(value, value) if isinstance(value, bool) else value
    if kind in ("radio", "checkbox"):
        for one in wanted if isinstance(wanted, list) else [wanted]:
            if one != "0" or kind == "radio":
                box.locator(f'[name="{name}"][value="{one}"]').check()
    elif kind == "select":
        control.select_option(str(wanted))
    elif kind != "file" and not control.input_value():  # what is known already stands there, with its source
        control.fill(typed(value))


def _place(page: Any, box: Any, name: str, value: dict[str, Any]) -> None:
    """A commune or an office: type a few words, press Tìm, pick where several are offered."""
    if value.get("detail") and box.locator(f'[name="{name}.detail"]').count():
        box.locator(f'[name="{name}.detail"]').fill(value["detail"])
    find = box.locator(f'[name="{name}.find"]')
    if not find.count() or find.input_value():
        return
    words = ", ".join(str(value[key]) for key in ("commune_name", "province_name") if value.get(key)) or str(
        value.get("name", "")
    )
    if not words:
        return
    find.fill(words)
    box.locator(f'button[name=_find][value="{name}"]').click()
    page.wait_for_load_state()
    offered = page.locator(f'select[name="{name}.commune"], select[name="{name}.office"]')
    if offered.count():
        wanted = [
            str(one)
            for one in (value.get("commune"), value.get("code"), f"place:{value.get('place')}")
            if one
        ]
        values = offered.locator("option").evaluate_all("all => all.map(one => one.value)")
        offered.select_option(next((one for one in wanted if one in values), values[-1]))


def _rows(page: Any, box: Any, name: str, rows: list[dict[str, Any]]) -> None:
    for at, row in enumerate(rows):
        if not box.locator(f'[data-row="{at}"]').count():
            box.locator(f'[data-add="{name}"]').click()
            page.wait_for_load_state()
        for code, value in row.items():
            cell = page.locator(f'[data-row="{at}"] [data-code="{code}"]')
            if cell.count() and value is not None:
                _answer(page, cell, f"{name}.{at}.{code}", value)
