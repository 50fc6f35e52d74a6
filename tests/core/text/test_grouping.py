"""Grouping documents: by label, by folder, by file, by half."""

from __future__ import annotations

import pytest

from tests.core.evaluation.texts import corpus_of
from w2v_core.errors import SettingError
from w2v_core.text.corpus import Corpus
from w2v_core.text.grouping import HALVES, NO_FOLDER, NO_LABEL, group_documents


def groups(names: list[str], by: str) -> list[str]:
    corpus = corpus_of([(name, ["some words"]) for name in names])
    found = group_documents(corpus, by)
    assert found.documents.sum() == len(names)
    assert found.tokens.sum() == 2 * len(names)
    return [found.names[i] for i in found.of_document.tolist()]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["men/a.txt", "women/b.txt", "men/c.txt"], ["men", "women", "men"]),
        (["p.zip/men/1850/a", "p.zip/women/1850/b"], ["men", "women"]),
        (["p.zip/in/men/a", "p.zip/in/b"], ["men", NO_FOLDER]),
        (["a.txt", "b.txt"], [NO_FOLDER, NO_FOLDER]),
        (["x/a", "x/b"], [NO_FOLDER, NO_FOLDER]),
        (["one.zip/a", "two.zip/a"], ["one.zip", "two.zip"]),
        (["<b>/a", "=cmd/a"], ["<b>", "=cmd"]),
    ],
)
def test_the_first_folder_in_which_names_differ(names: list[str], expected: list[str]) -> None:
    assert groups(names, "folder") == expected


def test_rows_of_a_table_are_one_file() -> None:
    names = ["p.zip/t.csv row 2", "p.zip/t.csv row 3", "u.csv row 2", "row 2.txt"]
    assert groups(names, "file") == ["p.zip/t.csv", "p.zip/t.csv", "u.csv", "row 2.txt"]


def test_labels_are_groups_in_the_order_of_the_text() -> None:
    texts = [f"cat {i}\n\f\n" for i in range(4)]
    corpus = Corpus.build_lines(texts, document_labels=["b", "", "a", "b"])
    found = group_documents(corpus, "label")
    assert found.names == ("b", NO_LABEL, "a")
    assert found.of_document.tolist() == [0, 1, 2, 0]
    assert found.documents.tolist() == [2, 1, 1]
    without = group_documents(Corpus.build_lines(texts), "label")
    assert without.names == (NO_LABEL,)


def test_halves_are_of_tokens() -> None:
    corpus = corpus_of([("a", ["x " * 10]), ("b", ["x"]), ("c", ["x"] * 3), ("d", ["x"] * 5)])
    found = group_documents(corpus, "half")
    assert found.names == HALVES
    assert found.of_document.tolist() == [0, 1, 1, 1]
    assert found.tokens.tolist() == [10, 9]
    alone = group_documents(corpus_of([("a", ["x y"])]), "half")
    assert alone.names == HALVES[:1]


def test_another_way_is_refused() -> None:
    with pytest.raises(
        SettingError, match="by must be one of label, folder, file, half; got 'author'"
    ):
        groups(["a"], "author")
