"""A draw of a text: whole units, as many as there are, the same rows for the same words."""

from __future__ import annotations

import numpy as np
import pytest

from w2v_core.text.corpus import Corpus
from w2v_core.text.resample import FEWEST_DOCUMENTS, drawn_unit, resample


def text(documents: int) -> Corpus:
    """Documents of two sentences whose words say where they stand."""
    return Corpus.build_lines(
        (f"d{i} a common\nd{i} b common words\n\f\n" for i in range(documents)),
        document_names=[f"d{i}" for i in range(documents)],
    )


def sentences(corpus: Corpus) -> list[str]:
    return [" ".join(corpus.sentence(i)) for i in range(corpus.n_sentences)]


def test_whole_documents_are_drawn_as_many_as_there_are() -> None:
    corpus = text(FEWEST_DOCUMENTS)
    assert drawn_unit(corpus) == "documents"
    found = sentences(resample(corpus, 1))
    assert len(found) == corpus.n_sentences
    firsts = [each for each in found if " a " in each]
    seconds = [each for each in found if " b " in each]
    assert [each.split()[0] for each in firsts] == [each.split()[0] for each in seconds]
    assert len(set(firsts)) < len(firsts)  # some came twice, so some did not come


def test_of_few_documents_sentences_are_drawn() -> None:
    corpus = text(FEWEST_DOCUMENTS - 1)
    assert drawn_unit(corpus) == "sentences"
    found = sentences(resample(corpus, 1))
    assert len(found) == corpus.n_sentences
    assert set(found) < set(sentences(corpus))


@pytest.mark.parametrize("documents", [1, 5, 40])
def test_a_draw_keeps_words_rows_and_what_is_restricted(documents: int) -> None:
    corpus = text(documents).restrict(2)
    drawn = resample(corpus, 7)
    assert drawn.all_types is corpus.all_types
    assert drawn.vocabulary.words == corpus.vocabulary.words
    assert drawn.content_hash == corpus.content_hash
    assert drawn.starts[-1] == len(drawn.ids)
    assert (np.diff(drawn.starts) > 0).all()


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    corpus = text(50)
    assert np.array_equal(resample(corpus, 3).ids, resample(corpus, 3).ids)
    assert not np.array_equal(resample(corpus, 3).ids, resample(corpus, 4).ids)


def test_every_sentence_is_as_likely_as_any_other() -> None:
    """Times drawn are Poisson with mean 1: over 200 draws the sum of 20 sentences is 200 ± 14 each.

    The sum of squares of what is standardized is chi-square with 19 degrees, below 45 but once in
    a thousand.
    """
    corpus = text(10)
    times = np.zeros(20)
    names = {each: i for i, each in enumerate(sentences(corpus))}
    for seed in range(200):
        times += np.bincount(
            [names[each] for each in sentences(resample(corpus, seed))], minlength=20
        )
    assert times.sum() == 200 * 20
    assert ((times - 200) ** 2 / 200).sum() < 45
