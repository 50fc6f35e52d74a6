"""The list of samples, and those that are made on the spot."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import sklearn.datasets
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.errors import ReadError, W2VError
from w2v_core.evaluation.analogies import read_questions
from w2v_core.evaluation.pairs import read_pairs
from w2v_core.host import place
from w2v_core.host.home import Home
from w2v_core.intake import samples as module
from w2v_core.intake.docstrings import modules, prose
from w2v_core.intake.samples import SAMPLES, SampleEvent, prepare, prepare_in_process
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.proposals import propose
from w2v_core.text.corpus import Corpus
from w2v_core.text.loading import load_corpus

PACKAGE = '''"""Adds and multiplies small numbers for tests.

>>> add(1, 2)
3
"""

class Adder:
    """Adds two numbers, as :func:`numpy.add` does.

    Parameters
    ----------
    left : int
        The number that comes first.

    Examples
    --------
    The sum of one and two:
    >>> Adder().add(1, 2)
    3
    """

    def add(self):
        """Adds two numbers, as :func:`numpy.add` does."""
'''


def test_each_sample_says_what_a_page_shows() -> None:
    assert next(iter(SAMPLES)) == "kingdom"  # the one for the first visit
    for name, sample in SAMPLES.items():
        assert name == sample.name
        assert sample.title
        assert sample.story.endswith(".")
        assert "\n" not in sample.story
        assert len(sample.ask) >= 3
        for algorithm in ALGORITHMS:
            assert sample.config(algorithm).dim == sample.settings["dim"]


def test_files_at_hand_are_there_and_hold_what_is_asked(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for sample in SAMPLES.values():
        if sample.kind != "file":
            assert sample.files(home) == []
            continue
        corpus = load_corpus(*sample.files(home))
        assert len(corpus.ids) == pytest.approx(sample.tokens, rel=0.05)
        for question in sample.ask:
            assert set(question.replace(":", " ").split()) <= set(corpus.all_types.words)
        for algorithm in ALGORITHMS:
            assert sample.config(algorithm) == propose(algorithm, corpus)
        assert prepare(sample, home) == sample.files(home)
    questions = SAMPLES["kingdom"].questions
    assert questions is not None
    assert read_questions(questions)


def test_our_own_pairs_are_of_the_samples_words(tmp_path: Path) -> None:
    sample = SAMPLES["kingdom"]
    assert sample.pairs is not None
    rated = read_pairs(sample.pairs)
    corpus = load_corpus(*sample.files(Home(tmp_path)))
    assert {word for pair in rated.pairs for word in (pair.a, pair.b)} <= set(
        corpus.all_types.words
    )
    assert len({frozenset((pair.a, pair.b)) for pair in rated.pairs}) == len(rated.pairs) == 50
    assert (rated.heading, rated.column) == ("rating", 3)


def test_every_text_of_the_folder_is_listed() -> None:
    texts = {path.stem for path in place.SAMPLES.glob("*.txt") if path.suffixes == [".txt"]}
    assert texts == {each.name for each in SAMPLES.values() if each.kind == "file"}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that must not be imported: it would raise."""
    root = tmp_path / "site" / "madeup"
    (root / "tests").mkdir(parents=True)
    (root / "__init__.py").write_text(PACKAGE + "\nraise SystemError\n")
    (root / "again.py").write_text(PACKAGE)
    (root / "broken.py").write_text("def (")
    (root / "latin.py").write_bytes(b'"""caf\xe9 and other places to sit"""')
    (root / "tests" / "test_it.py").write_text('"""These words must never be read here."""')
    monkeypatch.syspath_prepend(str(root.parent))
    return root


def test_docstrings_are_read_and_never_run(package: Path) -> None:
    found = {each.name: each for each in modules(("madeup", "not_installed"))}
    assert list(found) == ["madeup", "madeup.again", "madeup.broken", "madeup.latin"]
    assert found["madeup"].text.split("\n") == [
        "Adds and multiplies small numbers for tests.",
        "Adds two numbers, as numpy.add does.",
        "left : int The number that comes first.",
        "The sum of one and two:",
    ]
    assert {found[name].text for name in list(found)[1:]} == {""}  # all stood before, or is broken
    assert [(each.done, each.total) for each in found.values()] == [(i, 4) for i in range(1, 5)]
    assert "madeup" not in sys.modules


