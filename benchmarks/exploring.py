"""How soon exploring answers: 100,000 words of 100 numbers, in the core and until it is shown.

    .venv/bin/python -m benchmarks.exploring [--words 100000] [--dim 100] [--rounds 200]

"Until shown" is the whole script of the Neighbors page as Streamlit's own test runner runs it,
without sending it to a browser and drawing it there. Words are made of syllables, and their
vectors of chance: there is as much to do as with real ones.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.layout import STATE, VECTORS
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.collocations import Collocations
from w2v_core.text.views.shared_contexts import shared_contexts
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.neighborhood import find_hubs, mutual_ranks
from w2v_core.vectors.word_vectors import WordVectors

_PAGE = Path(__file__).resolve().parents[1] / "pages" / "neighbors.py"
_SYLLABLES = (
    *("ka", "to", "mi", "ren", "sul", "ba", "pre", "ing", "ed", "tion"),
    *("er", "un", "dis", "al", "ly", "o", "ne", "st", "vi", "qua"),
)
_TOKENS = 5_000_000


def made_words(rng: np.random.Generator, n: int) -> list[str]:
    """So many different words of one to six syllables."""
    words: dict[str, None] = {}
    while len(words) < n:
        picked = rng.integers(0, len(_SYLLABLES), (n, 6))
        for row, length in zip(picked.tolist(), rng.integers(1, 7, n).tolist(), strict=True):
            words["".join(_SYLLABLES[i] for i in row[:length])] = None
    return list(words)[:n]


def made_corpus(rng: np.random.Generator, words: list[str]) -> Corpus:
    """Every word once, and then by Zipf's law, in sentences of 25."""
    share = 1 / np.arange(1, len(words) + 1)
    drawn = np.searchsorted(np.cumsum(share / share.sum()), rng.random(_TOKENS - len(words)))
    ids = np.concatenate([np.arange(len(words)), np.minimum(drawn, len(words) - 1)])
    lines = ids[: len(ids) // 25 * 25].reshape(-1, 25)
    return Corpus.build([words[i] for i in line] for line in lines.tolist())


def made_run(home: Home, corpus: Corpus, dim: int, rng: np.random.Generator) -> RunFolder:
    """A run that has ended, with vectors of chance."""
    corpus.save(home.corpora / corpus.content_hash)
    run = create_run(home, "sgns", ALGORITHMS["sgns"].config_type(dim=dim, min_count=1), corpus)
    vectors = rng.standard_normal((len(corpus.all_types), dim)).astype(np.float32)
    save(WordVectors(corpus.all_types, vectors), run.path / VECTORS)
    write_record(RunState("done"), run.path / STATE)
    return run


def measured(act: Callable[[str], object], words: list[str]) -> np.ndarray:
    """Milliseconds for each word, after a first one that opens everything."""
    act(words[0])
    times = []
    for word in words:
        begin = time.perf_counter()
        act(word)
        times.append(1000 * (time.perf_counter() - begin))
    return np.array(times)


def core(run: RunFolder, words: list[str]) -> Iterator[tuple[str, np.ndarray]]:
    """What each question costs without a page."""
    vectors, corpus = run.vectors(), run.corpus()
    yield "10 neighbors", measured(vectors.neighbors, words)
    for method in ("3cosadd", "3cosmul"):
        yield (
            f"analogy, {method}",
            measured(lambda w, m=method: vectors.analogy(words[0], words[1], w, method=m), words),
        )
    typed = [word[:length] for word in words for length in range(1, len(word) + 1)]
    yield "suggestions, each letter typed", measured(vectors.suggest, typed)
    wrong = [word[: len(word) // 2] + "x" + word[len(word) // 2 :] for word in words]
    yield "suggestions, a letter wrong", measured(vectors.suggest, wrong)
    near = list(range(10, 20))
    yield (
        "mutual ranks of 10",
        measured(lambda w: mutual_ranks(vectors, vectors.id(w), near), words),
    )
    counted = Collocations(corpus, 5)
    pairs = dict(zip(words, reversed(words), strict=True))
    yield "shared contexts", measured(lambda w: shared_contexts(counted, w, pairs[w]), words)
    yield "hubs, once a run", measured(lambda _: list(find_hubs(vectors)), words[:3])


def shown(run: RunFolder, words: list[str]) -> Iterator[tuple[str, np.ndarray]]:
    """What the page costs, from the script's first line to its last."""
    app = AppTest.from_file(str(_PAGE), default_timeout=120)
    app.session_state["run"] = run.id
    app.session_state["corpus"] = run.info.corpus_hash

    def show(word: str) -> None:
        app.session_state["word"] = word
        for box in app.selectbox:  # the test runner knows no typed words
            if box.value not in (None, *box.options):
                box.options.append(box.value)
        app.run()
        assert not app.exception

    for part in ("Neighbors", "Why", "Vector"):
        app.session_state["show"] = part
        yield f"page, {part}", measured(show, words)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exploring", description=__doc__)
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=200)
    given = parser.parse_args()
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["W2V_HOME"] = folder
        corpus = made_corpus(rng, made_words(rng, given.words))
        run = made_run(Home(Path(folder)), corpus, given.dim, rng)
        words = [corpus.all_types.words[i] for i in rng.integers(0, given.words, given.rounds)]
        print(f"{given.words:,} words of {given.dim} numbers, {len(corpus.ids):,} tokens\n")
        print("| | times | 50 %, ms | 95 %, ms |\n|---|---|---|---|")
        few = words[: max(5, given.rounds // 5)]
        for table in (core(run, words), shown(run, few)):
            for what, times in table:
                p50, p95 = np.percentile(times, [50, 95])
                print(f"| {what} | {len(times)} | {p50:,.2f} | {p95:,.2f} |", flush=True)


if __name__ == "__main__":
    main()
