"""The Evaluate page as a person uses it: score my model, with my own questions and pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import column, settle, show, visit, wait_for_column
from tests.browser.homes import cats
from w2v_core.evaluation.analogies import read_questions, score_analogies
from w2v_core.evaluation.pairs import read_pairs
from w2v_core.evaluation.similarity import score_similarity
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTIONS = ": young\ncat kitten dog puppy\ndog puppy cat kitten\n: people\nboy girl cat dog\n"
PAIRS = "word1;word2;rating\ncat;dog;8,5\ncat;kitten;9\ncat;morning;1\ndog;garden;2\nboy;girl;9\n"


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """A run on a text that has no questions of its own."""
    return cats(home)


def bring(page: Page, name: str, text: str) -> None:
    """Upload a file of questions or of pairs."""
    page.get_by_role("radio", name="Upload").click()
    file = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.get_by_text(name).first.wait_for()
    settle(page)


def test_score_my_model(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/evaluate?judge=Analogies&run={run.id}")
    page.get_by_text("This text has no questions of its own").wait_for()
    bring(page, "mine.txt", QUESTIONS)
    score = score_analogies(run.vectors(), read_questions(QUESTIONS))
    page.get_by_text(f"{score.correct} of 3 right, 95 % interval").first.wait_for()
    page.locator(".st-key-sections .js-plotly-plot").wait_for()
    wait_for_column(page, "Section", ["young", "people"])
    page.get_by_text("Analogies alone say little").wait_for()

    show(page, "Similarity")
    page.get_by_text("This text has no rated pairs of its own").wait_for()
    bring(page, "mine.csv", PAIRS)
    ranked = score_similarity(run.vectors(), read_pairs(PAIRS).pairs)
    page.get_by_text(f"{ranked.spearman:.3f}", exact=True).wait_for()
    page.get_by_text("The rating is column 3, rating, between semicolons").wait_for()
    page.locator(".st-key-rated_pairs .js-plotly-plot").wait_for()
    wait_for_column(page, "Word 1", [ranked.disagreeing()[0].pair.a])
    assert len(column(page, "Word 1")) == 5
    assert page.get_by_test_id("stException").count() == 0


def test_a_file_of_the_wrong_shape_is_a_sentence_with_its_line(
    page: Page, server: str, run: RunFolder
) -> None:
    visit(page, f"{server}/evaluate?judge=Analogies&run={run.id}")
    bring(page, "broken.txt", "cat kitten dog puppy\ncat kitten\n")
    page.get_by_text("In broken.txt: line 2: a question has 4 words").wait_for()
    bring(page, "good.txt", QUESTIONS)
    page.get_by_text("of 3 right").first.wait_for()
