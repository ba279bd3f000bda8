"""The store by itself: whose papers are whose, one paper once, nothing offered that does not hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.registries.people.models import AccessLook
from motcua.registries.people.types import OWN_NUMBER
from motcua.services.dossiers.tests.factories import AT
from motcua.services.files import services as files
from motcua.services.vault import queries, rules, services
from motcua.services.vault.models import Holding
from motcua.services.vault.types import Deposit, Facts, Owner, Source, Standing, Wanted

KEEPER, TODAY = Actor.system("vault"), AT.date()
PEOPLE = ("036190000014", "036190000022", "0314409058")
NAMES = ("Giấy khai sinh", "Giấy phép xây dựng", "Hợp đồng thuê")
MANY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def shas(db, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    with clock.fixed(AT):
        yield [
            files.store_issued(data=b"%PDF" + bytes([n]), name="g.pdf", media_type="application/pdf", by=KEEPER, at=AT).sha256
            for n in range(6)
        ]  # fmt: skip


def citizen(number: str, user_id: int, *, proven: bool = True) -> Actor:
    rights = frozenset({OWN_NUMBER}) if proven else frozenset()
    return Actor(kind="citizen", id=number, name="N", user_id=user_id, permissions=rights)


def own_keys(by: Actor) -> set[str]:
    return {row.key for row in queries.own(by).page("")}


PAPERS = st.tuples(
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 5),
    st.integers(0, 3),
    st.booleans(),
    st.integers(-3, 3),
)


@MANY
@given(st.lists(PAPERS, max_size=8))
def test_nobody_comes_to_a_paper_of_another_and_no_paper_is_there_twice(shas, papers) -> None:
    Holding.objects.all().delete()
    for whose, what, sha, dossier, signed, days in papers:
        deposit = Deposit(
            slot=f"giay-{what}", source=Source.PAPER, name=NAMES[what], sha256=shas[sha], size=5,
            stated_until=TODAY + timedelta(days=days), signed_at=AT if signed else None,
        )  # fmt: skip
        for _ in range(2):
            owner = Owner(PEOPLE[whose], f"N{whose}", user_id=whose)
            services.keep(reference=f"dossier:{dossier}", owner=owner, deposits=[deposit], by=KEEPER, at=AT)
    wanted = [Wanted(n, "", f"- Bản sao {name};") for n, name in enumerate(NAMES)]
    live = Holding.objects.filter(revoked_at=None, superseded_at=None)
    assert len(set(live.values_list("owner_number", "sha256"))) == live.count()
    assert len(set(live.values_list("reference", "slot"))) == live.count()
    for number, person in enumerate(PEOPLE):
        offered = queries.offers([person], wanted, on=TODAY)
        for position, found in offered.items():
            assert found.owner_number == person and found.name == NAMES[position]
            assert found.standing is Standing.VALID and found.key in own_keys(citizen(person, 99))
        theirs = set(Holding.objects.filter(owner_number=person).values_list("key", flat=True))
        assert own_keys(citizen(person, 99)) == theirs
        assert own_keys(citizen(person, 99, proven=False)) == set()
        assert own_keys(citizen(person, number, proven=False)) == theirs  # what the account itself has filed


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_a_certificate_of_marital_status_holds_six_months_and_not_a_day_more(issued: date, days: int) -> None:
    kinds = [{"code": "k", "name": "Giấy xác nhận", "months": 6}]
    last = rules.valid_until("k", issued, None, kinds)
    assert last is not None and 180 <= (last - issued).days <= 184
    stands = rules.standing_of(Facts(True, last), issued + timedelta(days=days))
    assert stands is (Standing.VALID if issued + timedelta(days=days) <= last else Standing.EXPIRED)
    assert rules.valid_until("k", issued, issued, kinds) == issued  # what the paper itself says ends earlier


def test_who_may_not_see_peoples_data_leaves_the_attempt_and_learns_nothing(shas) -> None:
    officer = Actor(kind="officer", id="CB1", name="Cán bộ", post_title="Lưu trữ", agency_code="H42.1")
    wanted = [Wanted(1, "", NAMES[0])]
    with pytest.raises(NotAllowed):
        services.look(owner_number=PEOPLE[0], wanted=wanted, reference="dossier:X", by=officer, at=AT)
    (look,) = AccessLook.objects.all()
    assert (look.refused, look.actor_id, look.reason) == (True, "CB1", "Giải quyết hồ sơ X")
