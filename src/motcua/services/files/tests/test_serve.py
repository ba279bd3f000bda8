from datetime import datetime

import pytest
from django.test import RequestFactory

from motcua.kernel.clock import TZ
from motcua.services.files import queries, services
from motcua.services.files.tests.conftest import PDF, office, picture

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 15, tzinfo=TZ)


def served(data, citizen, *, inline, name="Đơn đề nghị.pdf", **headers):
    ref = services.store(stream=data, name=name, by=citizen, at=AT)
    return queries.serve(RequestFactory().get("/x", headers=headers), ref.sha256, ref.name, inline=inline)


def test_pdf_and_pictures_are_shown_and_the_browser_may_not_guess(citizen, store_root):
    for data in (PDF, picture()):
        answer = served(data, citizen, inline=True)
        assert answer["Content-Disposition"].startswith("inline")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert b"".join(answer.streaming_content) == data


def test_office_files_are_saved_even_when_asked_inline(citizen, store_root):
    answer = served(office(), citizen, inline=True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "utf-8''%C4%90%C6%A1n" in answer["Content-Disposition"]


def test_a_page_is_never_served_as_a_page(citizen, store_root):
    ref = services.store_issued(data=b"<html>", name="a.html", media_type="text/html", by=citizen, at=AT)
    answer = queries.serve(RequestFactory().get("/x"), ref.sha256, ref.name, inline=True)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_an_unchanged_file_is_not_sent_again(citizen, store_root):
    first = served(PDF, citizen, inline=True)
    again = served(PDF, citizen, inline=True, if_none_match=first["ETag"])
    assert again.status_code == 304
