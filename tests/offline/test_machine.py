"""What a machine at the counter asks over the line: doors, damaged files, the moment it is signed out."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from motcua.kernel.audit.models import Entry
from motcua.services.dossiers.models import Dossier, Paper
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.offline.models import DeviceKey, Intake

HERE = "/can-bo/tiep-nhan/mat-mang/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def desk(machine) -> Client:
    return sign_in_as(Client(), machine.province.clerk)


def posted(machine, **changes):
    """One intake as the browser posts it."""
    fields = {
        "thu_tuc": "1.001612", "hs-name": "Nguyễn Văn Ẫm", "hs-id_number": "037096000014", "hs-phone": "0912345678",
        "hs-result_channel": "counter", "hs-sets": "1", "hs-place_code": "13669", "giay_1": "1",
    }  # fmt: skip
    said = {
        "device": machine.key, "key": "phieu-cua-trinh-duyet-0001", "number": machine.made.numbers[0].code,
        "claimed_at": machine.at.isoformat(), "digest": "a" * 64, "fields": list(fields.items()),
        "procedure": machine.sent().procedure,
        "files": [{"position": 1, "name": "giấy.pdf", "sha256": hashlib.sha256(PDF).hexdigest()}],
    } | changes  # fmt: skip
    return {"phieu": json.dumps(said)}


def pieces(desk, machine, content=PDF, *, size=100, **changes):
    """A file as the browser sends it: how much is here is asked, then one piece after the other; the answers."""
    sha = hashlib.sha256(content).hexdigest()
    where = {"may": machine.key, "so": machine.made.numbers[0].code, "sha": sha} | changes
    answers = [desk.get(f"{HERE}phan-tep/", where)]
    while answers[-1].status_code == 200 and (have := answers[-1].json()["have"]) < len(content):
        address = f"{HERE}phan-tep/?{urlencode(where | {'tu': have})}"
        answers.append(
            desk.post(address, content[have : have + size], content_type="application/octet-stream")
        )
    return answers


def test_one_intake_with_its_scan_becomes_a_dossier_twice_sent_it_is_one(machine, desk):
    assert [one.json()["have"] for one in pieces(desk, machine)] == [0, 100, 200, len(PDF)]
    first = desk.post(f"{HERE}gui/", posted(machine))
    assert [one.json()["have"] for one in pieces(desk, machine)] == [len(PDF)], "taken: nothing is sent again"
    second = desk.post(f"{HERE}gui/", posted(machine))

    dossier = Dossier.objects.get()
    assert first.json() == second.json()
    assert first.json()["dossier"] == dossier.code and dossier.accepted_at == machine.at
    assert Paper.objects.get(dossier=dossier, position=1).sha256 == hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"files": [{"position": 1, "name": "giấy.pdf", "sha256": "0" * 64}]}, "OFF-06"),
        ({"fields": "rác"}, "OFF-08"),
        ({"claimed_at": "hôm qua"}, "OFF-08"),
        ({"key": "x"}, "OFF-08"),
        ({"number": "TAM-H42.1-26-00001"}, "OFF-01"),
    ],
)
def test_what_is_damaged_or_strange_is_refused_in_words_and_nothing_is_kept(
    machine, desk, told, changes, code
):
    pieces(desk, machine)
    answer = desk.post(f"{HERE}gui/", posted(machine, **changes))

    assert answer.json()["refusal"]["code"] == code and answer.json()["refusal"]["next"]
    assert answer.status_code in (404, 422)
    assert not Intake.objects.exists() and not Dossier.objects.exists() and told() == []


def test_a_line_that_fails_in_the_middle_of_a_file_loses_one_piece(machine, desk):
    scan = PDF + b"%% another\n"
    number, sha = machine.made.numbers[0].code, hashlib.sha256(scan).hexdigest()
    where = {"may": machine.key, "so": number, "sha": sha}
    intake = posted(machine, files=[{"position": 1, "name": "giấy.pdf", "sha256": sha}])

    def put(offset, piece):
        address = f"{HERE}phan-tep/?{urlencode(where | {'tu': offset})}"
        return desk.post(address, piece, content_type="application/octet-stream")

    assert put(0, scan[:50]).json() == {"have": 50}
    assert put(0, scan[:50]).json() == {"have": 50}, "its answer was lost: sent again it is there once"
    assert put(90, scan[90:]).json() == {"have": 50}, "a piece from further on waits"
    assert put(50, b"x" * (1 << 20) + b"x").json() == {"have": 50}, "no piece is longer than the server reads"
    assert desk.post(f"{HERE}gui/", intake).json()["refusal"]["code"] == "OFF-06", "half a file is none"
    assert [one.json()["have"] for one in pieces(desk, machine, scan, size=200)][-1] == len(scan), (
        "begun anew, for it was dropped"
    )
    assert desk.post(f"{HERE}gui/", intake).json()["state"] == "taken"


@pytest.mark.parametrize(
    "changes",
    [
        {"so": "TAM-H42.1-26-00001"},
        {"may": "b" * 32},
        {"sha": "../../x"},
        {"sha": ""},
        {"tu": "-1"},
        {"tu": "9" * 12},
    ],
)
def test_pieces_of_a_strange_machine_or_number_are_refused(machine, desk, changes):
    where = {"may": machine.key, "so": machine.made.numbers[0].code, "sha": "a" * 64, "tu": "0"} | changes
    for answer in (
        desk.get(f"{HERE}phan-tep/", where),
        desk.post(f"{HERE}phan-tep/?{urlencode(where)}", b"x", content_type="application/octet-stream"),
    ):
        assert answer.status_code in (404, 422) and answer.json()["refusal"]["next"]
    assert Client().get(f"{HERE}phan-tep/", where).status_code in (302, 401, 403)


def test_more_pieces_than_a_file_may_weigh_are_refused(machine, desk):
    where = {"may": machine.key, "so": machine.made.numbers[0].code, "sha": "a" * 64, "tu": "999999999"}
    answer = desk.post(f"{HERE}phan-tep/?{urlencode(where)}", b"x", content_type="application/octet-stream")
    assert answer.status_code == 422 and "quá lớn" in answer.json()["refusal"]["what"]


def test_a_scan_that_cannot_be_used_waits_for_a_person_and_does_not_stay_on_the_machine(machine, desk):
    strange = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40
    files = [{"position": 1, "name": "anh.heic", "sha256": hashlib.sha256(strange).hexdigest()}]
    pieces(desk, machine, strange)

    answer = desk.post(f"{HERE}gui/", posted(machine, files=files))

    assert answer.json()["state"] == "conflict" and not Dossier.objects.exists()
    intake = Intake.objects.get()
    assert "Tệp của giấy thứ 1" in intake.conflicts[0]["words"] and not intake.files
    assert "anh.heic" not in answer.content.decode(), "what a machine keeps names nothing of a person"
    page = desk.get(f"/can-bo/tiep-nhan/so-tam/{machine.made.numbers[0].code}/").content.decode()
    assert "Tệp của giấy thứ 1" in page


def test_an_hour_that_cannot_be_is_told_to_the_machine(machine, desk):
    late = machine.at + timedelta(days=2)
    said = desk.post(f"{HERE}gui/", posted(machine, claimed_at=late.isoformat())).json()
    assert said["moved"] is True and said["state"] == "taken"


def test_a_form_the_counter_would_send_back_is_kept_and_put_right_on_the_counters_own_page(machine, desk):
    number = machine.made.numbers[0].code
    pieces(desk, machine)
    wrong = [["thu_tuc", "1.001612"], ["hs-name", "Nguyễn Văn Ẫm"], ["hs-id_number", "123"], ["giay_1", "1"],
             ["hs-place_code", "13669"], ["hs-result_channel", "counter"]]  # fmt: skip
    assert desk.post(f"{HERE}gui/", posted(machine, fields=wrong)).json()["state"] == "conflict"
    page = f"/can-bo/tiep-nhan/so-tam/{number}/"
    assert "12 chữ số" in desk.get(page).content.decode()
    assert desk.post(page, {"viec": "nhan"}).headers["Location"] == f"{page}sua/"
    form = desk.get(f"{page}sua/").content.decode()
    assert 'value="Nguyễn Văn Ẫm"' in form and "Đã nhận tệp" in form and number in form
    assert Entry.objects.filter(action="offline.look", subject=f"intake:{number}").count() == 1

    right = dict(wrong) | {"hs-id_number": "037096000014", "viec": "nhan", "mot_lan": number}
    answer = desk.post(f"{page}sua/", right)

    dossier = Dossier.objects.get()
    assert answer.headers["Location"] == f"/can-bo/ho-so/{dossier.code}/?moi=1"
    assert (dossier.accepted_at, dossier.provisional_number) == (machine.at, number)
    found = desk.get("/can-bo/tim/", {"q": number.lower()})
    assert dossier.code in found.content.decode() + found.headers.get("Location", "")


def test_the_key_goes_to_its_officer_alone_and_what_unlocks_it_leaves_with_the_session(machine, desk):
    told = desk.post(
        f"{HERE}chuan-bi/", {"may": machine.key, "ten": "Quầy 1", "gio": machine.at.isoformat()}
    ).json()
    assert told["secret"] == DeviceKey.objects.get().secret and told["officer"] == machine.province.clerk.id
    page = desk.get(HERE).content.decode()
    assert machine.province.clerk.name not in page  # it lies in the browser's cache
    desk.cookies["motcua_quay"] = "secret"
    assert "motcua_quay" not in desk.get(f"{HERE}phien/").cookies
    left = desk.post("/dang-xuat/")  # who signs out has left the machine: their own words open nothing either
    assert left.cookies["motcua_quay"]["max-age"] == 0 and left.cookies["motcua_quay_ra"].value == "1"
    del desk.cookies["motcua_quay_ra"]
    desk.cookies["motcua_quay"] = "secret"

    answer = desk.get(f"{HERE}phien/")  # the session is over, as when it ran out while the line was down

    assert answer.status_code == 302 and answer.headers["Location"].startswith("/dang-nhap/")
    assert answer.cookies["motcua_quay"]["max-age"] == 0 and "motcua_quay_ra" not in answer.cookies
    assert desk.post(f"{HERE}chuan-bi/", {"may": machine.key}).status_code == 302


def test_the_worker_keeps_the_page_and_its_parts_under_a_version(machine, desk):
    script = desk.get("/can-bo/tiep-nhan/mat-mang.js")
    told = json.loads(script.content.decode().split("\n")[0].removeprefix("self.QUAY = ").removesuffix(";"))

    assert script.headers["Content-Type"].startswith("text/javascript")
    assert told["shell"] == HERE and len(told["version"]) == 16
    assert any("offline/counter" in part for part in told["parts"]) and any(
        ".woff2" in part for part in told["parts"]
    )
    rows = desk.get(f"{HERE}danh-muc/").json()["procedures"]
    wanted = next(row for row in rows if row["code"] == "1.001612")
    assert wanted["papers"] and wanted["version"] and wanted["name"]


def test_what_tells_the_limit_stands_on_the_form_the_machine_takes_with_it(machine, desk):
    rows = desk.get(f"{HERE}danh-muc/").json()["procedures"]
    telling = {row["code"]: row["asked"] for row in rows if row["cases"]}
    assert telling and all(telling.values())
    for code, asked in telling.items():
        form = desk.get(f"{HERE}to-khai/{code}/").content.decode()
        assert all(f'name="{one}"' in form for one in asked), code
    assert len(rows) == len({row["code"] for row in rows})
