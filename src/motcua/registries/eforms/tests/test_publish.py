"""Versions: loading, drafts, publishing, taking back, and the console's pages."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import yaml
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from motcua.kernel import yamls
from motcua.kernel.audit.models import Entry
from motcua.registries.eforms import queries, rules, services
from motcua.registries.eforms.models import FormVersion
from motcua.registries.eforms.tests.conftest import NOW
from motcua.registries.eforms.tests.test_date_versions import EARLIER
from motcua.registries.eforms.types import BadForm, BadStart, NoSuchForm, NotADraft
from motcua.registries.eforms.views import console

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def changed(code="chung", label="Nội dung yêu cầu"):
    source = services.as_yaml(queries.published(code, TODAY))
    data = yamls.read(source)
    data["sections"][4]["fields"][0]["label"] = label
    return yaml.safe_dump(data, allow_unicode=True)


def test_loading_twice_changes_nothing(forms, admin):
    assert len(forms.created) == 13
    again = services.load_forms(by=admin, at=NOW)
    assert again.created == () and len(again.unchanged) == 13
    assert FormVersion.objects.count() == 13 + len(EARLIER)
    assert Entry.objects.filter(action="eforms.publish").count() == 13 + len(EARLIER)


def test_a_day_before_the_first_version_is_answered_by_the_first(forms):
    assert queries.published("1.001193", date(2023, 5, 1)).number == 1
    assert queries.published("khong-co", TODAY) is None
    assert queries.form_for("9.999999", TODAY).code == "chung"
    with pytest.raises(NoSuchForm):
        queries.version(10**9)


def test_a_draft_is_used_only_after_it_is_published_and_dossiers_keep_theirs(forms, admin):
    old = queries.published("chung", TODAY)
    draft = services.save_draft(source=changed(), by=admin, at=NOW)
    assert (draft.number, draft.status) == (2, "draft")
    assert queries.published("chung", TODAY).id == old.id
    monday = TODAY + timedelta(days=3)
    services.publish_form(code="chung", number=2, published_from=monday, by=admin, at=NOW)
    assert queries.published("chung", TODAY).id == old.id
    assert queries.published("chung", monday).id == draft.id
    assert queries.version(old.id).definition.field("request_content").label == "Nội dung đề nghị"
    words = [one.words for one in rules.diff(old.definition, draft.definition)]
    assert words == ["“Nội dung yêu cầu”: đổi nhãn"]


def test_publishing_twice_or_in_the_past_is_refused_and_nothing_moves(forms, admin):
    services.save_draft(source=changed(), by=admin, at=NOW)
    with pytest.raises(BadStart):
        services.publish_form(
            code="chung", number=2, published_from=TODAY - timedelta(days=1), by=admin, at=NOW
        )
    assert queries.numbered("chung", 2).status == "draft"
    services.publish_form(code="chung", number=2, published_from=TODAY, by=admin, at=NOW)
    with pytest.raises(NotADraft) as refused:
        services.publish_form(code="chung", number=2, published_from=TODAY, by=admin, at=NOW)
    assert "20/11/2026" in refused.value.message


def test_a_published_version_may_be_taken_back_but_not_the_last_one(forms, admin):
    with pytest.raises(BadStart):
        services.withdraw_form(code="chung", number=1, reason="thử rút", by=admin, at=NOW)
    services.save_draft(source=changed(), by=admin, at=NOW)
    services.publish_form(code="chung", number=2, published_from=TODAY, by=admin, at=NOW)
    services.withdraw_form(code="chung", number=2, reason="nhãn sai", by=admin, at=NOW)
    assert queries.published("chung", TODAY).number == 1
    assert Entry.objects.get(action="eforms.withdraw").reason == "nhãn sai"
    with pytest.raises(NotADraft):
        services.withdraw_form(code="chung", number=2, reason="lần nữa", by=admin, at=NOW)


BROKEN = """schema: 1
code: thu
name: Biểu mẫu thử
as_of: '2026-11-20'
sections:
- code: a
  title: Phần một
  fields:
  - code: x
    label: Mục x
    type: chuoi
  - code: y
    label: Mục y
    type: text
    checks: [khong_biet]
    show_when: {field: z, op: giong, value: 1}
  - code: k
    label: Mục k
    type: choice
    choices: '@khong_co'
