"""What tests of views share: texts of few words, and pairs counted one by one."""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as st

from w2v_core.text.corpus import Corpus

WORDS = st.sampled_from(["a", "b", "c", "Dora", "Éa"])
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=6), min_size=1, max_size=12)
DOCUMENTS = st.lists(SENTENCES, min_size=1, max_size=5)


def build(documents: list[list[list[str]]]) -> Corpus:
    text = "".join("".join(" ".join(s) + "\n" for s in each) + "\f\n" for each in documents)
    names = [f"file {i}" for i in range(len(documents))]
    return Corpus.build_lines([text], name="made", document_names=names)


def pairs(sentences: list[list[str]], window: int) -> Counter[tuple[str, str]]:
    """How often each word stands in the window of each other, by plain loops."""
    return Counter(
        (one, other)
        for sentence in sentences
        for i, one in enumerate(sentence)
        for j, other in enumerate(sentence)
        if 0 < abs(i - j) <= window
    )
