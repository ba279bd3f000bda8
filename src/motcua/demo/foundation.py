"""What a scenario stands on: registries, catalogue, processes, forms, keys. Loaded through the rooms' commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.conf import settings

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.calendars import services as calendars
from motcua.registries.eforms import services as eforms
from motcua.registries.organizations import services as organizations
from motcua.registries.places import services as places
from motcua.registries.procedures import services as procedures
from motcua.services.signing import services as signing
from motcua.services.workflow import services as workflow

SETTER = Actor.system(
    "setup",
    "calendars.edit",
    "organizations.edit",
    "procedures.edit",
    "workflow.edit",
    "eforms.edit",
    "accounts.edit",
    "signing.manage",
)

CATALOGUE = settings.DATA_DIR / "catalogue"


WHOLE = ("national.jsonl.gz", "checked.yaml")


def lay(
    *, organizations_file: str, from_on: date, say: Callable[[str], None], catalogue: tuple[str, ...] = WHOLE
) -> None:
    """Load everything a province needs before its first dossier; a second time changes nothing."""
    at = datetime.combine(from_on, time(8), clock.TZ)
    with clock.fixed(at):
        say("địa bàn: 63 tỉnh cũ, 34 tỉnh mới, huyện, xã và quan hệ kế thừa")
        places.load_places()
        say("lịch làm việc và ngày nghỉ")
        calendars.load_days(by=SETTER, at=at)
        say("cơ quan, chức vụ, cán bộ")
        organizations.load_organizations(file=organizations_file, by=SETTER, at=at)
        say("danh mục thủ tục hành chính")
        procedures.import_catalogue(
            path=[CATALOGUE / name for name in catalogue], by=SETTER, at=at, published_from=from_on
        )
        procedures.adopt_procedures(by=SETTER, at=at, published_from=from_on)
        say("biểu mẫu và quy trình điện tử")
        eforms.load_forms(by=SETTER, at=at)
        workflow.load_processes(by=SETTER, at=at)
        say("khóa ký số của tổ chức chứng thực dùng thử")
        signing.create_demo_authority(at=at)
