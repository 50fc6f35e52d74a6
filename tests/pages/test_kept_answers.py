"""What is kept of a text is worked out from that text, whichever the visitor has in use."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from w2v_core.host.home import Home
from w2v_core.text.corpus import Corpus


def draw_both() -> None:
    """A page on which another text is shown than the one in use."""
    import streamlit as st

    from pages.parts.corpus import show_contents
    from pages.shared import counted, state

    other = state.home().corpus(st.session_state["other"])
    show_contents.show_numbers(other)
    show_contents.show_sentences(other)
    st.text(len(counted.concordance(other).find("dog")))
    st.text(len(counted.collocations(other, 2).of("dog", by="ppmi", min_together=1)))


@pytest.fixture
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Corpus, Corpus]:
    """Two texts that have no word in common."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    home = Home(tmp_path)
    made = [
        Corpus.build([["cat", "cat", "milk"]] * 5, name="cats"),
        Corpus.build([["dog", "bone"], ["dog", "bone", "garden"]], name="dogs"),
    ]
    for each in made:
        each.save(home.corpora / each.content_hash)
    return made[0], made[1]


def test_what_is_kept_follows_from_the_text_that_is_shown(corpora: tuple[Corpus, Corpus]) -> None:
    in_use, other = corpora
    app = AppTest.from_function(draw_both, default_timeout=60)
    app.session_state["corpus"] = in_use.content_hash
    app.session_state["other"] = other.content_hash
    app.run()
    assert not app.exception
    numbers = {each.label: each.value for each in app.metric}
    assert (numbers["Sentences"], numbers["Tokens"], numbers["Types"]) == ("2", "5", "3")
    assert app.dataframe[0].value["text"].tolist() == ["dog bone garden", "dog bone"]
    assert [each.value for each in app.text] == ["2", "2"]
