"""The one door to people's records."""

from __future__ import annotations

from datetime import datetime

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.registries.people import queries, services
from motcua.registries.people.models import AccessLook, Mandate, Person
from motcua.registries.people.types import SELF_DECLARED

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.TZ)
SYSTEM = Actor.system("test")
LAN, HUNG = "036190000001", "036085000002"
CLERK = Actor(
    kind="officer", id="CB3", name="Lê Minh Ngân", post_title="Cán bộ tiếp nhận", agency_code="H42.101.01",
    permissions=frozenset({"people.look", "people.edit"}),
)  # fmt: skip


def citizen(number: str) -> Actor:
    return Actor(
        kind="citizen", id=number, name="Người dân", user_id=1, permissions=frozenset({"people.own_number"})
    )


@pytest.fixture
def lan(db) -> int:
    return services.register_person(
        personal_number=LAN, full_name="Nguyễn Thị Lan", phone="0912345678", by=SYSTEM, at=NOON
    )


@pytest.fixture
def hung(db) -> int:
    return services.register_person(personal_number=HUNG, full_name="Trần Văn Hùng", by=SYSTEM, at=NOON)


def test_people_see_their_own_record_and_leave_no_trace(lan):
    assert queries.person(LAN, by=citizen(LAN), reason="").full_name == "Nguyễn Thị Lan"
    assert not AccessLook.objects.exists()


def test_a_number_that_was_only_typed_opens_nothing_the_counter_wrote(lan, hung):
    impostor = Actor(kind="citizen", id=LAN, name="Kẻ Lạ", user_id=2)
    queries.person(LAN, by=CLERK, reason="Hồ sơ 1")
    services.give_mandate(
        principal_id=hung, agent_id=lan, valid_from=NOON.date(), by=CLERK, at=NOON, paper="1/UQ"
    )
    with pytest.raises(queries.PersonNotThere):
        queries.person(LAN, by=impostor, reason="")
    with clock.fixed(NOON), pytest.raises(queries.PersonNotThere):
        queries.person(HUNG, by=impostor, reason="Nộp hộ")
    assert queries.looks(by=impostor) == [] and queries.mandates(by=impostor) == []


def test_what_the_owner_declared_is_the_owners_until_an_officer_writes(db):
    number = services.register_person(
        personal_number=LAN, full_name="Nguyễn Thị Lan", by=SYSTEM, at=NOON, source=SELF_DECLARED
    )
    typed = Actor(kind="citizen", id=LAN, name="Nguyễn Thị Lan", user_id=2)
    assert queries.person(LAN, by=typed, reason="").id == number
    services.change_person(person_id=number, by=CLERK, at=NOON, reason="thẻ căn cước", phone="0987654321")
    with pytest.raises(queries.PersonNotThere):
        queries.person(LAN, by=typed, reason="")


def test_not_yours_and_not_there_sound_alike(lan):
    stranger = citizen(HUNG)
    with pytest.raises(queries.PersonNotThere) as not_yours:
        queries.person(LAN, by=stranger, reason="tò mò")
    with pytest.raises(queries.PersonNotThere) as not_there:
        queries.person("036190999999", by=stranger, reason="tò mò")
    assert not_yours.value.message == not_there.value.message
    assert not AccessLook.objects.exists()


@pytest.mark.parametrize(
    "who", [Actor.anonymous(), Actor(kind="officer", id="CB9", name="Người không có quyền")]
)
def test_who_has_no_right_finds_nobody(lan, who):
    with pytest.raises(queries.PersonNotThere):
        queries.person(LAN, by=who, reason="xem")


def test_an_officers_look_needs_a_reason_and_is_shown_to_the_person(lan):
    with pytest.raises(queries.ReasonMissing):
        queries.person(LAN, by=CLERK, reason="  ")
    assert not AccessLook.objects.exists()
    queries.person(LAN, by=CLERK, reason="Hồ sơ H42.101.01-261123-0001")
    seen = queries.looks(by=citizen(LAN))
    assert [(s["actor_name"], s["post_title"], s["reason"]) for s in seen] == [
        ("Lê Minh Ngân", "Cán bộ tiếp nhận", "Hồ sơ H42.101.01-261123-0001")
    ]
    assert Entry.objects.filter(action="people.look").count() == 1


def test_looking_again_for_the_same_work_leaves_one_row(lan):
    for _ in range(3):
        queries.person(LAN, by=CLERK, reason="Hồ sơ 1")
    queries.person(LAN, by=CLERK, reason="Hồ sơ 2")
    assert AccessLook.objects.count() == 2