"""


def test_a_broken_definition_is_told_whole_with_lines_and_nothing_is_kept(forms, admin):
    before = FormVersion.objects.count()
    with pytest.raises(BadForm) as refused:
        services.save_draft(source=BROKEN, by=admin, at=NOW)
    faults = {fault.line: fault.message for fault in refused.value.facts["faults"]}
    assert (
        "chuoi" in faults[11]
        and "khong_biet" in faults[15]
        and "giong" in faults[16]
        and "@khong_co" in faults[20]
    )
    assert FormVersion.objects.count() == before


@pytest.mark.parametrize(
    "source",
    [
        "",
        "a: [",
        "- 1",
        "a: &x [1]\nb: *x",
        "a: 1\na: 2",
        "x" * 1_000_001,
        "\x00",
        "!!python/object:os.system {}",
        "{" * 3000,
    ],
    ids=["empty", "cut", "list", "alias", "twice", "large", "nul", "object", "deep"],
)
def test_a_file_that_is_no_form_is_refused_in_words(forms, admin, source):
    with pytest.raises(BadForm):
        services.save_draft(source=source, by=admin, at=NOW)


def definition(fields, **more):
    return {"code": "t", "name": "T", "as_of": "2026-01-01", "sections": [{"code": "a", "title": "A", "fields": fields}]} | more  # fmt: skip


def field(code, kind="text", **more):
    return {"code": code, "label": code, "type": kind} | more


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (definition([field("a", show_when={"field": "b", "op": "filled"}), field("b")]), "đứng sau"),
        (definition([field("a"), field("a")]), "Hai câu hỏi cùng mã"),
        (definition([field("a", "table")]), "ít nhất một cột"),
        (definition([field("a", "choice")]), "cần danh sách chọn"),
        (definition([field("a", "computed")]), "cần cách tính"),
        (definition([field("a", formula="copy:b"), field("b", formula="copy:a")]), "vòng tròn"),
        (definition([field("a", formula="copy:zz")]), "không có câu hỏi này"),
        (definition([field("a", checks=["after:zz"])]), "không có câu hỏi này"),
        (definition([field("a", checks=["int_range:1-9"])]), "không đúng dạng"),
        (definition([field("a", "choice", choices=["1"]), field("b", show_when={"field": "a", "op": "eq", "value": "2"})]), "không có lựa chọn"),
        (definition([field("a", "bool"), field("b", show_when={"field": "a", "op": "eq", "value": "Có"})]), "true hoặc false"),
        (definition([field("a"), field("b", show_when="a = 1")]), "câu chữ tự do"),
        (definition([field("a", mau="đỏ")]), "Không biết mục"),
        (definition([]), "ít nhất một câu hỏi"),
        (definition([field("A b")]), "viết chữ thường"),
        (definition([field("a", length="1-20")]), "Độ dài"),
        (definition([field("a", prefill=["xx"])]), "Không biết nguồn"),
        (definition([field("a", required="yes")]), "true hoặc false"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_a_definition_that_does_not_hold_together_is_refused(data, words):
    with pytest.raises(rules.reading.Faults) as refused:
        rules.parse(data)
    assert words in str(refused.value)


def ask(view, admin, method="get", path="/quan-tri/bieu-mau/", data=None, **kwargs):
    request = getattr(RequestFactory(), method)(path, data or {})
    request.actor, request.user = admin, SimpleNamespace(is_authenticated=True)
    request.session = {}
    request._messages = FallbackStorage(request)
    return view(request, **kwargs)


def test_the_console_lists_previews_and_gives_the_file(forms, admin):
    assert "Tờ khai đăng ký khai sinh" in ask(console.forms, admin).content.decode()
    found = ask(console.forms, admin, data={"tim": "xay dung"}).content.decode()
    assert "giấy phép xây dựng" in found and "khai sinh" not in found
    for code in ("1.001193", "2.000815", "1.013225"):
        assert ask(console.form, admin, code=code).status_code == 200
        html = ask(console.preview, admin, code=code, number=1, data={"vi-du": "1"}).content.decode()
        assert "Bản tóm tắt khi xem lại" in html
    html = ask(console.preview, admin, code="2.000815", number=1, data={"xem": "can-bo"}).content.decode()
    assert "Kiểm tra bản chính" in html
    assert "Kiểm tra bản chính" not in ask(console.preview, admin, code="2.000815", number=1).content.decode()
    file = ask(console.download, admin, code="1.001612", number=1)
    again = services.save_draft(source=file.content.decode(), by=admin, at=NOW)
    assert again.number == 1


def test_an_upload_with_faults_shows_each_line(forms, admin):
    upload = SimpleUploadedFile("x.yaml", BROKEN.encode())
    answer = ask(console.upload, admin, "post", data={"tep": upload})
    html = answer.content.decode()
    assert answer.status_code == 422 and "chỗ sai, chưa có gì thay đổi" in html and ">16<" in html
    good = SimpleUploadedFile("x.yaml", changed().encode())
    answer = ask(console.upload, admin, "post", data={"tep": good})
    assert answer.status_code == 302 and answer.url.endswith("/chung/2/")
    answer = ask(console.publish, admin, "post", data={"tu_ngay": "20/11/2026"}, code="chung", number=2)
    assert answer.status_code == 302 and queries.published("chung", TODAY).number == 2
    answer = ask(console.withdraw, admin, "post", data={"ly_do": "nhãn sai"}, code="chung", number=2)
    assert answer.status_code == 302 and queries.published("chung", TODAY).number == 1
