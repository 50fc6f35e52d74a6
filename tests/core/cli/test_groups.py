"""Words in groups of documents from a shell."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.core.cli.kit import refused, told
from tests.core.evaluation.texts import CHANGED, SAME, TOPICS, planted, vectors_for
from w2v_core.evaluation.alacarte import a_la_carte
from w2v_core.evaluation.difference import Difference, difference
from w2v_core.evaluation.usage import usage
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.transfer.imports import import_vectors
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.corpus import Corpus
from w2v_core.text.grouping import group_documents
from w2v_core.vectors.files.formats import save


def run_on(home: Home, corpus: Corpus) -> RunFolder:
    corpus.save(home.corpora / corpus.content_hash)
    vectors = vectors_for(corpus.restrict(2))
    config = ALGORITHMS["sgns"].config_type(dim=vectors.dim, min_count=2, window=3)
    run = create_run(home, "sgns", config, home.corpus(corpus.content_hash))
    save(vectors, run.path / "vectors.npz")
    write_record(RunState("done"), run.path / "state.json")
    return run


def of_core(run: RunFolder, word: str, names: tuple[str, str]) -> Difference:
    corpus = run.corpus().restrict(2)
    groups = group_documents(corpus, "folder")
    model = a_la_carte(corpus, run.vectors(), window=3)
    chosen = [groups.names.index(each) for each in names]
    return difference(usage(model, groups, chosen, word), splits=199)


def test_a_word_gives_the_row_of_the_core(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    run = run_on(home, planted(2))
    arguments = ("groups", run.id, "--by", "folder", "--word", CHANGED, "--splits", "199")
    code, out, err = told(capsys, *arguments, "--group", "one", "--group", "two")
    assert code == 0
    test = of_core(run, CHANGED, ("one", "two"))
    word, one, two, *numbers, first, second, unit = out.rstrip("\n").split("\t")
    assert (word, one, two, unit) == (CHANGED, "one", "two", "documents")
    expected = [test.figure, test.low, test.high, test.p, *test.by_chance]
    assert [float(each) for each in numbers] == pytest.approx(expected, abs=1e-6)
    assert (int(first), int(second)) == test.occurrences
    assert "groups: two (40 documents" in err
    assert f"neighbors in one: {TOPICS[0]}" in err
    assert told(capsys, *arguments)[1].startswith(f"{CHANGED}\ttwo\tone\t")  # the larger first


def test_without_a_word_the_most_different_lead(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_on(home, planted(2))
    code, out, err = told(capsys, "groups", run.id, "--by", "folder", "--words", "12")
    assert code == 0
    rows = [line.split("\t") for line in out.splitlines()]
    assert len(rows) == 12
    assert CHANGED in [row[0] for row in rows[:3]]
    assert SAME in [row[0] for row in rows]
    judged = [row for row in rows if row[11] == "documents"]
    assert [row[12] for row in rows[len(judged) :]] == ["-"] * (len(rows) - len(judged))
    ps, qs = ([float(row[i]) for row in judged] for i in (6, 12))
    assert ps == sorted(ps)
    assert all(q >= p for p, q in zip(ps, qs, strict=True))
    assert "12 tested" in err


def test_a_column_of_labels_makes_groups(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = planted(2)
    path = tmp_path / "letters.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "author"))
        for i, name in enumerate(corpus.document_names):
            lines = range(corpus.documents[i], corpus.documents[i + 1])
            text = "\n".join(" ".join(corpus.sentence(line)) for line in lines)
            writer.writerow((text, "ann" if name.startswith("one") else "bob"))
    train = ("train", path, "--label-column", "author", "--model", "ppmi-svd", "--dim", "10")
    code, _, err = told(capsys, *train, "--min-count", "2", "--run", "letters")
    assert code == 0, err
    asked = ("groups", "letters", "--by", "label", "--word", CHANGED, "--splits", "199")
    code, out, err = told(capsys, *asked)
    assert code == 0, err
    row = out.split("\t")
    assert row[1:3] == ["bob", "ann"]
    assert float(row[6]) == 1 / 200
    assert "bob (40 documents" in err


def test_rare_words_have_no_number(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    run = run_on(home, planted(2, (3, 3)))
    code, out, err = told(capsys, "groups", run.id, "--by", "folder", "--word", "hearth0")
    assert code == 0
    assert out.split("\t")[3:7] == ["-"] * 4
    assert "at least 10 occurrences in each group are needed" in err


def test_what_cannot_be_grouped_is_refused(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    run = run_on(home, planted(2))
    by = ("groups", run.id, "--by")
    assert "no group 'three'; there are two (40" in refused(
        capsys, *by, "folder", "--group", "three"
    )
    assert "Two groups are needed" in refused(capsys, *by, "label")
    assert "--words must be at least 1" in refused(capsys, *by, "folder", "--words", "0")
    assert "--seed must be at least 0" in refused(capsys, *by, "folder", "--seed", "-1")
    brought = import_vectors(run.path / "vectors.npz", Workspace(home), name="v")
    assert "their text is not known" in refused(capsys, "groups", brought.id, "--by", "file")