def test_nobody_sees_the_looks_at_another(lan):
    queries.person(LAN, by=CLERK, reason="Hồ sơ 1")
    assert queries.looks(by=citizen(HUNG)) == [] and queries.looks(by=CLERK) == []


def test_an_agent_sees_the_principal_while_the_mandate_holds(lan, hung):
    with clock.fixed(NOON):
        number = services.give_mandate(
            principal_id=lan,
            agent_id=hung,
            valid_from=NOON.date(),
            by=citizen(LAN),
            at=NOON,
            scope=["1.001193"],
        )
        assert queries.person(LAN, by=citizen(HUNG), reason="Nộp hộ").full_name == "Nguyễn Thị Lan"
        assert [m["personal_number"] for m in queries.mandates(by=citizen(HUNG), procedure="1.001193")] == [
            LAN
        ]
        assert queries.mandates(by=citizen(HUNG), procedure="2.000815") == []
        services.revoke_mandate(mandate_id=number, by=citizen(LAN), at=NOON, reason="xong việc")
        with pytest.raises(queries.PersonNotThere):
            queries.person(LAN, by=citizen(HUNG), reason="Nộp hộ")


def test_nobody_gives_a_mandate_in_anothers_name(lan, hung):
    with pytest.raises(NotAllowed):
        services.give_mandate(
            principal_id=lan, agent_id=hung, valid_from=NOON.date(), by=citizen(HUNG), at=NOON
        )
    assert not Mandate.objects.exists()


def test_a_person_is_written_once(lan):
    with pytest.raises(services.PersonAlready):
        services.register_person(personal_number=LAN, full_name="Nguyễn Thị Lan", by=SYSTEM, at=NOON)
    assert Person.objects.filter(personal_number=LAN).count() == 1


def test_a_wrong_number_writes_nobody(db):
    with pytest.raises(services.BadPerson):
        services.register_person(
            personal_number="003190000001", full_name="Nguyễn Thị Lan", by=SYSTEM, at=NOON
        )
    assert not Person.objects.exists()


def test_the_ledger_says_which_fields_changed_but_not_to_what(lan):
    services.change_person(person_id=lan, by=CLERK, at=NOON, reason="sai số", phone="0987654321")
    entry = Entry.objects.get(action="people.change")
    assert entry.after == {"fields": ["phone"]} and "0987654321" not in str(entry.after)


def test_an_organisation_is_known_by_its_tax_code_however_written(db):
    services.register_organization(name="Công ty Thử", tax_code="0100233488", by=SYSTEM, at=NOON)
    assert queries.organization("01 0023 3488", by=CLERK).name == "Công ty Thử"
    with pytest.raises(services.BadOrganization):
        services.register_organization(name="Công ty Sai", tax_code="0100233480", by=SYSTEM, at=NOON)


def test_a_representative_named_at_the_desk_reads_for_the_organisation_and_the_former_one_no_more(lan, hung):
    give = {"tax_code": "0100233488", "basis": "Giấy đăng ký lần 3, bản chính", "by": CLERK, "at": NOON}
    refused = (
        {"basis": " "}, {"tax_code": "0100233480"}, {"personal_number": "036190000009"}, {"by": Actor.anonymous()}, {"name": ""},
    )  # fmt: skip
    for wrong in refused:
        with pytest.raises((services.BadOrganization, NotAllowed)):
            services.name_representative(**give | {"name": "Công ty Thử", "personal_number": LAN} | wrong)
    assert queries.organization("0100233488", by=CLERK) is None
    assert not Entry.objects.filter(action__contains="organi").exists()

    services.name_representative(**give, name="Công ty Thử", personal_number=LAN)
    assert queries.own_numbers(citizen(LAN)) == [LAN, "0100233488"]
    assert queries.own_numbers(citizen(HUNG)) == [HUNG]
    services.name_representative(**give, personal_number=HUNG)
    assert queries.own_numbers(citizen(LAN)) == [LAN]
    assert queries.own_numbers(citizen(HUNG)) == [HUNG, "0100233488"]
    with pytest.raises(services.BadOrganization, match="đang là người đại diện"):
        services.name_representative(**give, personal_number=HUNG)
    last = Entry.objects.filter(action="people.name_representative").order_by("pk").last()
    assert (last.before, last.after) == ({"representative": lan}, {"representative": hung})
