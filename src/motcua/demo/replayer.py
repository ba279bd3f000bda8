"""One worker of `motcua replay`: `python -m motcua.demo.replayer SERIAL COUNT [without-pdf]`."""

from __future__ import annotations

import json
import os
import sys

import django


def main() -> None:
    """Print each dossier's code as it is done, then the figures as one line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    django.setup()
    from motcua.demo.replay import work

    papers = "without-pdf" not in sys.argv[3:]
    print(json.dumps(work(int(sys.argv[1]), int(sys.argv[2]), papers=papers)))


if __name__ == "__main__":
    main()
