"""Making a package of what is in force, and what taking one would do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from motcua.kernel.refusals import Refusal
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms import rules as form_rules
from motcua.registries.eforms import services as eform_services
from motcua.registries.eforms.types import DRAFT
from motcua.registries.organizations import queries as organizations
from motcua.registries.procedures import queries as procedures
from motcua.services.dossiers.queries.open_count import open_by_procedure
from motcua.services.packages.types import Package, Review
from motcua.services.workflow import queries as processes

PRIVATE = ("t_is_published", "t_withdrawn_reason", "t_note")
AGENCY_LISTS = ("t_receiving_agencies", "t_competent_agencies")


def package_of(code: str, on: date) -> Package:
    """One procedure as it holds here, ready to travel; the province's inner notes stay at home.

    Raises:
        NoSuchProcedure: no procedure of that code.
    """
    view = procedures.procedure(code, on)
    state = {key: value for key, value in procedures.states.state(view.code).items() if key not in PRIVATE}
    eform = eforms.published_id(state.get("t_eform_code") or view.code, on)
    process = ""
    for name in (state.get("t_process_code"), view.code):
        if name and processes.has_published(name):
            process = processes.bpmn_of(processes.published(name).id)
            break
    named = {row["process_code"] for row in state.get("t_cases") or () if row["process_code"]}
    return Package(
        code=view.code,
        name=view.record.name,
        state=state,
        eform=eform_services.as_yaml(eforms.version(eform)) if eform else "",
        process=process,
        case_processes={
            one: processes.bpmn_of(processes.published(one).id)
            for one in sorted(named)
            if processes.has_published(one)
        },
        province=settings.PROVINCE_NAME,
        made_on=on.isoformat(),
    )


def review(package: Package, on: date) -> Review:
    """What taking it would change here, what is left out because it is the other province's, and why it may not be taken."""
    before = procedures.states.state(package.code)
    found = Review(package=package, state=dict(package.state), before=before)
    _leave_out_foreign(found, on)
    _judge_form(found, on)
    _judge_process(found)
    _judge_cases(found)
    if procedures.open_draft(package.code):
        found.refusals.append("Thủ tục này đang có bản thảo ở đây. Hãy công bố hoặc bỏ bản thảo đó trước.")
    waiting = open_by_procedure([package.code]).get(package.code, 0)
    gone = package.state.get("listed") is False or package.state.get("status") == "abolished"
    if waiting and gone:
        found.refusals.append(
            f"Gói đưa thủ tục khỏi danh mục, nhưng còn {waiting} hồ sơ đang giải quyết theo thủ tục này."
        )
    elif waiting:
        found.remarks.append(f"{waiting} hồ sơ đang giải quyết giữ nội dung, biểu mẫu và quy trình lúc nộp.")
    found.refusals += procedures.faults(found.state)
    return found


def _leave_out_foreign(found: Review, on: date) -> None:
    state = found.state
    for key in AGENCY_LISTS:
        codes = state.get(key) or []
        here = [code for code in codes if isinstance(code, str) and organizations.find_agency(code, on)]
        if len(here) < len(codes):
            found.remarks.append(f"Bỏ {len(codes) - len(here)} mã cơ quan của tỉnh gửi, không có ở đây.")
        state[key] = here
    if state.get("t_receiving_rule") == "listed" and not state.get("t_receiving_agencies"):
        state["t_receiving_rule"] = "any_centre"
        found.remarks.append(
            "Nơi tiếp nhận đổi thành mọi Trung tâm trong tỉnh, vì các cơ quan liệt kê không có ở đây."
        )


def _judge_form(found: Review, on: date) -> None:
    code = found.state.get("t_eform_code")
    if not found.package.eform:
        if code and not eforms.published_id(code, on):
            found.refusals.append(
                f"Thủ tục dùng biểu mẫu “{code}” mà gói không mang theo và ở đây cũng chưa có."
            )
        return
    try:
        definition = eform_services.read_definition(found.package.eform, what="Biểu mẫu trong gói")
    except Refusal as refusal:
        found.refusals.append(refusal.message)
        return
    here = eforms.published_id(definition.code, on)
    found.eform_is_new = here is None
    if here is not None:
        now = eforms.version(here).definition
        found.eform_changes = [one.words for one in form_rules.diff(now, definition)]
    if any(one.status == DRAFT for one in _versions(definition.code)):
        found.refusals.append(
            f"Biểu mẫu “{definition.code}” đang có bản nháp ở đây. Hãy đăng hoặc rút bản nháp đó trước."
        )


def _versions(code: str) -> list[Any]:
    try:
        return list(eforms.versions(code))
    except Refusal:
        return []


def _judge_process(found: Review) -> None:
    code = found.state.get("t_process_code")
    if not found.package.process:
        if code and not processes.has_published(code):
            found.refusals.append(
                f"Thủ tục dùng quy trình “{code}” mà gói không mang theo và ở đây cũng chưa có."
            )
        return
    name = code or found.package.code
    found.process_is_new = not processes.has_published(name)
    if not found.process_is_new:
        now = processes.bpmn_of(processes.published(name).id)
        found.process_differs = now.strip() != found.package.process.strip()


def _judge_cases(found: Review) -> None:
    """Every process a case names comes along or is here; what comes along is named by a case."""
    rows = found.state.get("t_cases")
    rows = rows if isinstance(rows, list) else []
    named = {
        row.get("process_code")
        for row in rows
        if isinstance(row, dict) and isinstance(row.get("process_code"), str)
    } - {""}
    carried = found.package.case_processes
    for code in sorted(named - set(carried)):
        if not processes.has_published(code):
            found.refusals.append(
                f"Một trường hợp dùng quy trình “{code[:80]}” mà gói không mang theo và ở đây cũng chưa có."
            )
    for code, xml in carried.items():
        if code not in named:
            found.refusals.append(f"Gói mang quy trình “{code}” mà không trường hợp nào dùng.")
        elif not processes.has_published(code):
            found.case_processes[code] = True
        elif processes.bpmn_of(processes.published(code).id).strip() != xml.strip():
            found.case_processes[code] = False
