"""One worker of `motcua replay`: `python -m motcua.demo.replayer SERIAL COUNT`."""

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

    print(json.dumps(work(int(sys.argv[1]), int(sys.argv[2]))))


if __name__ == "__main__":
    main()
