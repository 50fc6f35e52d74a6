"""What tests of the Train page share: opening it and finding what is on it."""

from __future__ import annotations

import base64

import numpy as np
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from tests.pages.routed import APP, TRAIN
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


def labels(app: AppTest) -> list[str]:
    return [each.label for each in app.button]
