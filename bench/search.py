"""How quickly and how rightly people find a procedure: `python bench/search.py`.

The whole shipped catalogue, straight from its files; every query of the three lists as typed, without marks and as a
whole question. On a machine with other work the clock on the wall counts that too, so the processor's time stands
beside it. The limit beside it is the promise to the citizen: 20 ms for 95 of 100 answers.
"""

from __future__ import annotations

import json
import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")

import django

LIMIT_MS = 20.0


def main() -> None:
    django.setup()
    from django.conf import settings

    from motcua.kernel.text import fold
    from motcua.registries.procedures.queries import searching
    from motcua.registries.procedures.rules.search import build, rank

    began = time.perf_counter()
    sources = list(searching.from_files())
    read_s = time.perf_counter() - began
    began = time.perf_counter()
    index = build(sources, searching._synonyms_from_file())
    built_s = time.perf_counter() - began

    forms = {
        "as_typed": lambda said: said,
        "without_marks": fold,
        "as_a_question": lambda said: f"cho tôi hỏi thủ tục {said} cần giấy tờ gì, làm ở đâu?",
    }
    figures: dict[str, float] = {
        "procedures": len(index.codes),
        "read_s": round(read_s, 2),
        "built_s": round(built_s, 2),
    }
    took: list[float] = []
    busy: list[float] = []
    for name in ("tune", "tune2", "held", "held2"):
        lines = (
            (settings.DATA_DIR / "catalogue" / f"queries-{name}.tsv").read_text(encoding="utf-8").splitlines()
        )
        asked = [
            (said, set(codes.split(","))) for said, codes in (line.split("\t") for line in lines if line)
        ]
        for form, said_so in forms.items():
            right = 0
            for said, codes in asked:
                began, began_cpu = time.perf_counter(), time.process_time()
                hits = rank(index, said_so(said), 10)
                took.append((time.perf_counter() - began) * 1000)
                busy.append((time.process_time() - began_cpu) * 1000)
                right += bool(codes & {hit.code for hit in hits[:3]})
            figures[f"{name}_{form}_in_first_3"] = round(right / len(asked), 4)
    took.sort()
    busy.sort()
    p95 = took[int(len(took) * 0.95)]
    figures |= {
        "queries": len(took),
        "p50_ms": round(took[len(took) // 2], 2),
        "p95_ms": round(p95, 2),
        "p99_ms": round(took[int(len(took) * 0.99)], 2),
        "p50_cpu_ms": round(busy[len(busy) // 2], 2),
        "p95_cpu_ms": round(busy[int(len(busy) * 0.95)], 2),
        "limit_ms": LIMIT_MS,
        "p95_ratio_of_limit": round(p95 / LIMIT_MS, 3),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
