"""Taking a package: kept while its differences are read, then all of it or nothing."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from motcua.kernel import access, audit, clock
from motcua.kernel.access import Actor
from motcua.registries.eforms import services as eform_services
from motcua.registries.eforms.types import DRAFT
from motcua.registries.procedures import services as procedures
from motcua.registries.procedures.types import EDIT
from motcua.services.packages import queries, rules
from motcua.services.packages.models import PendingPackage
from motcua.services.packages.types import BadPackage, CannotTake, NoPackage, Package, Review
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow


def read_package(content: bytes) -> Package:
    """A package from its file.

    Raises:
        BadPackage: not a package, or not whole.
    """
    try:
        return rules.unpack(content)
    except rules.Broken as fault:
        raise BadPackage(str(fault), next="Hãy xin tỉnh gửi xuất lại gói, rồi gửi tệp .zip đó.") from None


@transaction.atomic
def keep_package(*, content: bytes, by: Actor, at: datetime) -> str:
    """Gửi gói lên: read and kept until its differences are accepted; returns the key to find it by."""
    access.require(by, EDIT)
    package = read_package(content)
    PendingPackage.objects.filter(created_at__lt=at - timedelta(days=1)).delete()
    key = secrets.token_hex(16)
    PendingPackage.objects.create(key=key, content=content, by_id=by.id, created_at=at)
    audit.record(by, "packages.keep", f"procedure:{package.code}", at=at, after={"from": package.province})
    return key


def review_kept(*, key: str, by: Actor, at: datetime) -> Review:
    """What taking a kept package would do.

    Raises:
        NoPackage: taken already, too old, or another's.
    """
    access.require(by, EDIT)
    row = PendingPackage.objects.filter(key=key, by_id=by.id).first()
    if row is None:
        raise NoPackage("Gói này đã được nhận hoặc không còn được giữ.", next="Hãy gửi lại tệp.")
    return queries.review(read_package(bytes(row.content)), clock.local(at).date())


@transaction.atomic
def take_kept(*, key: str, publish: bool, by: Actor, at: datetime) -> Review:
    """Nhận gói đã xem."""
    found = review_kept(key=key, by=by, at=at)
    PendingPackage.objects.filter(key=key, by_id=by.id).delete()
    return take_package(package=found.package, publish=publish, by=by, at=at)


@transaction.atomic
def take_package(*, package: Package, publish: bool, by: Actor, at: datetime) -> Review:
    """Nhận gói thủ tục: e-form, process and procedure as drafts, or published together from today; all or nothing.

    Raises:
        CannotTake: it would do harm here; every reason is named.
    """
    access.require(by, EDIT)
    today = clock.local(at).date()
    found = queries.review(package, today)
    if found.refusals:
        raise CannotTake(" ".join(found.refusals), next="Chưa có gì được nhận.", refusals=found.refusals)
    if package.eform:
        version = eform_services.save_draft(source=package.eform, by=by, at=at)
        if publish and version.status == DRAFT:
            eform_services.publish_form(
                code=version.code, number=version.number, published_from=today, by=by, at=at
            )
    drawn = [package.process] if package.process and (found.process_is_new or found.process_differs) else []
    drafts = [workflow.import_draft(xml=xml, by=by, at=at) for xml in drawn]
    drafts += [
        workflow.import_draft(xml=package.case_processes[code], code=code, by=by, at=at)
        for code in found.case_processes
    ]
    for draft in drafts if publish else ():
        if processes.version(draft.version_id).status == "draft":
            workflow.publish(version_id=draft.version_id, by=by, at=at)
    row = procedures.receive_draft(code=package.code, state=found.state, by=by, at=at)
    if publish:
        procedures.publish_draft(code=package.code, seen=row.revision, from_day=today, by=by, at=at)
    audit.record(
        by, "packages.take", f"procedure:{package.code}", at=at,
        before={"eform": found.eform_is_new, "process": found.process_is_new},
        after={"from": package.province, "made_on": package.made_on, "published": publish,
               "eform": bool(package.eform), "process": bool(package.process), "case_processes": sorted(package.case_processes)},
    )  # fmt: skip
    return found
