"""What tests of the Train page share: opening it and finding what is on it."""

from __future__ import annotations

import base64

import numpy as np
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from tests.pages.routed import APP, TRAIN
from w2v_core.runs.folder.frames import read_frames
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus


def open_train(corpus: Corpus, run_id: str = "") -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["corpus"] = corpus.content_hash
    app.session_state["run"] = run_id
    return app.switch_page(TRAIN).run()


def key(algorithm: str, corpus: Corpus, setting: str) -> str:
    return f"{algorithm}_{corpus.content_hash[:8]}_{setting}"


def decoded(packed: dict[str, str]) -> NDArray[np.generic]:
    """An array as plotly sends it."""
    return np.frombuffer(base64.b64decode(packed["bdata"]), dtype=packed["dtype"])


def value_of(app: AppTest, label: str) -> float:
    return next(each.value for each in app.number_input if each.label == label)


def start_button(app: AppTest) -> object:
    return next(each for each in app.button if each.label == "Start training")


def choose(app: AppTest, algorithm: str) -> AppTest:
    return app.segmented_control(key="algorithm").set_value(algorithm).run()


def replayed(run: RunFolder, number: int) -> list[list[str]]:
    """Each pinned word of a frame, and what was near it then and how much."""
    words, frame = run.vectors().words, read_frames(run.path)[number]
    found = []
    for pinned, *near in zip(
        frame["pinned"], frame["neighbors"], frame["similarities"], strict=True
    ):
        if pinned >= 0:
            rows = [(words[i], score) for i, score in zip(*near, strict=True) if i >= 0][:5]
            found.append([words[pinned], *(f"{word} {score:.2f}" for word, score in rows)])
    return found


def lists_shown(app: AppTest) -> list[list[str]]:
    """The same, as it stands on the page."""
    lines = [each.value.split(" :material/arrow_right_alt: ") for each in app.markdown]
    halves = [each for each in lines if len(each) == 2]
    return [[word.strip("*`"), *near.replace("`", "").split(" · ")] for word, near in halves]


def labels(app: AppTest) -> list[str]:
    return [each.label for each in app.button]
