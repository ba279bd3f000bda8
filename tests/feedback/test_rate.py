"""Citizens rate what has ended, once; heads read scores nobody can be known by, and look into low ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed, Refusal
from motcua.registries.organizations.models import Agency, Appointment, Officer, OrgUnit, Post
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.models import Dossier, StepTime
from motcua.services.dossiers.queries.tracking import token_of
from motcua.services.dossiers.tests import factories
from motcua.services.dossiers.tests.factories import AT, FROM
from motcua.services.dossiers.types import DossierNotThere, Status
from motcua.services.feedback import queries, rules, services
from motcua.services.feedback.models import FollowUp, Rating
from motcua.services.feedback.types import (
    FOLLOW_UP,
    VIEW,
    VIEW_AGENCY,
    FollowUpClosed,
    FollowUpInvalid,
    FollowUpNotThere,
    NotARater,
    NothingRated,
    NotProved,
    NotRatable,
    OwnWork,
    RatingStands,
    Score,
)
from motcua.services.notifications.models import Notice
from tests.support.laying import laid

TODAY = AT.date()
CRITERIA = rules.criteria(TODAY)
BEST = {one.code: 2 for one in CRITERIA}
WORST = {one.code: 0 for one in CRITERIA}
CITIZEN = Actor.anonymous()


@dataclass
class Scene:
    town: factories.Town
    head: Actor
    other: Actor
    dossiers: list[Dossier]

    def token(self, n: int = 0) -> str:
        return token_of(self.dossiers[n].code)


def head_of(agency: str) -> Actor:
    return Actor(
        kind="officer", id=f"head-{agency}", name="Trưởng", agency_code=agency,
        permissions=frozenset({VIEW, VIEW_AGENCY, FOLLOW_UP}),
    )  # fmt: skip


def _lay() -> Scene:
    town = factories.make_town()
    factories.make_procedure()
    rows = factories.dossier_rows(town, 7)
    Dossier.objects.filter(pk__in=[row.pk for row in rows[:6]]).update(status=Status.RETURNED)
    Dossier.objects.filter(pk=rows[6].pk).update(status=Status.PROCESSING)
    return Scene(town, head_of(rows[0].competent_agency), head_of("H42.elsewhere"), rows)


@pytest.fixture(scope="module")
def base(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with django_db_blocker.unblock(), laid(_lay) as scene:
        yield scene


@pytest.fixture
def scene(base: Scene, db: None) -> Iterator[Scene]:
    cache.clear()  # what was tried from one address is counted there
    yield base
    cache.clear()


def rate(scene: Scene, n: int = 0, **changes: Any) -> None:
    services.rate(**{
        "token": scene.token(n), "answers": BEST, "comment": "", "may_contact": False, "by": CITIZEN, "at": AT,
        **changes,
    })  # fmt: skip


def stands() -> tuple[Any, ...]:
    return (
        list(Rating.objects.order_by("pk").values()),
        list(FollowUp.objects.order_by("pk").values()),
        Entry.objects.count(),
        Notice.objects.count(),
    )


UNMOVED = "nothing moved, and it says what next"


def refusal(run: Any) -> tuple[type[Refusal] | None, str]:
    """What a command was refused by, and whether all stands as it did."""
    before = stands()
    try:
        run()
    except Refusal as said:
        return type(said), UNMOVED if said.next and stands() == before else "something moved"
    return None, "done"


def test_a_dossier_bears_one_rating_that_may_be_changed_for_a_day(scene: Scene) -> None:
    rate(scene, comment="Nhanh, dễ hiểu")
    rate(scene, answers={"attitude": 1}, at=AT + timedelta(hours=23))
    one = Rating.objects.get()
    assert (one.points, one.most, one.comment, one.changes) == (1, 2, "", 1)
    assert refusal(lambda: rate(scene, at=AT + timedelta(hours=24, seconds=1))) == (RatingStands, UNMOVED)
    for _ in range(queries.MOST_CHANGES - 1):
        rate(scene, at=AT + timedelta(hours=1))
    assert refusal(lambda: rate(scene, at=AT + timedelta(hours=1))) == (RatingStands, UNMOVED)


def test_what_cannot_be_rated_moves_nothing(scene: Scene) -> None:
    officer = Actor(kind="officer", id="lan", name="Lan")
    assert refusal(lambda: rate(scene, by=officer)) == (NotARater, UNMOVED)
    assert refusal(lambda: rate(scene, 6)) == (NotRatable, UNMOVED)
    assert refusal(lambda: rate(scene, answers={})) == (NothingRated, UNMOVED)
    assert refusal(lambda: rate(scene, answers={"attitude": 9})) == (NothingRated, UNMOVED)
    assert refusal(lambda: rate(scene, answers={"attitude": 2, "beauty": 2})) == (NothingRated, UNMOVED)
    assert refusal(lambda: rate(scene, token="x")) == (DossierNotThere, UNMOVED)


def test_nobody_is_shown_a_score_or_a_comment_on_fewer_ratings_than_the_bound(scene: Scene) -> None:
    def told() -> tuple[Any, Any]:
        rows = queries.ratings(scene.head, TODAY, TODAY)
        (line,) = queries.lines(rows, "agency", TODAY)
        return (line.count, line.score, line.grade), queries.comments(rows, TODAY)

    for n in range(4):
        rate(scene, n, comment=f"Lời {n}")
    assert told() == ((4, None, ""), None)
    rate(scene, 4, answers={"attitude": 1}, comment="Lời 4")
    score, comments = told()
    assert score == (5, 17.76, "Xuất sắc") and len(comments) == 5
    assert not queries.ratings(scene.other, TODAY, TODAY).exists()
    with pytest.raises(NotAllowed):
        queries.ratings(Actor(kind="officer", id="lan", name="Lan"), TODAY, TODAY)


def test_the_ledger_tells_neither_who_rated_nor_how(scene: Scene) -> None:
    someone = Actor(kind="citizen", id="036090000001", name="Trần Thị Kín", user_id=7)
    rate(scene, answers=WORST, comment="Chờ quá lâu", by=someone)
    row = Entry.objects.filter(action="feedback.rate").get()
    assert (row.actor_kind, row.actor_id, row.after) == ("anonymous", "", {"changes": 0})


def test_a_low_rating_is_looked_into_once_with_words(scene: Scene) -> None:
    rate(scene, answers=WORST)
    rate(scene, 1)
    row = FollowUp.objects.get()
    assert [one.recipient_id for one in Notice.objects.all()] == [scene.town.users["leader"].pk]
    assert row.due_on == date(2026, 12, 1)
    close = {
        "follow_up_id": row.pk,
        "words": "Đã nhắc quầy 2, xin lỗi người dân.",
        "by": scene.head,
        "at": AT,
    }
    assert refusal(lambda: services.close_follow_up(**{**close, "words": "xong"})) == (
        FollowUpInvalid,
        UNMOVED,
    )
    assert refusal(lambda: services.close_follow_up(**{**close, "by": scene.other})) == (
        FollowUpNotThere,
        UNMOVED,
    )
    assert refusal(lambda: services.close_follow_up(**{**close, "by": CITIZEN})) == (NotAllowed, UNMOVED)
    services.close_follow_up(**close)
    assert refusal(lambda: services.close_follow_up(**close)) == (FollowUpClosed, UNMOVED)
    rate(scene, answers=WORST, at=AT + timedelta(hours=2))
    assert FollowUp.objects.get().closed_by_code == scene.head.id


def test_a_rating_raised_before_anybody_looked_needs_no_look_and_lowered_again_does(scene: Scene) -> None:
    rate(scene, answers=WORST)
    rate(scene)
    assert FollowUp.objects.get().closed_at == AT
    rate(scene, answers=WORST)
    assert FollowUp.objects.get().closed_at is None


def test_the_form_keeps_what_was_chosen_and_forgets_it_when_it_stands(scene: Scene) -> None:
    page, client = f"/danh-gia/{scene.token()}/", Client()
    with clock.fixed(AT):
        empty = client.post(page, {"gop_y": "Cảm ơn quầy số 2"})
        assert empty.status_code == 422 and "Cảm ơn quầy số 2" in empty.content.decode()
        assert not Rating.objects.exists()
        sent = client.post(page, {"tc_attitude": "2", "gop_y": "Cảm ơn quầy số 2"}, follow=True)
        assert "đã ghi đánh giá" in sent.content.decode() and "Cảm ơn quầy số 2" in sent.content.decode()
    with clock.fixed(AT + timedelta(days=2)):
        later = client.get(page).content.decode()
        assert "Cảm ơn quầy số 2" not in later and "<form method" not in later.partition("<h1")[2]


def test_the_pages_of_scores_and_follow_ups_open_for_who_may(scene: Scene) -> None:
    rate(scene, answers=WORST, comment="Chờ lâu", may_contact=True)
    rate(scene, 1, answers=WORST, comment="Kín đáo")
    with clock.fixed(AT):
        head = scene.town.login(Client(), "leader")
        page = head.get("/can-bo/danh-gia/").content.decode()
        assert "chưa đủ lượt để hiện điểm" in page and "Chờ lâu" not in page
        assert (
            ";" not in (told := head.get("/can-bo/danh-gia/?dang=csv").content.decode()) and "Số lượt" in told
        )
        waiting = head.get("/can-bo/danh-gia/xem-lai/").content.decode()
        assert scene.dossiers[0].code in waiting and "Chờ lâu" in waiting
        assert scene.dossiers[1].code not in waiting and "Kín đáo" not in waiting
        number = FollowUp.objects.get(rating__dossier_code=scene.dossiers[1].code).pk
        kept = head.post("/can-bo/danh-gia/xem-lai/", {"so": number, "loi": "ngắn"})
        assert kept.status_code == 422 and ">ngắn<" in kept.content.decode()
        head.post("/can-bo/danh-gia/xem-lai/", {"so": number, "loi": "Đã gọi xin lỗi người dân."})
        assert FollowUp.objects.filter(closed_at=None).count() == 1
        assert Client().get("/can-bo/danh-gia/").status_code in (302, 401, 403)


def test_the_scores_ask_as_much_for_two_ratings_as_for_six(scene: Scene) -> None:
    counts = []
    for n in range(6):
        rate(scene, n)
        with CaptureQueriesContext(connection) as asked:
            rows = queries.ratings(scene.head, TODAY, TODAY)
            assert sum(one.count for one in queries.lines(rows, "agency", TODAY)) == n + 1
            queries.comments(rows, TODAY)
        counts.append(len(asked))
    assert counts[1] == counts[3] and counts[4] == counts[5]


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from([one.code for one in CRITERIA]), st.integers(0, 2), min_size=1))
def test_a_score_lies_within_its_bounds_and_grows_with_each_better_answer(answers: dict[str, int]) -> None:
    score = rules.score_of(answers, CRITERIA)
    assert score is not None and score.most == 2 * len(answers)
    assert 0 <= rules.of_whole(score) <= rules.WHOLE
    for code, given_score in answers.items():
        if given_score < 2:
            better = rules.score_of({**answers, code: given_score + 1}, CRITERIA)
            assert better is not None and rules.of_whole(better) > rules.of_whole(score)


@pytest.mark.parametrize(("points", "most", "grade", "low"), [
    (18, 18, "Xuất sắc", False), (15, 18, "Xuất sắc", False), (14, 18, "Tốt", False), (1, 2, "Khá", False),
    (8, 18, "Trung bình", True), (5, 18, "Yếu", True), (0, 2, "Yếu", True),
])  # fmt: skip
def test_grades_turn_at_their_bounds(points: int, most: int, grade: str, low: bool) -> None:
    assert rules.grade(Score(points, most), TODAY) == grade
    assert rules.is_low(Score(points, most), TODAY) is low


@pytest.fixture
def texts(settings: Any, monkeypatch: Any) -> list[str]:
    """An installation that sends text messages, and the codes it made."""
    from motcua.services.notifications import ports

    monkeypatch.setattr(ports, "texting", lambda: True)
    return []


def one_time(code: str) -> str:
    from motcua.services.notifications import queries as notices
    from motcua.services.notifications.models import Code

    return notices.figures(Code.objects.filter(purpose=f"feedback:{code}").latest("pk"))


def test_without_the_paper_the_code_of_the_telephone_opens_the_rating_once(
    scene: Scene, texts: list[str]
) -> None:
    from motcua.services.notifications.models import Code

    page, dossier = Client(), scene.dossiers[0]
    assert page.get("/danh-gia/").status_code == 200
    asked = page.post("/danh-gia/", {"ma": dossier.code.lower()})
    assert (
        asked.status_code == 200 and Code.objects.count() == 1 and dossier.applicant_phone not in asked.text
    )
    said = one_time(dossier.code)
    wrong = "000000" if said != "000000" else "111111"
    assert page.post("/danh-gia/", {"ma": dossier.code, "otp": wrong}).status_code in (409, 422)
    other = scene.dossiers[1].code
    assert page.post("/danh-gia/", {"ma": other, "otp": said}).status_code in (409, 422), "of another dossier"
    done = page.post("/danh-gia/", {"ma": dossier.code, "otp": said})
    assert page.get(done["Location"]).status_code == 200 and not Rating.objects.exists()
    assert page.post("/danh-gia/", {"ma": dossier.code, "otp": said}).status_code in (409, 422), "used"
    assert (
        not Entry.objects.filter(actor_id__gt="")
        .exclude(actor_id="")
        .filter(subject__contains=dossier.code)
        .exists()
    )


def test_the_page_tells_nobody_which_codes_there_are(scene: Scene, texts: list[str]) -> None:
    from motcua.services.notifications.models import Code

    page = Client()
    answers = []
    for code in (scene.dossiers[0].code, scene.dossiers[6].code, "H42.00.1-000000-0000"):
        text = page.post("/danh-gia/", {"ma": code}).text.replace(code, "")
        answers.append(text[text.index("<main") : text.index("</main")].split("csrfmiddlewaretoken")[0])
    assert len(set(answers)) == 1 and Code.objects.count() == 1, "one has ended, one runs, one is none"
    for _ in range(17):
        page.post("/danh-gia/", {"ma": "H42.00.1-000000-0000", "otp": "123456"})
    assert page.post("/danh-gia/", {"ma": scene.dossiers[0].code}).status_code == 429
    assert Code.objects.count() == 1


def test_where_no_text_messages_are_sent_the_page_says_so_of_any_code(scene: Scene) -> None:
    page = Client()
    said = {
        page.post("/danh-gia/", {"ma": code}).status_code
        for code in (scene.dossiers[0].code, "H42.0-000000-0")
    }
    assert len(said) == 1 and said != {200}


def test_an_hour_of_tries_is_an_hour_in_the_cache_the_office_shares(scene: Scene, monkeypatch: Any) -> None:
    from motcua.services.feedback.types import TooManyAsked
    from motcua.services.notifications.types import WrongCode

    def tried() -> None:
        services.prove_by_code(code="H42.0-000000-0", said="123456", address="192.0.2.7", at=AT)

    def minutes_pass(n: int) -> None:
        later = datetime.now(UTC) + timedelta(minutes=n)
        monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: later)

    with override_settings(CACHES=import_module("motcua.config.settings").CACHES):
        for _ in range(services.ASKED_AN_HOUR):
            with pytest.raises(WrongCode):
                tried()
        assert refusal(tried) == (TooManyAsked, UNMOVED)
        minutes_pass(58)
        assert refusal(tried) == (TooManyAsked, UNMOVED)
        minutes_pass(62)
        with pytest.raises(WrongCode):
            tried()


def test_the_paper_alone_rates_where_no_telephone_takes_a_code_and_else_asks_for_it(
    scene: Scene, texts: list[str]
) -> None:
    paper, page, owner = scene.token(), Client(), Actor(kind="citizen", id="c", name="Chủ", user_id=77)
    with clock.fixed(AT):
        before = stands()
        assert refusal(lambda: rate(scene)) == (NotProved, UNMOVED)
        assert page.post(f"/danh-gia/{paper}/", {"tc_attitude": "0"}).status_code == 409
        assert stands() == before, "who prints the paper moves nothing with it"
        assert page.post(f"/danh-gia/{paper}/", {"viec": "ma"}).status_code == 200
        asked = page.post(f"/danh-gia/{paper}/", {"viec": "ma", "otp": "12"})
        assert asked.status_code in (409, 422) and scene.dossiers[0].applicant_phone not in asked.text
        done = page.post(f"/danh-gia/{paper}/", {"viec": "ma", "otp": one_time(scene.dossiers[0].code)})
        proved = done["Location"].split("/")[2]
        assert page.post(done["Location"], {"tc_attitude": "1", "gop_y": "Kín đáo"}).status_code == 302
        assert Rating.objects.get().points == 1
        assert "Kín đáo" in page.get(done["Location"]).text
        assert "Kín đáo" not in page.get(f"/danh-gia/{paper}/").text, (
            "what was said is not for who holds the paper"
        )
    assert not queries.door(proved, CITIZEN, AT + timedelta(hours=26)).is_proved
    Dossier.objects.filter(pk=scene.dossiers[1].pk).update(owner_user_id=77)
    rate(scene, 1, by=owner)
    for n, phone in ((2, ""), (3, "0228 3812 345")):
        Dossier.objects.filter(pk=scene.dossiers[n].pk).update(applicant_phone=phone)
        rate(scene, n)
    assert Rating.objects.count() == 4


def test_a_stranger_who_asks_for_codes_to_rate_keeps_its_owner_from_nothing_and_floods_nobody(
    scene: Scene, texts: list[str]
) -> None:
    from motcua.services.notifications.models import Code
    from motcua.services.notifications.services import send_code
    from motcua.services.notifications.types import TooManyCodes

    Dossier.objects.update(applicant_phone="0912345001")
    for n in range(12):
        services.ask_for_code(code=scene.dossiers[n % 6].code, address=f"192.0.2.{n}", at=AT)
    assert Code.objects.count() == 3, "of one sort no more than three an hour, whoever asks from wherever"

    def asked(sort: str, n: int) -> None:
        send_code(purpose=f"{sort}:{n}", phone="0912345001", asked_by=f"{sort}{n}", by=CITIZEN, at=AT)

    for n in range(3):
        asked("notifications.agree", n)
    for n in range(2):
        asked("another", n)
    before = stands()
    with pytest.raises(TooManyCodes):
        asked("third", 0)
    assert Code.objects.count() == 8 and stands() == before


def holds(scene: Scene, n: int, who: str, minutes: int, token_id: int) -> None:
    dossier, town = scene.dossiers[n], scene.town
    StepTime.objects.create(
        dossier=dossier, token_id=token_id, procedure_code="x", node="n", step_name="Bước",
        agency_code=town.committee if who != "clerk" else town.centre, unit_code="P", officer_code=town.officers[who],
        officer_name=who, entered_at=AT, left_at=AT, minutes=minutes,
    )  # fmt: skip


def test_the_work_is_whose_hands_held_it_longest_in_all_at_the_deciding_agency(scene: Scene) -> None:
    for token_id, (who, minutes) in enumerate(
        (("clerk", 900), ("judge", 100), ("leader", 70), ("leader", 60)), start=1
    ):
        holds(scene, 0, who, minutes, token_id)
    holds(scene, 1, "clerk", 5, 9)
    rate(scene)
    rate(scene, 1)
    found = Rating.objects.order_by("pk").values_list("officer_code", "officer_name")
    assert list(found) == [(scene.town.officers["leader"], "leader"), (scene.town.officers["clerk"], "clerk")]


def test_nobody_looks_into_a_rating_of_their_own_work_somebody_above_does(scene: Scene) -> None:
    holds(scene, 0, "leader", 100, 1)
    above = Agency.objects.get(code="H42")
    unit = OrgUnit.objects.create(agency=above, code="H42-LD", name="Lãnh đạo", valid_from=FROM)
    post = Post.objects.create(
        code="H42-LD-1", title="Chủ tịch", agency=above, unit=unit, roles=["leader"], valid_from=FROM
    )
    officer = Officer.objects.create(code="CB-H42-1", full_name="Hà Văn Trên", folded="ha van tren")
    Appointment.objects.create(officer=officer, post=post, valid_from=FROM)
    user = factories.User.objects.create(
        username="tren", full_name="Hà Văn Trên", kind="officer", officer=officer, joined_at=AT
    )
    with clock.fixed(AT):
        rate(scene, answers=WORST)
        row = FollowUp.objects.get()
        chief = accounts.actor_of_officer("CB-H42-1", "H42-LD-1", AT)
        assert row.above_code == "H42"
        assert list(Notice.objects.values_list("recipient_id", flat=True)) == [user.pk]
        close = {"follow_up_id": row.pk, "words": "Đã tìm nguyên nhân, đã xin lỗi.", "at": AT}
        own = scene.town.actor("leader")
        assert refusal(lambda: services.close_follow_up(**close, by=own)) == (OwnWork, UNMOVED)
        page = scene.town.login(Client(), "leader").get("/can-bo/danh-gia/xem-lai/").text
        assert "Hà Văn Trên" in page and "Ghi và đóng" not in page
        services.close_follow_up(**close, by=chief)
    assert FollowUp.objects.get().closed_by_code == "CB-H42-1"


def test_where_few_are_rated_the_head_reads_the_field_or_nothing_and_the_month(scene: Scene) -> None:
    Dossier.objects.update(field_name="Hộ tịch")
    Dossier.objects.filter(pk__in=[one.pk for one in scene.dossiers[1:3]]).update(procedure_code="2.000")

    def told() -> tuple[str, str]:
        row = FollowUp.objects.select_related("rating").get(rating__dossier_code=scene.dossiers[0].code)
        (look,) = queries.looks([row], scene.head, AT)
        return look.title, look.term

    rate(scene, answers=WORST)
    assert told() == ("Một hồ sơ của đơn vị", "trong tháng 12/2026")
    for n in range(1, 5):
        rate(scene, n)
    assert told() == ("Lĩnh vực Hộ tịch", "trong tháng 12/2026"), "five of the field, three of the procedure"
    Rating.objects.update(procedure_code=factories.PROCEDURE)
    assert told() == (scene.dossiers[0].procedure_name, "01/12/2026")
    Rating.objects.exclude(dossier_code=scene.dossiers[0].code).update(given_at=AT - timedelta(days=40))
    assert told()[0] == "Một hồ sơ của đơn vị", "those of another month do not hide it"
    Rating.objects.update(may_contact=True)
    assert told() == (scene.dossiers[0].procedure_name, "01/12/2026"), "its rater lets the unit know"
