"""`python -m sandbox --port 8900 --folder var/sandbox`: the other side of every gateway, by wire alone.

Each neighbour is a module of this package with `routes(folder)`; this file only listens. It stops
on Ctrl-C or SIGTERM and prints one line when it is ready.
"""

from __future__ import annotations

import argparse
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sandbox import partner, push, sms, time_stamp

NEIGHBOURS = (time_stamp, sms)
MOST_BYTES = 64 * 1024 * 1024


def handler_for(
    table: dict[tuple[str, str], Any], below: dict[str, Any] | None = None
) -> type[BaseHTTPRequestHandler]:
    """A request handler over a table of routes, and over neighbours that answer everything below a path."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            self._answer(b"")

        def do_DELETE(self) -> None:
            self.do_POST()

        def do_PUT(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            if size > MOST_BYTES:
                self._send(413, "text/plain", b"too large")
                return
            self._answer(self.rfile.read(size))

        def _answer(self, body: bytes) -> None:
            path = self.path.partition("?")[0]
            if path == "/healthz":
                self._send(200, "text/plain", b"ok")
                return
            for prefix, answer in (below or {}).items():
                if path.startswith(prefix + "/"):
                    self._send(*answer(self.command, path.removeprefix(prefix), body))
                    return
            route = table.get((self.command, path))
            if route is None:
                self._send(404, "text/plain", b"not found")
                return
            status, kind, content = route(body, self.headers)
            self._send(status, kind, content)

        def _send(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="sandbox", description="neighbours of a province that exists for trial only"
    )
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--folder", type=Path, default=Path("var/sandbox"), help="where the neighbours keep keys and papers"
    )
    options = parser.parse_args()
    table: dict[tuple[str, str], Any] = {}
    for neighbour in NEIGHBOURS:
        table.update(neighbour.routes(options.folder))
    server = ThreadingHTTPServer(
        (options.host, options.port), handler_for(table, partner.below(options.folder) | push.below())
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"sandbox listens on http://{options.host}:{server.server_address[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
