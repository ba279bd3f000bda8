"""The doors of the web: what no page has in its address."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.views.decorators.http import require_POST

from motcua.kernel.access import Actor
from motcua.kernel.web import NulMiddleware, RefusalMiddleware

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/thu-tuc/%00/", "/%00", "/%00?q=x"])
def test_a_path_with_a_nul_is_not_there(address):
    answer = Client().get(address)
    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize(
    "address", ["/thu-tuc/?q=%00%01", "/tra-cuu/?ma=H42%00", "/tra-cuu/?ma=%00", "/?%00", "/?a=1&b=x%00y"]
)
def test_control_characters_in_what_is_asked_are_dropped(address):
    assert Client().get(address).status_code == 200


def test_the_rest_of_what_is_asked_stays_as_it_was():
    seen = []
    door = NulMiddleware(lambda request: seen.append((request.GET.lists(), request.META["QUERY_STRING"])))
    for query in ("q=khai%00+sinh%01&q=&trang=2%0", "q=%2500&x=%%0000", "q=m%E1%BB%99t+c%E1%BB%ADa&b="):
        door(RequestFactory().get(f"/thu-tuc/?{query}"))
    said = [{name: list(values) for name, values in lists} for lists, _ in seen]
    assert said == [
        {"q": ["khai sinh", ""], "trang": ["2%0"]},
        {"q": ["%00"], "x": ["%00"]},
        {"q": ["một cửa"], "b": [""]},
    ]
    assert seen[2][1] == "q=m%E1%BB%99t+c%E1%BB%ADa&b="


def test_other_strange_letters_reach_their_page():
    assert Client().get("/tra-cuu/?ma=%2500%E2%80%8B").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_only_a_form_fills_is_answered_with_a_page_when_opened(method, rf):
    door = RefusalMiddleware(require_POST(lambda request: HttpResponse("sent")))
    request = getattr(rf, method)("/gui/")
    request.actor = Actor.anonymous()

    answer = door(request)

    if method == "post":
        assert answer.content == b"sent"
    else:
        assert answer.status_code == 405 and answer.headers["Allow"] == "POST"
        assert "Hãy quay lại trang trước" in answer.content.decode()
