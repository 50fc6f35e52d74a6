"""Bytes of a ZIP changed at random."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.runs.transfer.run_zip.kit import contents, unpack
from w2v_core.errors import FormatError, RunError
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.workspaces import Workspace


@given(st.data())
def test_a_damaged_zip_is_refused_or_all_there(
    trained: RunFolder,
    packed: bytes,
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    came = bytearray(packed)
    # Where the directory stands every byte matters; in the vectors any is like another.
    places = st.integers(0, len(came) - 1) | st.integers(
        packed.rindex(b"vectors.npz") - 900, len(came) - 1
    )
    for place in data.draw(st.lists(places, max_size=4)):
        came[place] = data.draw(st.integers(0, 255))
    del came[data.draw(st.just(len(came)) | st.integers(0, len(came))) :]
    home = Home(tmp_path_factory.getbasetemp() / "damaged")
    try:
        run = unpack(bytes(came), Workspace(home))
    except (RunError, FormatError):
        pass
    else:
        assert contents(run) == contents(trained)
        shutil.rmtree(run.path)
    assert not list(home.runs.iterdir())
    assert not list(home.uploads.iterdir())
