"""The e-form as officers fill it, all sections on one page: at the counter, and afterwards on the dossier's own page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms.forms import Control, SectionStep
from motcua.registries.eforms.types import Audience
from motcua.services.dossiers.queries.offer import Offer

UNDECIDED = "Chưa chọn; ngày hẹn tùy theo câu trả lời này."
_BUTTONS = ("_add", "_remove", "_find", "_update", "_shown")
Store = Callable[[Any], Mapping[str, Any]]


@dataclass(slots=True)
class Declared:
    """What was declared in the e-form, which questions decide its case, and what of it could not be read."""

    answers: dict[str, Any] = field(default_factory=dict)
    steps: list[SectionStep] = field(default_factory=list)
    deciding: list[Control] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)
    undecided: list[Control] = field(default_factory=list)
    filled: bool = False

    @property
    def multipart(self) -> bool:
        """Whether a question takes a file."""
        return any(step.multipart for step in self.steps)


def fill(
    offer: Offer,
    answers: dict[str, Any],
    posted: QueryDict | None,
    *,
    channel: str,
    filer: str = "",
    judge: bool = False,
    whole: bool = False,
    files: Any = None,
    store: Store | None = None,
) -> Declared:
    """The e-form's sections over some answers, as far as they were filled.

    Nothing in them is compulsory at the counter but what decides the case, though what is written must be of its type; a
    declaration made online stays ``whole``.
    """
    found = Declared(answers=answers)
    if offer.form_version_id is None:
        return found
    version = eforms.version(offer.form_version_id)
    telling = {code for case in offer.cases for code in case.when.fields()}
    data = posted.copy() if posted is not None else None
    if data is not None and not any(name in data for name in _BUTTONS[:3]):
        data["_update"] = "1"
    options: dict[str, Any] = {
        "audience": Audience.OFFICER, "on": offer.on, "channel": channel, "filer": filer, "store": store,
    }  # fmt: skip
    for section in version.definition.sections:
        before = found.answers
        step = SectionStep(version, section.code, before, data, files, **options)
        if not step.controls:
            continue
        found.answers = step.answers
        found.steps.append(step)
        found.deciding += [one for one in step.controls if one.item.code in telling and not one.hidden]
        found.filled |= any(
            data is not None and item.default is None and item.code not in telling and data.get(item.code)
            for item in step.fields
        )
        if judge and posted is not None:
            plain = posted.copy()
            for name in _BUTTONS:
                plain.pop(name, None)
            read = SectionStep(version, section.code, before, plain, **options)
            wrong = [error for error in read.errors if whole or error.check in ("read", "type")]
            step.tell(wrong)
            found.faults += step.faults
    open_yet = offer.undecided(channel, found.answers)
    found.undecided = [one for one in found.deciding if one.item.code in open_yet]
    for one in found.undecided if judge else ():
        one.errors.append(UNDECIDED)
        sentence = f"{one.item.label}: {UNDECIDED[0].lower()}{UNDECIDED[1:]}"
        found.faults.append({"target": one.target, "sentence": sentence})
    return found


class ChangeForm(forms.Form):
    """Why the declaration changes, and the version the page showed. The prefix keeps it apart from the e-form's fields."""

    prefix = "sua"

    reason = forms.CharField(
        label="Lý do bổ sung, sửa",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, needs_reason: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        reason = self.fields["reason"]
        reason.required = needs_reason
        reason.help_text = "Ghi trong nhật ký hồ sơ; người dân đọc được." + (
            "" if needs_reason else " Nhập từ tờ khai giấy thì để trống được."
        )
        reason.error_messages["required"] = (
            "Chưa ghi lý do. Người dân cần biết vì sao tờ khai của họ thay đổi."
        )
