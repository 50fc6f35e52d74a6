"""Phrases, against a brute-force count over lists of words."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.peer import NOT_HERE
from w2v_core.errors import SettingError
from w2v_core.text import joining, phrases
from w2v_core.text.corpus import Corpus
from w2v_core.text.joining import Phrase, join_phrases
from w2v_core.text.phrases import PhraseConfig, find_phrases

Sentence = list[tuple[str, ...]]
SENTENCES = st.lists(
    st.lists(st.sampled_from("aabbcdefgh"), min_size=1, max_size=8), min_size=1, max_size=30
)


def score_all(sentences: list[Sentence], config: PhraseConfig) -> list[Phrase]:
    singles = Counter(word for sentence in sentences for word in sentence)
    pairs = Counter(pair for sentence in sentences for pair in pairwise(sentence))
    total = sum(singles.values())
    found = []
    for (left, right), count in pairs.items():
        p_left, p_right, p_both = singles[left] / total, singles[right] / total, count / total
        npmi = math.log(p_both / (p_left * p_right)) / -math.log(p_both)
        if count >= config.min_count and npmi >= config.threshold - 1e-9:
            found.append(Phrase(left, right, count, npmi))
    return found


def join_all(sentences: list[Sentence], found: list[Phrase]) -> list[Sentence]:
    pairs = {(phrase.left, phrase.right) for phrase in found}
    joined = []
    for sentence in sentences:
        out: Sentence = []
        i = 0
        while i < len(sentence):
            if (sentence[i], *sentence[i + 1 : i + 2]) in pairs:
                out.append(sentence[i] + sentence[i + 1])
                i += 1
            else:
                out.append(sentence[i])
            i += 1
        joined.append(out)
    return joined


def brute_force(
    sentences: list[list[str]], config: PhraseConfig
) -> tuple[list[Phrase], list[list[str]]]:
    """All phrases, and the text with them joined."""
    text: list[Sentence] = [[(word,) for word in sentence] for sentence in sentences]
    found: list[Phrase] = []
    for _ in range(config.passes):
        new = score_all(text, config)
        found += new
        text = join_all(text, new)
    return found, [["_".join(word) for word in sentence] for sentence in text]


def words_of(corpus: Corpus) -> list[list[str]]:
    return [corpus.sentence(i) for i in range(corpus.n_sentences)]


def assert_same(found: list[Phrase], expected: list[Phrase]) -> None:
    assert len(found) == len(expected)
    by_parts = {(each.left, each.right): each for each in expected}
    assert {(each.left, each.right) for each in found} == set(by_parts)
    for each in found:
        same = by_parts[each.left, each.right]
        assert each.count == same.count
        assert each.npmi == pytest.approx(same.npmi)


@settings(deadline=None, max_examples=150)
@given(
    SENTENCES, st.sampled_from([0.05, 0.2, 0.5]), st.sampled_from([2, 3]), st.sampled_from([1, 2])
)
def test_equals_brute_force(
    sentences: list[list[str]], threshold: float, min_count: int, passes: int
) -> None:
    config = PhraseConfig(threshold, min_count, passes)
    corpus = Corpus.build(sentences)
    found = find_phrases(corpus, config)
    expected, text = brute_force(sentences, config)
    assert_same(found, expected)
    assert words_of(Corpus.build_lines(join_phrases(corpus, found))) == text


def test_many_stretches_few_counters_and_several_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(1)
    words = [f"w{i}" for i in range(60)]
    drawn = generator.zipf(1.5, size=30_000) % 60
    text = [[words[i] for i in drawn[j : j + 12]] for j in range(0, len(drawn), 12)]
    for sentence in text[::7]:
        sentence[3:6] = ["rio", "de", "janeiro"]
    config = PhraseConfig(0.15, 5)
    expected, joined = brute_force(text, config)
    assert ("rio", "de", "janeiro") in {phrase.words for phrase in expected}
    monkeypatch.setattr(joining, "STRETCH", 1000)
    monkeypatch.setattr(phrases, "_COUNTERS_BITS", 6)
    monkeypatch.setattr(phrases, "_ROUND_TOKENS", 9000)
    corpus = Corpus.build(text)
    found = find_phrases(corpus, config)
    assert_same(found, expected)
    assert words_of(Corpus.build_lines(join_phrases(corpus, found))) == joined
    scores = [phrase.npmi for phrase in found if len(phrase.words) == 2]
    assert scores == sorted(scores, reverse=True)


def test_planted_phrases_are_found_and_chance_is_not() -> None:
    generator = np.random.default_rng(7)
    words = [f"w{i}" for i in range(500)]
    text = [[words[i] for i in row] for row in generator.integers(0, 500, (4000, 8))]
    for i, sentence in enumerate(text):
        if i % 20 == 0:
            sentence[2:5] = ["new", "york", "city"]
        if i % 20 == 1:
            sentence[4:6] = ["hot", "dog"]
    found = {phrase.word for phrase in find_phrases(Corpus.build(text))}
    assert {"hot_dog", "new_york_city"} <= found
    assert found <= {"hot_dog", "new_york", "york_city", "new_york_city"}


def test_a_phrase_left_out_stays_apart_but_not_inside_a_longer_one() -> None:
    corpus = Corpus.build([["new", "york", "times"], ["new", "york", "is"], ["hot", "dog"]])
    table = [
        Phrase(("new",), ("york",), 2, 1.0),
        Phrase(("hot",), ("dog",), 1, 1.0),
        Phrase(("new", "york"), ("times",), 1, 1.0, level=2),
        Phrase(("no",), ("such",), 1, 1.0),
        Phrase(("no", "such"), ("word",), 1, 1.0, level=2),
    ]
    joined = Corpus.build_lines(join_phrases(corpus, table[1:]))
    assert words_of(joined) == [["new_york_times"], ["new", "york", "is"], ["hot_dog"]]
    assert words_of(Corpus.build_lines(join_phrases(corpus, []))) == words_of(corpus)


def test_documents_and_their_names_stay() -> None:
    text = "a b c\na b\n\f\n\n\f\nc\n\f\na b\n\f\n"
    names = ["one", "empty", "two", "three"]
    corpus = Corpus.build_lines([text], document_names=names)
    table = [Phrase(("a",), ("b",), 3, 1.0)]
    texts = join_phrases(corpus, table)
    joined = Corpus.build_lines(texts, document_names=corpus.document_names)
    assert list(joined.document_names) == ["one", "two", "three"]
    assert joined.documents.tolist() == corpus.documents.tolist() == [0, 2, 3, 4]
    assert words_of(joined) == [["a_b", "c"], ["a_b"], ["c"], ["a_b"]]


def test_a_min_count_of_the_corpus_does_not_matter() -> None:
    text = [["in", "new", "york"], ["to", "new", "york"], ["in", "to", "x"]] * 9
    corpus = Corpus.build([*text, ["rare", "word"]])
    assert find_phrases(corpus.restrict(10)) == find_phrases(corpus)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"threshold": 0.0}, "0.0"),
        ({"threshold": 1.0}, "1.0"),
        ({"min_count": 1}, "got 1"),
        ({"passes": 3}, "got 3"),
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        PhraseConfig(**wrong)  # type: ignore[arg-type]


def test_first_pass_equals_gensim() -> None:
    gensim = pytest.importorskip("gensim.models.phrases", reason=NOT_HERE)
    generator = np.random.default_rng(3)
    drawn = generator.zipf(1.3, size=20_000) % 300
    text = [[f"w{i}" for i in drawn[j : j + 10]] for j in range(0, len(drawn), 10)]
    model = gensim.Phrases(text, min_count=5, threshold=0.1, scoring="npmi", delimiter=" ")
    theirs = {tuple(pair.split(" ")): score for pair, score in model.export_phrases().items()}
    ours = {
        phrase.words: phrase.npmi
        for phrase in find_phrases(Corpus.build(text), PhraseConfig(0.1, 5, passes=1))
    }
    assert len(ours) > 20
    assert ours == pytest.approx(theirs)
