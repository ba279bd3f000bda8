"""`motcua recount`"""

import click


@click.command()
def command() -> None:
    """Count the public figures and the reports again from the dossiers themselves."""
    from motcua.cli import setup_django

    setup_django()
    from motcua.kernel import clock
    from motcua.kernel.access import Actor
    from motcua.services.dossiers.queries import reporting
    from motcua.services.indicators import services
    from motcua.services.reports import services as reports

    by, at = Actor.system("recount"), clock.now()
    number = services.recount(by=by, at=at)
    click.echo(f"{number} hồ sơ đã được đếm lại cho số liệu công khai")
    with click.progressbar(length=reporting.how_many(), label="Báo cáo") as bar:
        counted = reports.recount(by=by, at=at, progress=lambda done: bar.update(done - bar.pos))
    click.echo(f"{counted} hồ sơ đã tiếp nhận được đếm lại cho báo cáo")
