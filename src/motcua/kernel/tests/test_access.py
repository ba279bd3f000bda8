import pytest

from motcua.kernel import access
from motcua.kernel.access import Actor, LoginNeeded
from motcua.kernel.refusals import NotAllowed

OFFICER = Actor(
    "officer", "CB-1", "Trần Thị Bưởi", post_title="Cán bộ tiếp nhận", agency_code="H42.15.1",
    agency_codes=frozenset({"H42.15"}), permissions=frozenset({"kernel_tests.do"}),
)  # fmt: skip
DO = access.permission("kernel_tests.do", "Làm thử")
access.PERMISSIONS.pop(DO)  # declared for these tests alone


class Request:
    def __init__(self, actor):
        self.actor = actor


def view(request):
    return "trang"


def test_a_permission_reaches_the_agencies_of_the_post_and_no_others():
    assert access.allows(OFFICER, DO)
    assert access.allows(OFFICER, DO, agency_code="H42.15") and access.allows(
        OFFICER, DO, agency_code="H42.15.1"
    )
    assert not access.allows(OFFICER, DO, agency_code="H42.16")
    with pytest.raises(NotAllowed, match="cơ quan khác"):
        access.require(OFFICER, DO, agency_code="H42.16")
    with pytest.raises(NotAllowed, match="chưa được giao quyền"):
        access.require(OFFICER, "kernel_tests.other")


def test_a_job_may_do_what_its_caller_lists_everywhere():
    job = Actor.system("đêm", DO)
    assert access.allows(job, DO, agency_code="H42.99")
    assert not access.allows(job, "kernel_tests.other")


@pytest.mark.parametrize("who", ["citizen", "officer", "admin"])
def test_strangers_are_asked_to_log_in_except_on_public_pages(who):
    with pytest.raises(LoginNeeded):
        access.audience(who)(view)(Request(Actor.anonymous()))
    assert access.audience("public")(view)(Request(Actor.anonymous())) == "trang"


def test_a_citizen_does_not_enter_the_officers_pages():
    citizen = Actor("citizen", "037090001234", "Nguyễn Văn A")
    with pytest.raises(NotAllowed, match="dành cho cán bộ"):
        access.audience("officer")(view)(Request(citizen))
    assert access.audience("citizen")(view)(Request(citizen)) == "trang"


def test_a_page_with_a_permission_asks_for_it():
    door = access.audience("officer", permission=DO)(view)
    assert door(Request(OFFICER)) == "trang"
    with pytest.raises(NotAllowed):
        door(Request(Actor("officer", "CB-2", "B")))
    assert (door.audience, door.permission) == ("officer", DO)


def test_one_permission_has_one_meaning():
    access.permission("kernel_tests.once", "Một nghĩa")
    try:
        with pytest.raises(ValueError):
            access.permission("kernel_tests.once", "Nghĩa khác")
    finally:
        access.PERMISSIONS.pop("kernel_tests.once")
