"""What is planted in a home to be looked at: texts, runs in every state, vectors from elsewhere."""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tests.browser.driving import SAMPLES
from tests.pages.planted import MEANINGS
from w2v_core.evaluation.analogies import read_questions
from w2v_core.host import lock
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.intake.encode import encode_files
from w2v_core.models.proposals import propose
from w2v_core.models.settings import Config
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.launch import start_worker
from w2v_core.runs.transfer.imports import import_vectors
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.corpus import Corpus
from w2v_core.text.phrases import PhraseConfig
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.word_vectors import WordVectors

# What the vectors of `society` differ in: the first of each pair lies opposite to the second.
MEN = "he his himself man boy father king prince"
WOMEN = "she her herself woman girl mother queen princess"
# From the side of the men to that of the women.
WORK = "engineer carpenter miner judge sailor baker teacher clerk cook dancer nurse secretary"
KINDS = ("plum", "rook", "iron", "lake", "drum", "wool")


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
    own = SAMPLES / f"{corpus.name}.questions.txt"
    questions = read_questions(own) if own.exists() else []
    config = config or propose(algorithm, corpus)
    run = create_run(home, algorithm, config, corpus, questions=questions)
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


def cats(home: Home, seed: int = 1) -> RunFolder:
    """A run on the smallest sample, done within a second or two."""
    path = SAMPLES / "cats_and_dogs.txt"
    corpus = encode_files([(path.name, path)], home, name="cats and dogs")
    run = train(home, "sgns", corpus, dataclasses.replace(propose("sgns", corpus), seed=seed))
    run.wait()
    return run


def from_elsewhere(
    home: Home, name: str, words: Sequence[str], vectors: NDArray[np.floating]
) -> RunFolder:
    """A run without a text, made of a file of vectors."""
    path = home.uploads / f"{name}.npz"
    counts = np.arange(len(words), 0, -1)
    save(WordVectors(Vocabulary(list(words), counts), vectors.astype(np.float32)), path)
    return import_vectors(path, Workspace(home), name)


def meanings(home: Home) -> RunFolder:
    """Eight words made of five meanings: kings, women, cats and their young."""
    vectors = np.array(list(MEANINGS.values()))
    return from_elsewhere(home, "meanings", list(MEANINGS), vectors)


def society(home: Home) -> RunFolder:
    """Words on an axis: men at one end, women at the other, trades in a row between them."""
    words = [*MEN.split(), *WOMEN.split(), *WORK.split()]
    places = [*[1.0] * 8, *[-1.0] * 8, *np.linspace(0.8, -0.8, len(WORK.split()))]
    vectors = np.random.default_rng(6).normal(0, 0.1, (len(words), 12))
    vectors[:, 0] = places
    vectors[16:, 1] = 1.0
    return from_elsewhere(home, "society", words, vectors)


def crowd(home: Home, words: int = 2_400) -> RunFolder:
    """Six kinds of words that lie apart; so many that t-SNE of them can be watched."""
    rng = np.random.default_rng(7)
    names = [f"{KINDS[i % 6]}{i // 6:03}" for i in range(words)]
    vectors = np.eye(6, 20)[np.arange(words) % 6] + rng.normal(0, 0.15, (words, 20))
    return from_elsewhere(home, "crowd", names, vectors)
