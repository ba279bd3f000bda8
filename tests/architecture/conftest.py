"""Everything of the house is imported once, so that what registers itself is known."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def everything_loaded() -> None:
    from motcua.cli.reference import load_everything

    load_everything()
