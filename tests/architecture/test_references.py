"""The generated references are as the code says."""

import pytest
from click.testing import CliRunner

from motcua.cli.reference import PAGES, command
from tests.architecture.house import ROOT


@pytest.mark.parametrize("page", PAGES)
def test_a_reference_page_is_fresh(page):
    text = PAGES[page]()
    assert text == (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8"), (
        "run `motcua reference` and commit"
    )


def test_the_check_says_so_too():
    assert CliRunner().invoke(command, ["--check"]).exit_code == 0


def test_pages_hold_nothing_of_this_machine():
    for page in PAGES.values():
        assert str(ROOT) not in page()
