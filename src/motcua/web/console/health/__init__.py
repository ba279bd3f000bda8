"""What is missing or unsafe in this installation, each with its remedy.

`motcua doctor` prints it and the console's page about the system shows it. A check returns findings; one that
breaks is itself a finding, so that the rest is still told.
"""

from __future__ import annotations

from .finding import Check, Finding
from .machine import (
    address,
    debug,
    disk,
    fonts,
    packed,
    papers,
    pushing,
    scanner,
    secrets,
    stored_files,
    texting,
    voice,
)
from .matters import DEMO_PASSWORD, days, legal_bases, people, signatures
from .records import database, deliveries, ledger_recomputed, ledger_rights, ledger_sealed

__all__ = ["ASKING", "DEMO_PASSWORD", "QUICK", "SLOW", "Finding", "debug", "findings", "legal_bases"]


def findings(*, deep: bool = False, database_fault: str = "") -> list[Finding]:
    """Every check, worst first. `deep` also recomputes the whole ledger and walks the file store.

    Where the database is known not to answer, that is told once and what asks it is left out.
    """
    found: list[Finding] = []
    if database_fault:
        found.append(
            Finding(
                "database",
                "error",
                f"Cơ sở dữ liệu không trả lời: {database_fault}. Những phần đọc cơ sở dữ liệu chưa được kiểm tra.",
                "Khởi động máy chủ cơ sở dữ liệu, xem lại MOTCUA_DATABASE_URL rồi chạy lại.",
            )
        )
    for check in (*QUICK, *(SLOW if deep else ())):
        if database_fault and check in ASKING:
            continue
        try:
            found += check()
        except Exception as error:
            found.append(
                Finding(
                    check.__name__,
                    "error",
                    f"Không kiểm tra được: {error}",
                    "Xem nhật ký của máy chủ rồi chạy lại.",
                )
            )
    return sorted(found, key=lambda one: ("error", "warning", "ok").index(one.level))


QUICK: tuple[Check, ...] = (
    debug, secrets, database, ledger_rights, disk, ledger_sealed, deliveries, signatures, scanner, texting, pushing, papers, voice, days, legal_bases, address, packed,
    fonts,
)  # fmt: skip
SLOW: tuple[Check, ...] = (ledger_recomputed, stored_files, people)
ASKING: frozenset[Check] = frozenset(
    {
        database,
        ledger_rights,
        ledger_sealed,
        deliveries,
        signatures,
        papers,
        days,
        legal_bases,
        ledger_recomputed,
        stored_files,
        people,
    }
)  # of the database  # of the database
