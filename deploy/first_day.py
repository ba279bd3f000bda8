"""The first day of an office: registries, catalogue, forms, processes, and one administrator.

    .venv/bin/python deploy/first_day.py --organizations /etc/motcua/organizations.yaml --administrator an.nguyen --name "Nguyễn Văn An"

Run once the tables are there (`motcua manage migrate`). A second run adds nothing. No demo authority, no demo
accounts, no invented dossiers. It prints a password to be changed at the first login.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path

from motcua.cli import setup_django


def main() -> int:
    options = _options()
    setup_django()
    from motcua.kernel import clock
    from motcua.kernel.access import Actor
    from motcua.registries.calendars import services as calendars
    from motcua.registries.eforms import services as eforms
    from motcua.registries.organizations import services as organizations
    from motcua.registries.places import services as places
    from motcua.registries.procedures import services as procedures
    from motcua.services.accounts import queries as accounts
    from motcua.services.accounts import services as users
    from motcua.services.workflow import services as workflow

    by = Actor.system(
        "first-day",
        "calendars.edit",
        "organizations.edit",
        "procedures.edit",
        "eforms.edit",
        "workflow.edit",
        "accounts.edit",
    )
    at = clock.now()
    print("places:", places.load_places())
    print("days:", calendars.load_days(by=by, at=at))
    print("organizations:", organizations.load_organizations(file=options.organizations, by=by, at=at))
    report = procedures.import_catalogue(path=options.catalogue, by=by, at=at)
    for error in report.errors:
        print(error, file=sys.stderr)
    if report.errors:
        return 1
    print(
        f"catalogue: {len(report.added)} added, {len(report.changed)} changed, {report.unchanged} as they were"
    )
    print("adopted:", procedures.adopt_procedures(by=by, at=at, terms=options.terms))
    print("forms:", eforms.load_forms(by=by, at=at))
    print("processes:", workflow.load_processes(by=by, at=at))
    if accounts.exists(options.administrator):
        print(f"administrator {options.administrator}: there already")
        return 0
    password = secrets.token_urlsafe(12)
    users.create_admin_user(
        username=options.administrator, full_name=options.name, password=None, by=by, at=at
    )
    users.set_password(username=options.administrator, password=password, reason="Ngày đầu", by=by, at=at)
    print(f"administrator {options.administrator}, password for the first login: {password}")
    return 0


def _options() -> argparse.Namespace:
    data = Path(__file__).resolve().parents[1] / "data" / "catalogue"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--organizations",
        required=True,
        help="YAML of agencies, units and posts (data/organizations shows the shape)",
    )
    parser.add_argument("--administrator", required=True, help="login name of the first administrator")
    parser.add_argument("--name", required=True, help="full name of the first administrator")
    parser.add_argument(
        "--catalogue", nargs="+", type=Path, default=[data / "national.jsonl.gz", data / "checked.yaml"]
    )
    parser.add_argument(
        "--terms",
        type=Path,
        help="YAML of the province's own terms; default: data/catalogue/adoptions.yaml, the demo province's",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
