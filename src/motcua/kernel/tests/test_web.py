"""The doors of the web: what no page has in its address."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/thu-tuc/%00/", "/tra-cuu/?ma=H42%00", "/?%00", "/?a=1&b=x%00y", "/%00"]
)
def test_an_address_with_a_nul_is_not_there(address):
    answer = Client().get(address)
    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


def test_other_strange_letters_reach_their_page():
    assert Client().get("/tra-cuu/?ma=%2500%E2%80%8B").status_code == 200
