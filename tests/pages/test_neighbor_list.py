"""A click into the table of neighbors, as the callback gets it: AppTest cannot click there."""

from __future__ import annotations

import pytest

from pages.parts.neighbors import show_list
from w2v_core.runs.folder.run_folder import RunFolder


def test_a_click_asks_why_or_takes_the_word(run: RunFolder, monkeypatch: pytest.MonkeyPatch):
    session: dict[str, object] = {}
    address: dict[str, str] = {}
    drawn: dict[str, object] = {}
    monkeypatch.setattr(show_list.st, "session_state", session)
    monkeypatch.setattr(show_list.st, "query_params", address)
    monkeypatch.setattr(show_list.st, "dataframe", lambda *_, **look: drawn.update(look))
    vectors = run.vectors()
    found = vectors.neighbors("king", 3)
    sure = show_list.how_sure(vectors, "king", found, 3, None, [])
    show_list.show_list(found, sure, 3, 0, "table")
    take = drawn["on_select"]
    assert callable(take)
    session["table"] = {"selection": {"cells": [(1, "why")]}}
    take()
    assert session["why"] == address["why"] == found[1].word
    assert session["show"] == "Why"
    assert "word" not in session
    session["table"] = {"selection": {"cells": [(2, "score")]}}
    take()
    assert session["word"] == found[2].word
