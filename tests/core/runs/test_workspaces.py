"""Workspaces: nobody sees or steers another's, quotas hold, the same is trained once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.run_kit import SENTENCES, config_for, stored, until
from w2v_core.errors import SettingError
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.models.forecast import Forecast, Forecaster
from w2v_core.models.settings import Config
from w2v_core.runs import queue
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.workspaces import Workspace, classroom, is_key, new_key
from w2v_core.text.corpus import Corpus


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("W2V_SLOTS", "1")
    return Home(tmp_path / "home")


@pytest.fixture
def corpus(home: Home) -> Corpus:
    return stored(home, SENTENCES * 10)


@pytest.fixture
def ada(home: Home) -> Workspace:
    return Workspace.of(home, new_key())


@pytest.fixture
def bob(home: Home) -> Workspace:
    return Workspace.of(home, new_key())


def submit(workspace: Workspace, corpus: Corpus, **settings: float) -> RunFolder:
    config = config_for("sgns", **settings)
    return workspace.submit("sgns", config, corpus, expectation(corpus, config))


def expectation(corpus: Corpus, config: Config) -> Forecast:
    return Forecaster(corpus).forecast("sgns", config)


def test_nobody_sees_or_steers_what_is_another_s(
    home: Home, corpus: Corpus, ada: Workspace, bob: Workspace
) -> None:
    run = submit(ada, corpus)
    ada.admit(corpus)
    assert [each.id for each in ada.runs()] == [run.id]
    assert ada.may_steer(run)
    assert [card.hash for card in ada.corpora()] == [corpus.content_hash]
    assert bob.runs() == []
    assert bob.corpora() == []
    assert not bob.may_steer(run)
    assert [each.id for each in Workspace(home).runs()] == [run.id]


def test_a_corpus_has_the_name_that_each_gave_it(
    home: Home, corpus: Corpus, ada: Workspace, bob: Workspace
) -> None:
    ada.admit(corpus)
    other = Corpus.load(home.corpora / corpus.content_hash)
    other.name = "my secret"
    bob.admit(other)
    assert [card.name for card in ada.corpora()] == ["pets"]
    assert [card.name for card in bob.corpora()] == ["my secret"]


def test_the_key_is_stored_nowhere(home: Home, corpus: Corpus) -> None:
    key = new_key()
    mine = Workspace.of(home, key)
    mine.admit(corpus)
    submit(mine, corpus)
    for path in home.root.rglob("*"):
        assert key not in path.name
        assert not path.is_file() or key.encode() not in path.read_bytes()


def test_keys_are_long_and_never_the_same() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(map(is_key, keys))
    for text in ("", "short", "../../../../etc/passwd/xxxxxxx", "x" * 100, "a b" * 10, "é" * 22):
        assert not is_key(text)


def test_the_same_settings_of_one_person_are_one_run(corpus: Corpus, ada: Workspace) -> None:
    first = submit(ada, corpus)
    assert submit(ada, corpus).id == first.id
    assert submit(ada, corpus, seed=2).id != first.id


def test_the_same_settings_of_two_people_are_trained_once_and_shared(
    home: Home, corpus: Corpus, ada: Workspace, bob: Workspace
) -> None:
    leader = submit(ada, corpus)
    follower = submit(bob, corpus)
    assert follower.id != leader.id
    assert follower.state().follows == leader.id
    queue.advance(home)
    until(lambda: leader.state().status == "done")
    lock.wait(leader.path)
    queue.advance(home)
    assert follower.state().status == "done"
    assert not (follower.path / "log.txt").exists()  # no worker was ever started for it
    assert follower.read_progress()[0].tobytes() == leader.read_progress()[0].tobytes()
    mine, theirs = follower.vectors(), leader.vectors()
    assert mine.vectors.tobytes() == theirs.vectors.tobytes()
    assert (follower.path / "vectors.npz").samefile(leader.path / "vectors.npz")
    third = submit(Workspace.of(home, new_key()), corpus)
    queue.advance(home)
    assert third.state().status == "done"


def test_who_follows_sees_the_curve_grow_and_cannot_disturb(
    home: Home, ada: Workspace, bob: Workspace
) -> None:
    big = stored(home, SENTENCES * 2000, name="big")
    leader = submit(ada, big, epochs=1000, dim=50)
    follower = submit(bob, big, epochs=1000, dim=50)
    queue.advance(home)
    until(lambda: len(follower.read_progress()[0]) > 3)
    follower.request("cancel")
    queue.advance(home)
    assert not follower.path.exists()
    assert leader.alive()
    leader.request("cancel")
    lock.wait(leader.path)


@pytest.mark.parametrize("end", ["stop", "cancel", "pause"])
def test_who_follows_a_run_that_ends_early_is_trained_itself(
    home: Home, ada: Workspace, bob: Workspace, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_LINGER_SECONDS", "0")
    big = stored(home, SENTENCES * 300, name="big")
    leader = submit(ada, big, epochs=1000, dim=50)
    follower = submit(bob, big, epochs=1000, dim=50)
    queue.advance(home)
    until(lambda: len(follower.read_progress()[0]) > 3)
    leader.request(end)
    lock.wait(leader.path)
    until(lambda: queue.advance(home) or follower.alive())
    assert follower.state().follows == ""
    follower.request("cancel")
    lock.wait(follower.path)


# Quotas


def test_one_run_and_two_that_wait(corpus: Corpus, ada: Workspace, home: Home) -> None:
    for seed in range(3):
        submit(ada, corpus, seed=seed)
    with pytest.raises(SettingError, match=r"3 runs that are trained or wait.*1 wait|2 wait"):
        submit(ada, corpus, seed=9)
    for seed in range(10, 16):  # one person alone has no quota
        submit(Workspace(home), corpus, seed=seed)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("W2V_QUOTA_RUNS", "1", "You have 1 runs, and here one may keep 1: delete some"),
        ("W2V_QUOTA_DISK_MB", "0", "and here one may have 0 MB"),
        ("W2V_QUOTA_QUEUED", "0", "1 runs that are trained or wait"),
        ("W2V_QUOTA_RUNS", "lots", "W2V_QUOTA_RUNS must be a whole number; got 'lots'"),
    ],
)
def test_what_is_beyond_a_quota_is_refused_with_the_numbers(
    corpus: Corpus,
    ada: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    said: str,
) -> None:
    submit(ada, corpus)
    monkeypatch.setenv(name, value)
    before = len(list_runs(ada.home))
    with pytest.raises(SettingError, match=said):
        submit(ada, corpus, seed=2)
    assert len(list_runs(ada.home)) == before


def test_a_corpus_beyond_the_quota_is_removed_unless_somebody_has_it(
    home: Home, corpus: Corpus, ada: Workspace, bob: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.admit(corpus)
    monkeypatch.setenv("W2V_QUOTA_TOKENS", "10")
    with pytest.raises(SettingError, match="here one may have 10"):
        bob.admit(corpus)
    assert (home.corpora / corpus.content_hash).exists()
    other = stored(home, [["new", "words"]] * 20)
    with pytest.raises(SettingError, match="40 tokens"):
        bob.admit(other)
    assert not (home.corpora / other.content_hash).exists()


def test_what_the_machine_cannot_hold_is_refused_before_it_is_queued(
    home: Home, corpus: Corpus, ada: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("w2v_core.runs.workspaces.total_memory", lambda: 50_000_000)
    for workspace in (ada, Workspace(home)):
        with pytest.raises(SettingError, match="50 MB can be had"):
            submit(workspace, corpus)
    assert list_runs(home) == []


def test_the_mode_is_one_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("W2V_MODE", raising=False)
    assert not classroom()
    monkeypatch.setenv("W2V_MODE", "classroom")
    assert classroom()
    monkeypatch.setenv("W2V_MODE", "cloud")
    with pytest.raises(SettingError, match="local or classroom; got 'cloud'"):
        classroom()


def test_texts_count_towards_the_disk_a_workspace_may_use(
    home: Home, corpus: Corpus, ada: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.admit(corpus)
    monkeypatch.setenv("W2V_QUOTA_DISK_MB", "0")
    ada.admit(corpus)  # what is here already takes no more
    other = stored(home, SENTENCES * 11)
    with pytest.raises(SettingError, match=r"Your texts and runs take .* here one may have 0 MB"):
        ada.admit(other)
    assert not (home.corpora / other.content_hash).exists()
    assert [card.hash for card in ada.corpora()] == [corpus.content_hash]


def test_a_run_that_is_repeated_or_trained_on_needs_room_like_any_other(
    home: Home, corpus: Corpus, ada: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = submit(ada, corpus)
    queue.advance(home)
    assert run.wait().status == "done"
    again = ada.repeat(run)
    assert again.state().status == "paused"
    assert again.info.config == run.info.config
    assert ada.train_on(run, 2).info.parent == run.id
    monkeypatch.setenv("W2V_QUOTA_RUNS", "3")
    with pytest.raises(SettingError, match="here one may keep 3"):
        ada.repeat(run)
    with pytest.raises(SettingError, match="here one may keep 3"):
        ada.train_on(run, 2)
    monkeypatch.setenv("W2V_QUOTA_RUNS", "9")
    monkeypatch.setenv("W2V_QUOTA_QUEUED", "0")
    with pytest.raises(SettingError, match="wait for one to end"):
        ada.train_on(run, 3)
