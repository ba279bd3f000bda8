"""With a time-stamp service in reach signatures are B-T, and outlive the certificate."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import httpx
import pytest

from motcua.kernel import clock
from motcua.services.signing import services
from motcua.services.signing.rules.examine import examine
from motcua.services.signing.tests.conftest import NOW
from motcua.services.signing.types import PERSON, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The sandbox's authority, a program of its own."""
    folder = tmp_path_factory.mktemp("sandbox")
    program = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", "--folder", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONUNBUFFERED": "1"},
    )
    line = program.stdout.readline()
    address = line.split()[-1]
    yield address
    program.terminate()
    program.wait(10)


@pytest.fixture
def stamped(service, hands, settings, var):
    settings.TIME_STAMP_URL = f"{service}/time-stamp"
    services.trust(pem=httpx.get(f"{service}/time-stamp/root.pem").content, name="time-stamp")
    return service


def judge(data, var, at):
    options = {"moment": at.isoformat(), "roots": [str(var / "pki/roots")], "lists": [str(var / "pki/crl")]}
    return Verdict.from_dict(examine(data, options))


def test_a_signature_carries_the_time_of_a_third_party(stamped, officer, letter, var):
    at = clock.now()
    signed = services.sign_pdf(
        pdf=letter, by=officer, signer_code="CB-0001", at=at, seal_agency_code="H42.15"
    )
    assert signed.level == "B-T"
    services.publish_revocations(at=at)
    verdict = judge(signed.content, var, at + timedelta(minutes=1))
    assert verdict.passed, verdict
    assert {(s.level, s.time_source) for s in verdict.signatures} == {("B-T", "timestamp")}


def test_a_stamped_signature_outlives_its_certificate(stamped, officer, letter, var, manager):
    at = clock.now()
    services.issue_certificate(
        holder_kind=PERSON,
        holder_code="CB-0001",
        name="Lê Văn Cường",
        by=manager,
        at=at,
        not_after=at + timedelta(days=30),
    )
    signed = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=at).content
    services.publish_revocations(at=at)
    assert judge(signed, var, at + timedelta(days=60)).passed


def test_a_stamp_after_the_withdrawal_proves_the_signature_worthless(
    stamped, officer, letter, var, manager, hands
):
    at = clock.now()
    signed = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=at).content
    services.revoke_certificate(
        code=hands.person.code, by=manager, at=at - timedelta(days=1), reason="Mất thiết bị"
    )
    services.publish_revocations(at=at)
    verdict = judge(signed, var, at + timedelta(days=1))
    assert (verdict.conclusion, verdict.code) == ("TOTAL-FAILED", "REVOKED")


def test_a_stamp_before_the_withdrawal_keeps_the_signature_good(
    stamped, officer, letter, var, manager, hands
):
    at = clock.now()
    signed = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=at).content
    services.revoke_certificate(
        code=hands.person.code, by=manager, at=at + timedelta(days=1), reason="Thôi việc"
    )
    services.publish_revocations(at=at + timedelta(days=2))
    assert judge(signed, var, at + timedelta(days=3)).passed


def test_when_the_service_is_away_the_office_still_signs_and_says_so(hands, officer, letter, settings):
    settings.TIME_STAMP_URL = "http://127.0.0.1:9/time-stamp"
    signed = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW)
    assert signed.level == "B-B"


def test_the_service_refuses_what_it_cannot_read(service):
    answer = httpx.post(f"{service}/time-stamp", content=b"rubbish")
    assert answer.headers["content-type"] == "application/timestamp-reply"
    assert httpx.get(f"{service}/nothing").status_code == 404
