"""The worked client of the guide, run as a program against a live server."""

from __future__ import annotations

import pytest

from motcua.kernel import clock
from motcua.registries.procedures.queries import clear_index
from motcua.services.files.tests.conftest import PDF
from tests.support import programs as support
from tests.support import worked
from tests.support.province import lay


@pytest.fixture
def keys(transactional_db: None, settings, tmp_path) -> dict[str, str]:
    settings.VAR_DIR = tmp_path
    lay()
    clear_index()
    now = clock.now()
    support.lay_paper_process(now)
    made = support.make_programs(now)
    return worked.keys(made)


def test_the_worked_client_takes_a_dossier_through_its_life_and_says_a_refusal_in_words(
    live_server, keys, tmp_path
):
    scan = tmp_path / "ket-qua.pdf"
    scan.write_bytes(PDF)
    done = worked.run(live_server.url, keys, support.PROCEDURE, "13669", str(scan))
    assert done.returncode == 0, done.stderr
    for said in ("phiếu 01/HDHS", "Đã ghi nhận kết quả", "đã trả kết quả", "_KQ.pdf", "yêu cầu rút hồ sơ"):
        assert said in done.stdout

    refused = worked.run(
        live_server.url, keys | {"MOTCUA_DESK_KEY": keys["MOTCUA_REGISTRY_KEY"]}, support.PROCEDURE
    )
    assert refused.returncode == 1
    assert "403 API-02" in refused.stderr and "dossiers.file" in refused.stderr
