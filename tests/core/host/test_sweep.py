"""What is swept out of a home, and what never is."""

import os
import shutil
from pathlib import Path

import pytest

from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.host.sweep import sweep

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
NOW = 2e9
RUN = "20330518-033320-0123456789abcdef"
HASH = "5" * 64


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def put(path: Path, age: float, *, folder: bool = False) -> Path:
    """A file, or a folder with one in it, last touched so many seconds before NOW."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if folder:
        put(path / "inside", age)
    else:
        path.write_bytes(b"x")
    os.utime(path, (NOW - age, NOW - age))
    return path


@pytest.mark.parametrize(
    ("place", "kept_for", "folder"),
    [
        (f"uploads/{HASH}", DAY, False),
        ("uploads/.coming-a1b2_c3d", DAY, False),
        ("samples/.making-a1b2c3d4", DAY, False),
        ("corpora/.new-0123456789abcdef", DAY, True),
        ("corpora/.building-a1b2c3d4", DAY, True),
        ("corpora/.phrases-a1b2c3d4", DAY, True),
        (f"corpora/{HASH}/.corpus.json-4711", DAY, False),
        ("runs/.new-a1b2c3d4", DAY, True),
        (f"runs/{RUN}/.state.json-a1b2c3d4", HOUR, False),
        (f"runs/{RUN}/.checkpoint-120.npz-0123abcd", HOUR, False),
        (f"trash/{RUN}", 7 * DAY, True),
    ],
)
def test_what_is_not_needed_goes_when_its_time_is_over(
    home: Home, place: str, kept_for: float, folder: bool
) -> None:
    path = put(home.root / place, kept_for - MINUTE, folder=folder)
    sweep(home, now=NOW)
    assert path.exists()
    sweep(home, now=NOW + 2 * MINUTE)
    assert not path.exists()
    assert path.parent.is_dir()


@pytest.mark.parametrize(
    "place",
    [
        f"runs/{RUN}/run.json",
        f"runs/{RUN}/checkpoint-120.npz",
        f"runs/{RUN}/vectors.npz",
        f"corpora/{HASH}/ids.bin",
        "samples/newsgroups.zip",
        "queue.lock",
        # A home may lie in a folder that somebody uses for other things.
        "uploads/thesis.txt",
        "uploads/.gitignore",
        "trash/Letters.odt",
        ".git-credentials-x",
        "new/.new-a1b2c3d4",
    ],
)
def test_what_may_be_needed_stays_for_ever(home: Home, place: str) -> None:
    path = put(home.root / place, 1000 * DAY)
    os.utime(path.parent, (0, 0))
    sweep(home, now=NOW)
    assert path.exists()


def test_a_folder_that_still_grows_is_not_stale(home: Home) -> None:
    building = put(home.corpora / ".building-a1b2c3d4", 2 * DAY, folder=True)
    put(building / "deep" / "ids.bin", MINUTE)
    os.utime(building, (0, 0))
    sweep(home, now=NOW)
    assert building.is_dir()


def test_what_a_worker_writes_is_left_to_it(home: Home) -> None:
    scratch = put(home.runs / RUN / ".checkpoint-120.npz-0123abcd", DAY)
    descriptor = lock.take(scratch.parent)
    sweep(home, now=NOW)
    assert scratch.exists()
    os.close(descriptor)
    sweep(home, now=NOW)
    assert not scratch.exists()


def test_links_are_not_followed(home: Home, tmp_path: Path) -> None:
    outside = [
        put(tmp_path / "elsewhere" / name, 100 * DAY)
        for name in (HASH, ".state.json-a1b2c3d4", f"{RUN}/.state.json-a1b2c3d4")
    ]
    home.trash.rmdir()
    for name in (home.uploads / HASH, home.runs / RUN, home.trash):
        shutil.rmtree(name, ignore_errors=True)
        name.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
        os.utime(name, (0, 0), follow_symlinks=False)
    sweep(home, now=NOW)
    assert [each for each in outside if not each.exists()] == []
    assert not (home.uploads / HASH).is_symlink()  # the link itself was not needed


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_what_cannot_be_removed_does_not_save_the_rest(home: Home) -> None:
    stuck = put(home.trash / RUN, 8 * DAY, folder=True)
    other = put(home.trash / RUN.replace("0", "1"), 8 * DAY, folder=True)
    stuck.chmod(0o500)
    try:
        sweep(home, now=NOW)
    finally:
        stuck.chmod(0o700)
    assert stuck.exists()
    assert not other.exists()


def test_a_home_that_is_not_there_is_not_made(home: Home) -> None:
    sweep(home)
    assert not home.root.exists()
