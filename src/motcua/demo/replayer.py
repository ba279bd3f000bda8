"""One worker of `motcua replay`: `python -m motcua.demo.replayer SERIAL COUNT`."""

from __future__ import annotations

import json
import sys

from motcua.cli import setup_django


def main() -> None:
    """Print each dossier's code as it is done, then the figures as one line of JSON."""
    setup_django()
    from motcua.demo.replay import work

    print(json.dumps(work(int(sys.argv[1]), int(sys.argv[2]))))


if __name__ == "__main__":
    main()
