import io
import socket
import struct
import threading

import pytest

from motcua.gateways.virus_scanner import Clamd


@pytest.fixture
def clamd(tmp_path):
    """A daemon that speaks as clamd does; answers what the test puts in."""
    path = str(tmp_path / "clamd.sock")
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(1)
    heard = {}

    def run(answer):
        def serve():
            wire, _ = server.accept()
            with wire, wire.makefile("rb") as f:
                heard["command"] = f.read(10)
                data = b""
                while size := struct.unpack("!L", f.read(4))[0]:
                    data += f.read(size)
                heard["data"] = data
                wire.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        return Clamd(path, timeout=3), heard

    yield run
    server.close()


def test_a_clean_stream_is_clean_and_arrives_whole(clamd):
    scanner, heard = clamd(b"stream: OK\0")
    data = b"x" * 200_000
    assert scanner.scan(io.BytesIO(data)).clean
    assert heard == {"command": b"zINSTREAM\0", "data": data}


def test_a_virus_comes_with_its_name(clamd):
    scanner, _ = clamd(b"stream: Win.Test.EICAR_HDB-1 FOUND\0")
    verdict = scanner.scan(io.BytesIO(b"x"))
    assert (verdict.clean, verdict.virus) == (False, "Win.Test.EICAR_HDB-1")


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: maybe\0"])
def test_any_other_answer_is_no_answer(clamd, answer):
    scanner, _ = clamd(answer)
    with pytest.raises(OSError):
        scanner.scan(io.BytesIO(b"x"))


def test_a_daemon_that_is_away_is_an_os_error(tmp_path):
    with pytest.raises(OSError):
        Clamd(str(tmp_path / "none.sock")).scan(io.BytesIO(b"x"))
