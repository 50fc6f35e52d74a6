"""What the environment says: its defaults, its errors, and that nothing gets into a header."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from w2v_core.errors import SettingError
from w2v_core.host.environment import Quota, Server
from w2v_core.host.machine import cores


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("W2V_")]:
        monkeypatch.delenv(name)


def test_a_server_that_was_told_nothing() -> None:
    found = Server.from_environment()
    assert found.home.name == ".w2v"
    assert found == Server(
        home=found.home,
        classroom=False,
        hosts=(),
        frame_ancestors=(),
        slots=max(1, cores() - 1),
        threads=1,
        corpora=None,
        quota=Quota(disk_mb=1000, runs=40, tokens=10_000_000, queued=2),
        checkpoint_seconds=30.0,
        linger_seconds=30.0,
    )


def test_what_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Server.from_environment()
    for each in ("HOME", "MODE", "HOSTS", "SLOTS", "THREADS", "CORPORA", "QUOTA_RUNS"):
        monkeypatch.setenv(f"W2V_{each}", "")
    assert Server.from_environment() == usual


def test_all_that_can_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HOME": "/data",
        "MODE": "classroom",
        "HOSTS": "Vectors.example, 192.0.2.7 *",
        "FRAME_ANCESTORS": "https://Moodle.example,http://[2001:db8::7]:8080",
        "SLOTS": "3",
        "THREADS": "2",
        "CORPORA": "texts",
        "QUOTA_DISK_MB": "0",
        "QUOTA_QUEUED": "7",
        "CHECKPOINT_SECONDS": "0.5",
        "LINGER_SECONDS": "0",
    }.items():
        monkeypatch.setenv(f"W2V_{name}", value)
    assert Server.from_environment() == Server(
        home=Path("/data"),
        classroom=True,
        hosts=("vectors.example", "192.0.2.7", "*"),
        frame_ancestors=("https://moodle.example", "http://[2001:db8::7]:8080"),
        slots=3,
        threads=2,
        corpora=Path("texts"),
        quota=Quota(disk_mb=0, queued=7),
        checkpoint_seconds=0.5,
        linger_seconds=0.0,
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MODE", "cloud", "W2V_MODE must be local or classroom; got 'cloud'."),
        ("SLOTS", "0", "W2V_SLOTS must be a whole number of at least 1; got '0'."),
        ("THREADS", "many", "W2V_THREADS must be a whole number of at least 1; got 'many'."),
        ("QUOTA_RUNS", "-1", "W2V_QUOTA_RUNS must be a whole number; got '-1'."),
        ("LINGER_SECONDS", "nan", "W2V_LINGER_SECONDS must be a number of seconds; got 'nan'."),
        ("CHECKPOINT_SECONDS", "-1", "W2V_CHECKPOINT_SECONDS must be a number of seconds; got"),
    ],
)
def test_what_cannot_be_used_is_said(
    name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"W2V_{name}", value)
    with pytest.raises(SettingError) as caught:
        Server.from_environment()
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize(
    "value",
    [
        *("*", "'self'", "'none'", "moodle.example", "https:", "https://", "https://*.example"),
        *("https://a.example/", "https://a.example/path", "https://a@b.example", "data:text"),
        *("https://a.example; script-src *", "https://a.example;", "https://a.example:port"),
        *("https://a.example\r\nSet-Cookie:\tx=1", "https://ä.example", "https://a..example"),
        *("javascript://a.example", "https://a.example?b", "https://a.example#b", "https://a:1:2"),
    ],
)
def test_nothing_but_origins_comes_into_the_header(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_FRAME_ANCESTORS", f"https://good.example {value}")
    with pytest.raises(SettingError, match="must name origins, such as"):
        Server.from_environment()
