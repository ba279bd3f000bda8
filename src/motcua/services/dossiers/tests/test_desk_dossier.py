"""The dossier's page and its actions over HTTP: only what may be done now, once, by who may; nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.registries.people.models import Person
from motcua.services.dossiers.models import Dossier, IssuedPaper, JournalEntry, Result, Work
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import Status


@pytest.fixture(autouse=True)
def that_day(province):
    with clock.fixed(province.at):
        yield


def officer(actor) -> Client:
    return sign_in_as(Client(), actor)


def address(dossier) -> str:
    return f"/can-bo/ho-so/{dossier.code}/"


def act(client, dossier, name, seen=None, **fields):
    data = {f"{name}-{key}": value for key, value in fields.items()}
    data[f"{name}-seen"] = dossier.version if seen is None else seen
    return client.post(f"{address(dossier)}lam/{name}/", data)


def offered(client, dossier) -> set[str]:
    page = client.get(address(dossier)).content.decode()
    return {part.split("/")[0] for part in page.split(f"{address(dossier)}lam/")[1:]}


@pytest.mark.parametrize(
    "part", ["", "nhat-ky", "noi-dung", "quy-trinh", "ket-qua", "dong-ho", "khong-co", "%01"]
)
def test_every_part_of_the_page_opens(province, part):
    dossier = province.taken_in()

    answer = officer(province.clerk).get(f"{address(dossier)}?phan={part}")

    assert answer.status_code == 200
    assert dossier.code in answer.content.decode()


def test_the_clock_shows_every_day_with_its_article(province):
    dossier = province.taken_in("1.001612")

    page = officer(province.clerk).get(f"{address(dossier)}?phan=dong-ho").content.decode()

    assert "ngày thứ 1" in page and "ngày thứ 3" in page
    assert "91/2015/QH13" in page or "Bộ luật Dân sự" in page or "Điều 147" in page


def test_the_process_is_drawn_with_its_steps(province):
    dossier = province.taken_in()

    page = officer(province.clerk).get(f"{address(dossier)}?phan=quy-trinh").content.decode()

    assert "<svg" in page and "Tiếp nhận" in page


def test_an_officer_of_another_agency_finds_nothing_as_if_it_were_not_there(province):
    dossier = province.taken_in()
    stranger = officer(province.stranger)

    theirs = stranger.get(address(dossier))
    nothing = stranger.get("/can-bo/ho-so/H42.1-261116-9999/")

    assert theirs.status_code == nothing.status_code == 404
    plain = theirs.content.decode().replace(dossier.code, "X")
    assert plain == nothing.content.decode().replace("H42.1-261116-9999", "X")
    assert act(stranger, dossier, "stop", reason="Thử dừng hồ sơ").status_code == 404
    for tail in ("giay/receipt.pdf", "giay/control_slip.pdf", "tep/1/", "ket-qua/1.pdf"):
        assert stranger.get(address(dossier) + tail).status_code == 404, tail
    dossier.refresh_from_db()
    assert dossier.state is Status.ACCEPTED


@pytest.mark.parametrize("code", ["x", "H42'--", "%00", "..", "H42.15-261116-0001" * 20])
def test_a_code_that_is_none_is_not_found(province, code):
    assert officer(province.clerk).get(f"/can-bo/ho-so/{code}/").status_code in (400, 404)


def test_the_first_look_of_a_day_is_written_down_once_and_shown_to_the_citizen(province):
    dossier = province.taken_in()
    Person.objects.create(
        personal_number=dossier.applicant_id_number, full_name=dossier.applicant_name,
        created_at=province.at, changed_at=province.at,
    )  # fmt: skip
    client = officer(province.clerk)

    for _ in range(3):
        client.get(address(dossier))

    looks = Entry.objects.filter(action="dossiers.look", subject=f"dossier:{dossier.code}")
    assert looks.count() == 1
    assert Entry.objects.filter(action="people.look").count() == 1


def test_every_page_of_a_dossier_that_opens_leaves_a_look(province):
    """A day each, since a day has one look; by the addresses of the site, so that a new page is in the test."""
    dossier = province.taken_in()
    holder, opened = province.holder(dossier), set()
    places = {"number": "1", "position": "1", "what": "trang", "key": "x", "path": "x", "which": "receipt"}
    for day, route in enumerate(routes_of_one_dossier(), start=1):
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: {"code": dossier.code, **places}.get(m[1], "1"), route)
        with clock.fixed(province.at + timedelta(days=day)):
            for actor in (province.clerk, holder):
                if officer(actor).get(f"/{path}").status_code != 200:
                    continue
                opened.add(route.rpartition("code>/")[2])
                looks = Entry.objects.filter(subject=f"dossier:{dossier.code}", actor_id=actor.id)
                last = looks.filter(action__in=("dossiers.look", "dossiers.print")).latest("at")
                assert clock.local(last.at).date() == clock.today(), route
    assert {"", "thu-phi/", "du-bao/", "to-khai/"} <= opened


def routes_of_one_dossier() -> list[str]:
    """Addresses that begin with one dossier, in the order of the site."""
    found = [str(one.pattern) for one in every_route(get_resolver().url_patterns)]
    return [one for one in found if re.match(r"can-bo/ho-so/<\w+:code>/", one)]


def every_route(patterns):
    for one in patterns:
        yield from every_route(one.url_patterns) if hasattr(one, "url_patterns") else [one]


def test_a_clerk_answers_an_online_filing_and_prints_its_receipt(province):
    dossier = province.submitted()
    client = officer(province.clerk)
    assert offered(client, dossier) == {"accept", "request_supplement", "refuse_at_reception", "withdraw"}

    answer = act(client, dossier, "accept")
    page = client.get(answer.headers["Location"]).content.decode()
    paper = IssuedPaper.objects.get(dossier=dossier)
    pdf = client.get(f"{address(dossier)}giay/{paper.pk}.pdf")

    dossier.refresh_from_db()
    assert dossier.state is Status.ACCEPTED
    assert f"giay/{paper.pk}.pdf" in page
    assert pdf.headers["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert client.get(f"{address(dossier)}giay/receipt.pdf?in-lai=1").content != pdf.content
    assert client.get(f"{address(dossier)}giay/refusal.pdf").status_code == 404


def test_a_second_click_and_a_second_officer_hear_who_did_it_and_nothing_moves(province):
    dossier = province.submitted()
    first, second = (
        (officer(a) for a in province.officers("mot_cua")[:2])
        if len(province.officers("mot_cua")) > 1
        else (officer(province.clerk), officer(province.clerk))
    )
    act(first, dossier, "accept")
    lines = JournalEntry.objects.filter(dossier=dossier).count()

    again = act(second, dossier, "accept")

    assert again.status_code == 409
    assert "Việc này đã xong" in again.content.decode()
    assert province.clerk.name in again.content.decode()
    assert JournalEntry.objects.filter(dossier=dossier).count() == lines
    assert IssuedPaper.objects.filter(dossier=dossier).count() == 1


def test_a_stale_page_is_refused_with_everything_that_was_typed(province):
    dossier = province.taken_in()
    token, holder = province.token(dossier), province.holder(dossier)
    client = officer(holder)
    old = dossier.version
    act(client, dossier, "take_task", token=token.id)

    late = act(
        client,
        dossier,
        "request_supplement",
        seen=old,
        items="Giấy chứng sinh\nSổ hộ khẩu",
        reason="Thiếu bản chính",
    )

    assert late.status_code == 409
    page = late.content.decode()
    assert "Việc này đã xong" in page and "Giấy chứng sinh\nSổ hộ khẩu" in page.replace("\r", "")
    dossier.refresh_from_db()
    assert dossier.state is not Status.SUPPLEMENT


def test_a_reason_too_short_is_refused_beside_the_form_and_kept(province):
    dossier = province.submitted()
    client = officer(province.clerk)

    empty = act(client, dossier, "refuse_at_reception", reason="")
    short = act(client, dossier, "refuse_at_reception", reason="thấp")

    assert empty.status_code == 422 and "lý do từ chối" in empty.content.decode().lower()
    assert short.status_code == 422
    page = short.content.decode()
    assert "DOS-07" in page and "thấp</textarea>" in page
    dossier.refresh_from_db()
    assert dossier.state is Status.SUBMITTED


@pytest.mark.parametrize(
    "fields",
    [
        {"seen": "x"}, {"seen": "-1"}, {"seen": "9" * 40}, {"token": "abc"}, {"outcome": "khong-co"}, {"token": "9" * 30},
        {"opinion": "x" * 9000}, {"opinion": "\x00"}, {"to_node": "zz", "reason": "Lý do đủ dài"},
        {"to_officer": "không ai", "reason": "Lý do đủ dài"}, {"channel": "fax", "receiver": "A"}, {"expires_on": "31/02/2026"},
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "name",
    ["finish_step", "send_back_step", "reassign", "return_result", "request_supplement", "sign_result"],
)
def test_bad_input_is_answered_in_words_and_moves_nothing(province, name, fields):
    dossier = province.taken_in()
    client = officer(province.holder(dossier))
    before = Dossier.objects.values().get(pk=dossier.pk)

    answer = client.post(
        f"{address(dossier)}lam/{name}/", {f"{name}-{key}": value for key, value in fields.items()}
    )

    assert answer.status_code in (403, 404, 409, 422)
    assert Dossier.objects.values().get(pk=dossier.pk) == before


def test_an_action_that_does_not_exist_is_not_found(province):
    dossier = province.taken_in()

    assert act(officer(province.clerk), dossier, "delete_all").status_code == 404
    assert officer(province.clerk).get(f"{address(dossier)}lam/stop/").status_code == 405


def test_only_what_the_step_and_the_post_allow_is_offered(province):
    dossier = province.taken_in()
    holder, clerk = province.holder(dossier), province.clerk

    mine = offered(officer(holder), dossier)
    theirs = offered(officer(clerk), dossier)

    assert {"finish_step", "take_task", "draft_result", "request_supplement", "stop"} <= mine
    assert "sign_result" not in mine and "return_result" not in mine
    assert theirs == {"withdraw"}


def test_a_dossier_goes_from_the_counter_to_the_citizens_hand_through_the_pages_alone(province):
    dossier = province.taken_in("1.001193")
    seen = []
    for _ in range(14):
        dossier.refresh_from_db()
        if dossier.state is Status.RETURNED:
            break
        client = officer(province.holder(dossier))
        names = offered(client, dossier)
        token = province.token(dossier)
        if "return_result" in names:
            name, fields = (
                "return_result",
                {"receiver": "Lê Thị Con", "channel": "counter", "authority": "Con"},
            )
        elif "sign_result" in names:
            name, fields = "sign_result", {"opinion": "Đồng ý"}
        elif "submit_for_signature" in names:
            name, fields = "submit_for_signature", {"opinion": "Đủ điều kiện"}
        elif "hand_to_desk" in names:
            name, fields = "hand_to_desk", {}
        else:
            assert "finish_step" in names, (token.name, names)
            name, fields = (
                "finish_step",
                {"outcome": token.outcomes[0].code, "opinion": "Đạt", "token": token.id},
            )
        answer = act(client, dossier, name, **fields)
        assert answer.status_code == 302, (name, answer.content.decode()[:3000])
        seen.append(name)
    dossier.refresh_from_db()
    assert dossier.state is Status.RETURNED, (seen, dossier.step_name)
    assert {"finish_step", "submit_for_signature", "sign_result", "return_result"} <= set(seen)
    result = Result.objects.get(dossier=dossier, superseded_at=None)
    pdf = officer(province.clerk).get(f"{address(dossier)}ket-qua/{result.pk}.pdf")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")


def test_signing_many_tells_which_were_signed_and_which_not_and_why(province):
    good = province.walk(province.taken_in(), to="sign")
    stale = province.walk(province.taken_in(), to="sign")
    client = officer(province.holder(good))
    page = client.get("/can-bo/khay-ky/").content.decode()
    assert good.code in page and stale.code in page

    answer = client.post(
        "/can-bo/khay-ky/",
        {"chon": [f"{good.code}~{good.version}", f"{stale.code}~{stale.version - 1}", "rác", "H42.1-1~x"]},
    )

    words = answer.content.decode()
    assert answer.status_code == 200
    assert 'Xong <span class="count">1</span>' in words and good.code in words
    assert stale.code in words and "DOS-04" in words
    good.refresh_from_db()
    stale.refresh_from_db()
    assert good.version > stale.version - 1
    assert Result.objects.filter(dossier=good).exclude(signed_sha256="").exists()
    assert not Result.objects.filter(dossier=stale).exclude(signed_sha256="").exists()
    again = client.post("/can-bo/khay-ky/", {"chon": [f"{good.code}~{good.version - 1}"]})
    assert again.status_code == 409


def test_nothing_ticked_signs_nothing(province):
    dossier = province.walk(province.taken_in(), to="sign")
    client = officer(province.holder(dossier))

    assert client.post("/can-bo/khay-ky/", {}).status_code == 302
    dossier.refresh_from_db()
    assert Work.objects.get(dossier=dossier).task == "sign"


def test_a_head_gives_the_step_to_another_officer(province):
    dossier = province.taken_in("1.001612")
    token = province.token(dossier)
    near = [a for a in province.officers("lanh_dao_ubnd") if "dossiers.reassign" in a.permissions]
    head = near[0]
    people = province.officers(token.lane)
    client = officer(head)
    assert "reassign" in offered(client, dossier)

    answer = act(
        client,
        dossier,
        "reassign",
        to_officer=people[-1].id,
        reason="Cân bằng khối lượng việc",
        token=token.id,
    )

    assert answer.status_code == 302
    assert Work.objects.get(dossier=dossier).officer_code == people[-1].id


def test_a_supplement_is_asked_once_with_its_list_and_taken_in_again(province):
    dossier = province.taken_in()
    client = officer(province.holder(dossier))
    act(client, dossier, "request_supplement", items="Giấy chứng sinh", reason="Bản chụp không đọc được")
    dossier.refresh_from_db()
    assert dossier.state is Status.SUPPLEMENT
    clerk = officer(province.clerk)
    assert "receive_supplement" in offered(clerk, dossier)

    assert (
        act(clerk, dossier, "receive_supplement", answer="Đã nhận bản chính", paper_2="3").status_code == 302
    )

    dossier.refresh_from_db()
    assert dossier.state is Status.PROCESSING
    assert [paper.originals for paper in dossier.papers.all()][:2] == [1, 3]


def test_several_steps_are_taken_at_once_and_a_lost_one_is_named(province):
    one, two = province.taken_in(), province.taken_in()
    client = officer(province.holder(one))

    answer = client.post(
        "/can-bo/lam-nhieu/",
        {"viec": "nhan", "chon": [f"{one.code}~{one.version}", f"{two.code}~1", "H42.99-261101-0001~1"]},
    )

    words = answer.content.decode()
    assert answer.status_code == 200
    assert one.code in words and two.code in words and "H42.99-261101-0001" in words
    assert Work.objects.get(dossier=one).claimed_at is not None
    assert Work.objects.get(dossier=two).claimed_at is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"viec": "xyz", "chon": ["a~1"]},
        {"viec": "nhan"},
        {"viec": "in", "chon": ["zz9~1"]},
        {"viec": "nhan", "chon": ["\x00~1", "~", "x" * 900]},
    ],
)
def test_a_bulk_without_sense_is_answered(province, data):
    assert officer(province.clerk).post("/can-bo/lam-nhieu/", data).status_code in (302, 409)


def test_a_refusal_is_drafted_in_the_officers_words(province):
    dossier = province.taken_in()
    client = officer(province.holder(dossier))

    answer = act(
        client,
        dossier,
        "draft_result",
        content="Chưa đủ căn cứ pháp lý.",
        is_refusal="on",
        personal_number="x",
    )

    assert answer.status_code == 302
    result = Result.objects.get(dossier=dossier)
    assert result.is_refusal
    assert "Chưa đủ căn cứ pháp lý." in str(result.data)
    page = client.get(f"{address(dossier)}?phan=ket-qua").content.decode()
    assert f"ket-qua/{result.pk}.pdf" in page and "Dự thảo" in page


def test_the_current_step_is_shown_open_with_its_hours(province):
    dossier = province.taken_in()

    page = officer(province.holder(dossier)).get(address(dossier)).content.decode()

    assert 'aria-current="step"' in page


def test_who_fetches_a_result_for_another_says_by_what(province):
    dossier = province.walk(province.taken_in("1.001193"), to="return")
    client, where = (
        sign_in_as(Client(), province.holder(dossier)),
        f"/can-bo/ho-so/{dossier.code}/lam/return_result/",
    )
    said = {"return_result-receiver": "Lê Thị Con", "return_result-channel": "counter"}
    with clock.fixed(province.at):
        refused = client.post(where, said)
        assert refused.status_code == 422 and "hãy ghi giấy ủy quyền" in refused.content.decode()
        client.post(where, said | {"return_result-authority": "Con, giấy khai sinh 12/2001"})
    dossier.refresh_from_db()
    assert dossier.state is Status.RETURNED
    row = Entry.objects.get(subject=f"dossier:{dossier.code}", action="dossiers.return_result")
    assert "Con, giấy khai sinh 12/2001" in str(row.after)
