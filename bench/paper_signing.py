"""A page of paper and a signature, beside the bare signature of OpenSSL: `python bench/paper_signing.py`.

The limit is measured in the same run: the same key signing 32 bytes through OpenSSL, nothing else.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROUNDS = 40


def median_ms(run: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Median milliseconds of processor time of one call, after two calls that do not count.

    Processor time, not the wall: the figure then says the same on a busy machine.
    """
    run(-1), run(-2)
    took = []
    for n in range(rounds):
        began = time.process_time()
        run(n)
        took.append(time.process_time() - began)
    return statistics.median(took) * 1000


def main() -> None:
    folder = tempfile.mkdtemp(prefix="motcua-bench-")
    os.environ["MOTCUA_VAR"] = folder
    os.environ["MOTCUA_TIME_STAMP_URL"] = ""
    os.environ["MOTCUA_DATABASE_URL"] = ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from motcua.kernel import clock
    from motcua.kernel.access import Actor
    from motcua.services.signing import queries, services
    from motcua.services.signing.models import Certificate
    from motcua.services.signing.services import keys, sign
    from motcua.services.signing.types import MANAGE, PERSON
    from motcua.ui import paper

    call_command("migrate", verbosity=0)
    at = clock.now()
    by = Actor.system("bench", MANAGE)
    services.create_demo_authority(at=at)
    template = paper.render.__globals__["ROOT"] / "services/dossiers/templates/dossiers/paper"
    receipt = json.loads((template / "mau_01.example.json").read_text(encoding="utf-8"))
    receipt["qr"] = paper.qr_svg("https://motcua.example/tra-cuu/?ma=H42.15-261120-0014")
    decision = json.loads((template / "results/van_ban_ket_qua.example.json").read_text(encoding="utf-8"))
    found: dict[str, object] = {
        "receipt_ms": median_ms(
            lambda n: paper.render(template / "mau_01.typ", receipt | {"applicant": f"Nguyễn Văn {n}"})
        ),
        "decision_with_fields_ms": median_ms(
            lambda n: paper.render(
                template / "results/van_ban_ket_qua.typ", decision | {"number": f"{n}/QĐ-UBND"}
            )
        ),
    }
    pdf = paper.render(template / "results/van_ban_ket_qua.typ", decision)
    for algorithm in ("p256", "rsa2048"):
        services.issue_certificate(
            holder_kind=PERSON, holder_code="CB-0001", name="Lê Thị Cúc", by=by, at=at, algorithm=algorithm
        )
        certificate = Certificate.objects.get(holder_code="CB-0001", status=Certificate.Status.ACTIVE)
        writer = keys.signer_for(certificate).hand().writer
        raw = median_ms(lambda n, w=writer: w.raw(n.to_bytes(32, "big", signed=True)), 400)
        whole = median_ms(lambda n, c=certificate: sign.write_signature(pdf, c, at=at + timedelta(seconds=n)))
        found[algorithm] = {
            "openssl_raw_ms": round(raw, 3),
            "pades_visible_ms": round(whole, 1),
            "per_s": round(1000 / whole, 1),
            "ratio_to_raw": round(raw / whole, 4),
        }
    signed = sign.write_signature(pdf, certificate, at=at)[0]
    began = time.perf_counter()
    verdict = queries.verify(signed, at=at)
    found["isolated_check_ms"] = round((time.perf_counter() - began) * 1000)
    found["verdict"] = verdict.conclusion
    found["bytes_added"] = len(signed) - len(pdf)
    print(json.dumps({k: round(v, 1) if isinstance(v, float) else v for k, v in found.items()}, indent=2))
    for path in sorted(Path(folder).rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    Path(folder).rmdir()


if __name__ == "__main__":
    main()
