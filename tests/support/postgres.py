"""A PostgreSQL server of the tests' own: started from the binaries at hand, on a socket in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder with initdb and postgres, newest version first; None where there is none."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def _as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; then its own user, or nobody, runs it."""
    if os.geteuid() != 0:
        return command
    return ["runuser", "-u", _server_user(), "--", *command]


def _server_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise RuntimeError("no user to run PostgreSQL as")


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Run a server for the length of the block; yields the value of MOTCUA_DATABASE_URL."""
    home = binaries()
    if home is None:
        raise RuntimeError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _server_user())
        data = folder / "data"
        init = [str(home / "initdb"), "-D", str(data), "-U", "motcua", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"]
        subprocess.run(_as_server_user(init), check=True, capture_output=True, cwd=folder)
        options = [
            "-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "max_connections=60",
            "-c", f"fsync={'on' if durable else 'off'}", "-c", f"synchronous_commit={'on' if durable else 'off'}",
        ]  # fmt: skip
        process = subprocess.Popen(
            _as_server_user([str(home / "postgres"), "-D", str(data), *options]),
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("wb"),
            cwd=folder,
        )
        try:
            _wait(home, folder, process)
            subprocess.run(
                [str(home / "createdb"), "-h", str(folder), "-U", "motcua", "motcua"], check=True, capture_output=True
            )
            yield f"postgresql://motcua@/motcua?host={folder}"
        finally:
            _stop(data, process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(home: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    import time

    for _ in range(150):
        ready = subprocess.run(
            [str(home / "pg_isready"), "-h", str(folder), "-U", "motcua"], capture_output=True, check=False
        )
        if ready.returncode == 0:
            return
        if process.poll() is not None:
            raise RuntimeError((folder / "log").read_text(errors="replace"))
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start in 15 seconds")


def _stop(data: Path, process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown by the process id the server wrote."""
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        os.kill(int(pid_file.read_text().split()[0]), 2)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