def test_what_is_no_english_is_dropped() -> None:
    text = """First line of four words.

    .. math:: x = y and more of it here

    =====  =====
    a      b
    =====  =====

    two words

    | table | with | many | bars |
    1 + 2 = 3, 4 * 5 = 20, 6 / 7 = 0.857
    """
    assert list(prose(text)) == ["First line of four words."]


@given(st.text())
def test_any_docstring_makes_single_lines(text: str) -> None:
    for paragraph in prose(text):
        assert paragraph == " ".join(paragraph.split())
        assert ">>>" not in paragraph.split()[0]


def test_installed_packages_are_not_imported() -> None:
    code = (
        "import sys, importlib.util\n"
        "from w2v_core.intake.docstrings import PACKAGES, modules\n"
        "before = set(sys.modules)\n"
        "sum(1 for _, each in zip(range(3), modules(('plotly',))))\n"
        "print(sorted({each.split('.')[0] for each in set(sys.modules) - before} & set(PACKAGES)))"
    )
    root = Path(module.__file__).resolve().parents[2]
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert ast.literal_eval(answer.stdout) == []


def test_a_made_sample_is_a_document_a_module(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "modules", lambda: modules(("madeup",)))
    home, events = Home(tmp_path / "home"), []
    files = prepare(SAMPLES["docstrings"], home, events.append)
    assert files == SAMPLES["docstrings"].files(home)
    assert events[-1] == SampleEvent(4, 4)
    with zipfile.ZipFile(files[0][1]) as archive:
        assert archive.namelist() == ["madeup.txt"]
    before = files[0][1].read_bytes()
    files[0][1].unlink()
    assert prepare(SAMPLES["docstrings"], home)[0][1].read_bytes() == before
    corpus = load_corpus(*files)
    assert isinstance(corpus, Corpus)
    assert len(corpus.documents) - 1 == 1
    assert "numpy" in " ".join(corpus.all_types.words)


def test_without_a_network_there_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(**_: object) -> None:
        raise OSError("<urlopen error [Errno -3] Temporary failure in name resolution>")

    monkeypatch.setattr(sklearn.datasets, "fetch_20newsgroups", unreachable)
    home = Home(tmp_path)
    with pytest.raises(ReadError, match="could not be downloaded, which needs the internet"):
        prepare(SAMPLES["newsgroups"], home)
    assert not SAMPLES["newsgroups"].files(home)
    assert list((tmp_path / "samples").iterdir()) == []


def test_posts_become_documents_by_their_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = sklearn.utils.Bunch(
        target_names=["rec.autos", "sci.space"],
        target=[1, 0, 1],
        data=["The moon is far.", "A car.", " \n"],
    )
    monkeypatch.setattr(sklearn.datasets, "fetch_20newsgroups", lambda **_: posts)
    files = prepare(SAMPLES["newsgroups"], Home(tmp_path))
    with zipfile.ZipFile(files[0][1]) as archive:
        assert archive.namelist() == ["sci.space/1.txt", "rec.autos/2.txt"]


def test_a_process_makes_it_too_and_says_what_fails(tmp_path: Path) -> None:
    (tmp_path / "samples").write_text("a file where a folder is needed")
    with pytest.raises(W2VError, match="Scientific Python cannot be stored"):
        list(prepare_in_process(SAMPLES["docstrings"], Home(tmp_path)))


def test_closing_early_ends_the_process_and_leaves_no_sample(tmp_path: Path) -> None:
    home = Home(tmp_path)
    events = prepare_in_process(SAMPLES["docstrings"], home)
    first = next(events)
    events.close()
    assert 1 <= first.done < first.total
    assert SAMPLES["docstrings"].files(home) == []
    assert list((tmp_path / "samples").iterdir()) == []
