"""What tests of the sample corpora share: their files, read, and the questions on them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sample_corpora import make_kingdom
from w2v_core.evaluation.analogies import Section, read_questions
from w2v_core.text.corpus import Corpus
from w2v_core.text.words.tokenizing import sentences

FOLDER = Path(make_kingdom.__file__).parent


def text(name: str) -> str:
    return (FOLDER / name).read_bytes().decode("utf-8")


@cache
def corpus(name: str) -> Corpus:
    return Corpus.build(sentences([text(f"{name}.txt")]), name=name)


@cache
def questions() -> list[Section]:
    return read_questions(FOLDER / "kingdom.questions.txt")
