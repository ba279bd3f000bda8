"""A process that judges one file and ends: `python -m motcua.services.signing.rules.examine OPTIONS < FILE`.

Limits are set before any library is loaded. OPTIONS is JSON: memory_mb, cpu_s, moment (ISO), roots
and lists (folders). The verdict goes to standard output as JSON; whatever goes wrong is INDETERMINATE.
"""

from __future__ import annotations

import json
import resource
import sys
import types
from typing import Any


def limit(memory_mb: int, cpu_s: int) -> None:
    """Bounds that the kernel keeps, whatever the file makes us do."""
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def without_network() -> None:
    """Nothing is fetched while judging. The http client that the library imports for other uses takes
    half of the start-up time, so an empty module stands in its place."""
    stand_in = types.ModuleType("aiohttp")
    stand_in.__getattr__ = lambda name: object  # type: ignore[method-assign]
    sys.modules["aiohttp"] = stand_in


def examine(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """The verdict as a dict."""
    import asyncio
    import logging
    from datetime import datetime

    from motcua.services.signing.rules import chains

    logging.disable(logging.CRITICAL)
    moment = datetime.fromisoformat(options["moment"])

    head = data[:1024].lstrip(b"\xef\xbb\xbf\x00\t\r\n ")
    kind = "pdf" if b"%PDF-" in data[:1024] else ("xml" if head.startswith(b"<") else "unknown")
    if kind == "unknown":
        return _plain("UNKNOWN_TYPE", kind)
    trust = chains.Trust.read(options["roots"], options["lists"])
    try:
        if kind == "pdf":
            from motcua.services.signing.rules import pdf

            return asyncio.run(pdf.judge(data, trust, moment)).as_dict()
        from motcua.services.signing.rules import xml

        return asyncio.run(xml.judge(data, trust, moment)).as_dict()
    except MemoryError:
        return _plain("OUT_OF_MEMORY", kind)
    except Exception:  # nothing about a stranger's file may look like our own failure
        return _plain("GENERIC", kind)


def _plain(code: str, kind: str) -> dict[str, Any]:
    from motcua.services.signing.rules import words
    from motcua.services.signing.types import Verdict

    conclusion, reason = words.reason_of(code)
    return Verdict(conclusion=conclusion, code=code, reason=reason, kind=kind).as_dict()


def near_the_limit(memory_mb: int) -> bool:
    """Whether memory may have run out somewhere inside a library.

    A decompressor that gets no memory gives half a stream instead of an error, and half a stream
    looks like a changed one. No single allocation of ours is larger than the margin kept here.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            peak_kb = next(int(line.split()[1]) for line in status if line.startswith("VmPeak"))
    except (OSError, StopIteration):
        peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak_kb / 1024 > memory_mb - min(192, memory_mb / 4)


def main() -> None:
    options = json.loads(sys.argv[1])
    limit(options["memory_mb"], options["cpu_s"])
    without_network()
    verdict = examine(sys.stdin.buffer.read(), options)
    if near_the_limit(options["memory_mb"]):
        verdict = _plain("OUT_OF_MEMORY", verdict["kind"])
    sys.stdout.write(json.dumps(verdict, ensure_ascii=True))


if __name__ == "__main__":
    main()
