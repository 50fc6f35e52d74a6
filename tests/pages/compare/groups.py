"""A home with a run on a text of named documents in which one word is used in two ways."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.core.evaluation.texts import planted, vectors_for
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.files.formats import save


def run_on(root: Path, corpus: Corpus, min_count: int = 2) -> RunFolder:
    """A run that is done, with the vectors that go with a planted text."""
    home = Home(root)
    if not (home.corpora / corpus.content_hash).exists():
        corpus.save(home.corpora / corpus.content_hash)
    vectors = vectors_for(corpus.restrict(min_count))
    config = ALGORITHMS["sgns"].config_type(dim=vectors.dim, min_count=min_count, window=3)
    run = create_run(home, "sgns", config, home.corpus(corpus.content_hash))
    save(vectors, run.path / "vectors.npz")
    write_record(RunState("done"), run.path / "state.json")
    return run


def renamed(
    corpus: Corpus,
    names: dict[str, str],
    labels: Sequence[str] = (),
    words: dict[str, str] = {},  # noqa: B006
) -> Corpus:
    """The same text with other folders and words, and labels."""
    texts = []
    for first, last in zip(corpus.documents[:-1], corpus.documents[1:], strict=True):
        lines = (corpus.sentence(i) for i in range(first, last))
        texts.append("\n".join(" ".join(words.get(w, w) for w in line) for line in lines))
    folders = [name.partition("/") for name in corpus.document_names]
    return Corpus.build_lines(
        [f"{text}\n\f\n" for text in texts],
        name="planted <b>groups</b>",
        document_names=[f"{names.get(folder, folder)}/{file}" for folder, _, file in folders],
        document_labels=labels,
    )


def two_folders(root: Path, seed: int = 2, **how: object) -> RunFolder:
    """A run on documents of the folders "one" and "two"."""
    return run_on(root, planted(seed, **how))  # type: ignore[arg-type]
