"""Corpora: many bring the same text at once, and somebody else throws it out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.core.handovers.kit import world
from tests.core.handovers.schedule import drawn
from tests.core.run_kit import SENTENCES
from w2v_core.errors import SettingError
from w2v_core.host.home import Home
from w2v_core.intake.encode import encode_files
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.corpus import Corpus

TEXT = "\n".join(" ".join(each) for each in SENTENCES[:3])


def encoded(home: Home, folder: Path, name: str) -> Corpus:
    path = folder / f"{name}.txt"
    path.write_text(TEXT)
    return encode_files([(path.name, path)], home, name=name)


@drawn
def test_the_same_text_is_stored_once_and_each_name_is_kept(tmp_path: Path, seed: int) -> None:
    with world(tmp_path / "home", seed) as here:
        if seed % 2:  # somebody's disk has spoiled it
            corpus = encoded(here.home, tmp_path, "spoiled")
            (here.home.corpora / corpus.content_hash / "counts.bin").write_bytes(b"")
        for name in ("ada", "bob", "eve"):
            here.schedule.actor(name, partial(encoded, here.home, tmp_path, name))
        here.schedule.run()
        card, *others = [each for each in here.home.list_corpora() if each.name != "pets"]
        assert others == []
        found = here.home.corpus(card.hash)
        found.verify()
        assert {found.name, *found.other_names} == {"ada", "bob", "eve"}
        assert all(len(each.name) == 64 for each in here.home.corpora.iterdir())


@drawn
def test_what_is_refused_to_one_is_whole_for_the_others_or_gone(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path / "home", seed) as here:
        admitted: list[str] = []

        def brings(key: str) -> None:
            corpus = encoded(here.home, tmp_path, key)
            here.workspace(key).admit(corpus)
            admitted.append(corpus.content_hash)

        def refuse(workspace: Workspace, corpus: Corpus, **_: bool) -> None:
            if workspace == here.workspace("ada"):
                raise SettingError("too large")

        monkeypatch.setattr(Workspace, "_check_corpus", refuse)
        for key in ("ada", "bob"):
            here.acts(key, partial(brings, key))
        here.schedule.run()
        for each in admitted:
            here.home.corpus(each).verify()
        assert all(len(each.name) == 64 for each in here.home.corpora.iterdir())
