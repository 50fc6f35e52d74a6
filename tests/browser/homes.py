"""What is planted in a home to be looked at: texts, and runs in every state."""

from __future__ import annotations

import zipfile

from tests.browser.driving import SAMPLES
from w2v_core.models.proposals import propose
from w2v_core.models.settings import Config
from w2v_core.runs import lock
from w2v_core.runs.encode import encode_files
from w2v_core.runs.files import write_record
from w2v_core.runs.home import Home
from w2v_core.runs.launch import start_worker
from w2v_core.runs.making import create_run
from w2v_core.runs.records import RunState
from w2v_core.runs.store import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.text.phrases import PhraseConfig


def kingdom(home: Home) -> Corpus:
    """The sample corpus, stored."""
    path = SAMPLES / "kingdom.txt"
    return encode_files([(path.name, path)], home, name="kingdom")


def mixed(home: Home) -> Corpus:
    """Documents in several encodings, one that is no text, phrases, and much that repeats."""
    path = home.root / "letters.zip"
    words = "A letter from New York. The café in New York is closed! Yours, always yours.\n"
    with zipfile.ZipFile(path, "w") as archive:
        for i, encoding in enumerate(("utf-8", "cp1252", "utf-16", "utf-8", "cp1252")):
            archive.writestr(f"{encoding} {i}.txt", (words * (i + 4)).encode(encoding))
        archive.writestr("cat.png", b"\x89PNG" + bytes(100))
    phrases = PhraseConfig(threshold=0.1)
    return encode_files([(path.name, path)], home, name="letters", phrases=phrases)


def train(home: Home, algorithm: str, corpus: Corpus, config: Config | None = None) -> RunFolder:
    """A run that has begun."""
    run = create_run(home, algorithm, config or propose(algorithm, corpus), corpus)
    start_worker(run)
    return run


def broken(home: Home, corpus: Corpus) -> RunFolder:
    """A run that failed."""
    run = create_run(home, "sgns", propose("sgns", corpus), corpus)
    reason = "Memory ran out: 4,321 MB were needed and 4,096 MB are the limit. Lower dim to 50."
    write_record(RunState("failed", reason), run.path / "state.json")
    return run


def paused(home: Home, corpus: Corpus) -> RunFolder:
    """A run that stands after some steps."""
    run = create_run(home, "sgns", propose("sgns", corpus), corpus, paused=True)
    for _ in range(3):
        run.request("step")
        start_worker(run)
        lock.wait(run.path)
    return run
