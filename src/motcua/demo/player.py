"""One player in a process of its own: `python -m motcua.demo.player SCENARIO PART PARTS COUNT UNTIL`."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime

import django


def main() -> None:
    """Play a share of the desks and print what happened as one line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    django.setup()
    from motcua.demo.province import play_part

    code, part, parts, count, until = sys.argv[1:6]
    print(json.dumps(play_part(code, int(part), int(parts), int(count), datetime.fromisoformat(until))))


if __name__ == "__main__":
    main()
