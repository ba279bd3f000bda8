import pytest
from django.http import HttpResponse
from django.urls import path

from motcua.kernel import access
from motcua.kernel.refusals import AlreadyDone, Invalid, NotAllowed, NotThere, Unavailable


def refusing(kind):
    @access.audience("public")
    def view(request):
        raise kind("Hồ sơ <b>này</b> đã xong.", why="Bà Bưởi tiếp nhận lúc 9:15.", next="Hãy tải lại trang.")

    return view


@access.audience("officer")
def inside(request):
    return HttpResponse("trong")


KINDS = {"da-xong": AlreadyDone, "sai": Invalid, "cam": NotAllowed, "khong": NotThere, "ban": Unavailable}
urlpatterns = [*(path(f"{name}/", refusing(kind)) for name, kind in KINDS.items()), path("trong/", inside)]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", KINDS)
def test_a_refusal_becomes_a_page_with_what_why_what_next_and_a_code(client, name):
    kind = KINDS[name]
    answer = client.get(f"/{name}/")
    text = answer.content.decode()
    assert answer.status_code == kind.http_status
    assert "Hồ sơ &lt;b&gt;này&lt;/b&gt; đã xong." in text
    assert "Bà Bưởi tiếp nhận lúc 9:15." in text and "Hãy tải lại trang." in text
    assert kind.code in text


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_stranger_is_led_to_log_in_and_back(client):
    answer = client.get("/trong/?a=1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/dang-nhap/?next=/trong/%3Fa%3D1"


def test_the_message_joins_what_why_and_next():
    refusal = AlreadyDone("Đã xong.", next="Tải lại.", by="CB-1")
    assert refusal.message == "Đã xong. Tải lại." == str(refusal)
    assert refusal.facts == {"by": "CB-1"}
