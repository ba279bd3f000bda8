"""clamd, the daemon of ClamAV, over its socket (INSTREAM): bytes in, one line out."""

from __future__ import annotations

import re
import socket
import struct
from typing import BinaryIO

from motcua.services.files.ports import Verdict

_ANSWER = re.compile(r"^stream: (?:(?P<clean>OK)|(?P<virus>.{1,200}) FOUND)$")


class Clamd:
    """One daemon at a socket path or `host:port`. A slow scanner must not hold a citizen: ten seconds."""

    CHUNK = 1 << 16

    def __init__(self, address: str, *, timeout: float = 10.0) -> None:
        self.address = address
        self.timeout = timeout

    def scan(self, stream: BinaryIO) -> Verdict:
        """Send the stream in chunks; read one answer.

        Raises:
            OSError: no answer, or one that is not clamd's.
        """
        with self._connect() as wire:
            wire.sendall(b"zINSTREAM\0")
            while chunk := stream.read(self.CHUNK):
                wire.sendall(struct.pack("!L", len(chunk)) + chunk)
            wire.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < 4096:
                part = wire.recv(4096)
                if not part:
                    break
                answer += part
        text = answer.rstrip(b"\0\n").decode("utf-8", "replace")
        match = _ANSWER.match(text)
        if match is None:
            raise OSError(f"clamd answered: {text[:200] or 'nothing'}")
        return Verdict(clean=bool(match["clean"]), virus=match["virus"] or "")

    def _connect(self) -> socket.socket:
        if "/" in self.address:
            wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            wire.settimeout(self.timeout)
            try:
                wire.connect(self.address)
            except OSError:
                wire.close()
                raise
            return wire
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), timeout=self.timeout)
