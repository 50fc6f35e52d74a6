"""A home with one finished run whose vectors are planted, so that every answer is known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from tests.pages.routed import APP
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.word_vectors import WordVectors

ROOT = Path(__file__).resolve().parents[2]

# Axes: person, royal, female, animal, young; and one of its own for each hostile word.
MEANINGS = {
    "man": (1.0, 0, 0, 0, 0),
    "woman": (1.0, 0, 1, 0, 0),
    "king": (1.0, 1, 0, 0, 0),
    "queen": (1.0, 1, 1, 0, 0),
    "cat": (0.1, 0, 0, 1, 0),
    "kitten": (0.1, 0, 0, 1, 1),
    "dog": (0.0, 0, 0.1, 1, 0),
    "puppy": (0.0, 0, 0.1, 1, 1),
}
HOSTILE = (
    "<img/src=x/onerror=alert(1)>",
    "[link](http://evil.example)",
    "=cmd|calc",
    "$math$",
    ":red[x]",
    "x" * 100,
)
RARE = "kitty"  # in the corpus twice, below min_count


def words_and_vectors() -> tuple[list[str], NDArray[np.float32]]:
    """The words, most frequent first, and their vectors."""
    vectors = np.zeros((len(MEANINGS) + len(HOSTILE), 5 + len(HOSTILE)), dtype=np.float32)
    vectors[: len(MEANINGS), :5] = list(MEANINGS.values())
    vectors[len(MEANINGS) :, 5:] = np.eye(len(HOSTILE))
    vectors[len(MEANINGS) :, 0] = 0.2
    return [*MEANINGS, *HOSTILE], vectors


def nearest(word: str, vectors: NDArray[np.float32] | None = None) -> list[tuple[str, float]]:
    """All other words by cosine, counted out; with other vectors of the same words if given."""
    words, planted = words_and_vectors()
    vectors = planted if vectors is None else vectors
    own = vectors[words.index(word)]
    scores = [
        (other, float(own @ each / np.linalg.norm(own) / np.linalg.norm(each)))
        for other, each in zip(words, vectors, strict=True)
        if other != word
    ]
    return sorted(scores, key=lambda each: -each[1])


def plant(
    root: Path, words: Sequence[str] = (), vectors: NDArray[np.float32] | None = None
) -> RunFolder:
    """Store the corpus and a run that is done; by default those of `words_and_vectors`.

    No word of a corpus has a blank, while vectors from elsewhere may: it has a slash there.
    """
    if vectors is None:
        words, vectors = words_and_vectors()
    home = Home(root)
    # Counts fall by two a word, so that the order of the vectors is that of frequency.
    most = max(20, len(words) + 3)
    sentences = [
        [word.replace(" ", "/")] * 2 for i, word in enumerate(words) for _ in range(most - i)
    ]
    corpus = Corpus.build([*sentences, [RARE, RARE]], name="planted <b>corpus</b>")
    corpus.save(home.corpora / corpus.content_hash)
    config = ALGORITHMS["sgns"].config_type(dim=vectors.shape[1], min_count=5)
    run = create_run(home, "sgns", config, corpus)
    vocabulary = corpus.restrict(5).vocabulary
    assert [word.replace(" ", "/") for word in words] == list(vocabulary.words)
    vocabulary = Vocabulary(words, vocabulary.counts)
    planted = WordVectors(vocabulary, vectors, vectors[:, ::-1].copy(), min_count=5)
    save(planted, run.path / "vectors.npz")
    write_record(RunState("done"), run.path / "state.json")
    return run


def open_page(page: str, run: RunFolder, word: str = "") -> AppTest:
    """One page by itself, without the sidebar, with a run and a word in focus."""
    app = AppTest.from_file(str(ROOT / page), default_timeout=60)
    app.session_state["run"] = run.id
    if word:
        app.session_state["word"] = word
    return app.run()


def open_without_run(page: str, run: RunFolder) -> AppTest:
    """The page as part of the app, since it links to others, with only the corpus chosen."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["corpus"] = run.info.corpus_hash
    return app.switch_page(str(ROOT / page)).run()


def type_words(app: AppTest, **words: str | None) -> AppTest:
    """Put any words into word boxes, by their keys, as a person can who types them.

    AppTest by itself looks for the value of a select box among its options.
    """
    for key, word in words.items():
        app.session_state[key] = word
    for box in app.selectbox:
        if box.proto.accept_new_options and box.value not in (None, *box.options):
            box.options.append(box.value)
    return app


def texts(app: AppTest) -> str:
    """Everything on the page that Streamlit reads as markdown."""
    found = [*app.markdown, *app.caption, *app.subheader, *app.warning, *app.info, *app.error]
    return "\n".join([each.value for each in found] + [each.label for each in app.button])


def assert_no_markup(app: AppTest) -> None:
    """No hostile word stands in markdown but inside a code span."""
    spans_taken_out = "".join(texts(app).split("`")[::2])
    for word in HOSTILE:
        assert word not in spans_taken_out
