"""gensim reads what is written here, and the other way round; the snippet does what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.core.peer import NOT_HERE, as_gensim, keyed_vectors
from tests.core.vectors.files.kit import PLAIN, WORDS, example
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.files.formats import FORMATS, load, save
from w2v_core.vectors.files.snippet import gensim_snippet
from w2v_core.vectors.word_vectors import WordVectors

# gensim leaves files without a header open.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def options(suffix: str) -> dict[str, bool]:
    return {"binary": suffix == ".bin", "no_header": suffix == ".glove.txt"}


@pytest.mark.parametrize("suffix", PLAIN)
def test_reads_ours(tmp_path: Path, suffix: str) -> None:
    vectors = example()
    path = tmp_path / f"v{suffix}"
    save(vectors, path)
    theirs = keyed_vectors().load_word2vec_format(str(path), **options(suffix))
    assert theirs.index_to_key == WORDS
    np.testing.assert_array_equal(theirs.vectors, vectors.vectors)


@pytest.mark.parametrize("suffix", PLAIN)
def test_is_read(tmp_path: Path, suffix: str) -> None:
    vectors = example()
    theirs = as_gensim(vectors)
    path = tmp_path / f"v{suffix}"
    written = {"binary": suffix == ".bin", "write_header": suffix != ".glove.txt"}
    theirs.save_word2vec_format(str(path), **written)
    again = load(path)
    assert again.words == vectors.words
    np.testing.assert_array_equal(again.vectors, vectors.vectors)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_snippet_opens_the_file(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    pytest.importorskip("gensim", reason=NOT_HERE)
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    words = [*WORDS, 'it\'s "so"'.replace(" ", "_")]
    vectors = WordVectors(Vocabulary(words, range(9, 0, -1)), rng.normal(size=(9, 5)))
    save(vectors, tmp_path / f"my pets{suffix}")
    names: dict[str, Any] = {}
    exec(gensim_snippet(f"my pets{suffix}", words[-1]), names)
    assert names["vectors"].index_to_key == words
    near = [each.word for each in vectors.neighbors(words[-1])]
    assert capsys.readouterr().out.startswith(f"[({near[0]!r}, ")
    assert [word for word, _ in names["vectors"].most_similar(words[-1])] == near
