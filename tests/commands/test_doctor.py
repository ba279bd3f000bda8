"""`motcua doctor`: what it looks at, and that each finding says what to do."""

import json
from datetime import datetime

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model

from motcua.cli.doctor import command
from motcua.demo import cast
from motcua.kernel import audit
from motcua.kernel.access import Actor
from motcua.kernel.clock import TZ
from motcua.kernel.outbox.models import Delivery
from motcua.web.console import health

AT = datetime(2026, 11, 23, 9, 15, tzinfo=TZ)


def of(check: str, found=None):
    return [one for one in (found or health.findings(deep=True)) if one.check == check]


@pytest.fixture
def var(settings, tmp_path, db):
    settings.VAR_DIR = tmp_path
    (tmp_path / "secret-key").write_text("x")
    (tmp_path / "secret-key").chmod(0o600)
    return tmp_path


def test_every_finding_that_is_not_well_names_its_remedy(var):
    for one in health.findings(deep=True):
        assert one.level == "ok" or one.remedy, one


def test_a_readable_secret_is_an_error(var):
    (var / "secret-key").chmod(0o644)
    (found,) = of("secrets")
    assert found.level == "error" and "644" in found.what and "chmod 600" in found.remedy


def test_debug_and_a_bare_wire_are_errors(var, settings):
    settings.DEBUG, settings.HTTPS, settings.PUBLIC_URL = True, False, "http://motcua.ninhbinh.gov.vn"
    found = health.findings()
    assert of("debug", found)[0].level == of("address", found)[0].level == "error"


def test_dead_deliveries_are_an_error_with_the_page_to_open(var):
    Delivery.objects.create(
        handler="x", stream="a:1", name="a.b", payload={}, occurred_at=AT, state="dead", run_at=AT
    )
    (found,) = of("deliveries")
    assert found.level == "error" and "/quan-tri/su-kien/" in found.remedy


def test_the_password_of_the_demonstration_is_found(var):
    user = get_user_model()(username="cb1", full_name="A", kind="officer", joined_at=AT)
    user.set_password(cast.PASSWORD)
    user.save()
    assert cast.PASSWORD == health.DEMO_PASSWORD
    (found,) = of("accounts")
    assert found.level == "error" and "cb1" in found.what


def test_a_check_that_breaks_is_told_and_the_rest_goes_on(var, monkeypatch):
    def broken() -> list:
        raise OSError("không mở được")

    monkeypatch.setattr(health, "QUICK", (broken, *health.QUICK))
    found = health.findings()
    assert of("broken", found)[0].level == "error"
    assert of("fonts", found)[0].level == "ok"


def test_the_command_exits_with_one_when_something_is_wrong(var, settings):
    audit.record(Actor.system("thử"), "a.b", "x:1", at=AT)
    settings.DEBUG = True
    answer = CliRunner().invoke(command, ["--json"])
    assert answer.exit_code == 1
    assert {"check", "level", "what", "remedy"} == set(json.loads(answer.stdout)[0])
    settings.DEBUG = False
    found = CliRunner().invoke(command, []).stdout
    assert "chương trình nền" in found
