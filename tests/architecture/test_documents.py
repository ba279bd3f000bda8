"""Papers for people: every link of README and docs leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_and_picture_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lost = [
        target
        for target in LINK.findall(text)
        if "://" not in target
        and not target.startswith(("/", "mailto:"))
        and not (page.parent / target).exists()
    ]
    assert lost == []
