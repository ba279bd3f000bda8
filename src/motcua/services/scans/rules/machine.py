"""A process that works on one page, or binds one paper, and ends: `python -m motcua.services.scans.rules.machine FILE`.

Limits are set before any library is loaded: a picture that eats memory or a PDF that never ends costs this process and
nothing else. FILE is JSON; what was made lies in the folder it names, what was found goes to standard output as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any


def limit(memory_mb: int, cpu_s: int) -> None:
    """Bounds that the kernel keeps; the reading program that is started inside inherits them."""
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000_000, 400_000_000))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)  # a page of the web never waits for a page of paper


def work(options: dict[str, Any]) -> dict[str, Any]:
    """Do the one thing that was asked."""
    out = Path(options["out"])
    if options["do"] == "bind":
        from motcua.services.scans.rules import binding

        return binding.bind(options, out)
    from motcua.services.scans.rules import drawing

    if options["do"] == "open":
        return drawing.preview(options, out)
    from motcua.services.scans.rules import reading

    return reading.read(options, out)


def main() -> None:
    options = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    limit(options["memory_mb"], options["cpu_s"])
    os.environ["OMP_THREAD_LIMIT"] = "1"  # one core a page: more pages at once, each cheaper
    os.environ["TMPDIR"] = options["out"]
    from motcua.services.scans.rules.drawing import Unreadable

    try:
        found = work(options)
    except Unreadable as fault:
        found = {"fault": str(fault)}
    except MemoryError:
        found = {"fault": "Trang này quá lớn so với bộ nhớ dành cho một trang. Hãy quét lại ở 300 dpi."}
    sys.stdout.write(json.dumps(found, ensure_ascii=True))


if __name__ == "__main__":
    main()
