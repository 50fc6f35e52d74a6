"""Who reaches the server that the README's command starts, and by which names."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.driving import serve

NAMED = "Vectors.School.example, 192.0.2.7 [2001:db8::7]"
KNOWN = ["localhost", "127.0.0.1", "[::1]", "LocalHost"]
TOLD = ["vectors.school.example", "VECTORS.school.EXAMPLE", "192.0.2.7", "[2001:db8::7]"]
STRANGE = [
    *("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil@localhost"),
    *("localhost:80:80", "localhost:port", "[::1", "::1", "", "localhost/", "*"),
]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of a server that was told nothing."""
    with serve(tmp_path_factory.mktemp("alone")) as address:
        yield urlsplit(address).port or 0


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of a server that was told what the README tells one for a class."""
    told = {"W2V_HOSTS": NAMED, "STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}
    with serve(tmp_path_factory.mktemp("class"), **told) as address:
        yield urlsplit(address).port or 0


def ask(port: int, host: str, *, to: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    """Status and text of the answer to a request that names a host."""
    connection = http.client.HTTPConnection(to, port, timeout=30)
    path = "/_stcore/stream" if headers else "/_stcore/health"
    connection.request("GET", path, headers={"Host": host, **headers})
    answer = connection.getresponse()
    text = "" if answer.status == 101 else answer.read().decode()
    connection.close()
    return answer.status, text


def knock(port: int, host: str, origin: str = "") -> tuple[int, str]:
    """The same for a websocket."""
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "streamlit",
    }
    return ask(port, host, **headers, **({"Origin": origin} if origin else {}))


def other_address() -> str:
    """An address of this machine that others could reach."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            pytest.skip("this machine has no address but its own")
        return str(probe.getsockname()[0])


def test_nobody_else_reaches_a_server_that_was_told_nothing(alone: int) -> None:
    assert ask(alone, "localhost", to="localhost")[0] == 200
    with pytest.raises(ConnectionRefusedError):
        ask(alone, "localhost", to=other_address())


def test_a_class_reaches_one_that_was_told_to_listen(classroom: int) -> None:
    assert ask(classroom, "vectors.school.example", to=other_address())[0] == 200


@pytest.mark.parametrize("port", ["", ":8501", ":65535"])
@pytest.mark.parametrize("host", KNOWN)
def test_its_own_names_work(alone: int, host: str, port: str) -> None:
    assert ask(alone, host + port)[0] == 200
    assert knock(alone, host + port, f"http://{host}{port}")[0] == 101


@pytest.mark.parametrize("host", [*STRANGE, *TOLD])
def test_other_names_are_refused_in_a_sentence(alone: int, host: str) -> None:
    for status, text in (
        ask(alone, host),
        knock(alone, host),
        knock(alone, host, f"http://{host}"),
    ):
        assert status == 400
        assert text == (
            f"This server does not answer to {host or 'no name'}, only to 127.0.0.1, ::1, "
            "localhost. Whoever runs it can name more hosts in W2V_HOSTS.\n"
        )


@pytest.mark.parametrize("host", [*KNOWN, *TOLD])
def test_hosts_that_were_named_work(classroom: int, host: str) -> None:
    assert ask(classroom, f"{host}:8501")[0] == 200
    assert knock(classroom, f"{host}:8501", f"http://{host}:8501")[0] == 101


def test_what_was_not_named_is_refused_there_too(classroom: int) -> None:
    assert ask(classroom, "evil.example")[0] == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://[::1", "x"])
def test_a_websocket_of_a_foreign_page_is_refused(alone: int, origin: str) -> None:
    assert knock(alone, "localhost", origin)[0] == 400


def test_any_name_where_a_proxy_checks_them(tmp_path: Path) -> None:
    with serve(tmp_path, W2V_HOSTS="*") as address:
        assert ask(urlsplit(address).port or 0, "whatever.example")[0] == 200
