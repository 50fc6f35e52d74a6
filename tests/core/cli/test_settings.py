"""Every setting is an option of the shell: of the algorithms, and of the way to words."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

import pytest

from tests.core.cli.kit import refused, told
from w2v_core.cli.main import main
from w2v_core.cli.options import flag
from w2v_core.cli.train_order import add_train, order_of
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs.folder.run_folder import find_run
from w2v_core.settings import Setting, settings_of
from w2v_core.text.words.cleaning import CleaningConfig
from w2v_core.text.words.tokenizing import TokenizerConfig


def another(setting: Setting, value: object) -> tuple[object, list[str]]:
    """A value that is not this one, and how the shell is told."""
    name = flag(setting.name)
    if setting.kind == "switch":
        return not value, [f"--no-{name[2:]}" if value else name]
    if setting.kind == "choice":
        chosen = next(each for each in setting.choices if each != value)
        return chosen, [name, chosen]
    chosen = setting.low if value != setting.low else setting.low + 1
    chosen = int(chosen) if setting.kind == "whole number" else float(chosen)
    return chosen, [name, str(chosen)]


@pytest.mark.parametrize("model", ALGORITHMS)
def test_every_setting_of_an_algorithm_can_be_given(
    home: Home, pets: Path, capsys: pytest.CaptureFixture[str], model: str
) -> None:
    wanted, options = {}, []
    for each in settings_of(ALGORITHMS[model].config_type):
        wanted[each.name], given = another(each, each.default)
        options += given
    train = ("train", pets, "--model", model, "--run", "x", "--detach")
    code, out, err = told(capsys, *train, *options)
    assert code == 0, err
    assert find_run(home, out.strip()).info.config == wanted


def test_every_setting_of_words_can_be_given(pets: Path) -> None:
    parser = ArgumentParser()
    add_train(parser)
    needed = [str(pets), "--model", "ppmi-svd", "--run", "x"]
    for config_type, part in ((TokenizerConfig, "tokenizer"), (CleaningConfig, "cleaning")):
        for each in settings_of(config_type):
            wanted, given = another(each, each.default)
            order = order_of(parser.parse_args([*needed, *given]))
            assert getattr(order, part) == config_type(**{each.name: wanted})


def test_settings_out_of_range_are_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = ("train", tmp_path / "missing.txt", "--out", tmp_path / "x.npz", "--model", "cbow")
    assert "held_out must be between 0.0 and 0.5" in refused(capsys, *train, "--held-out", "0.9")
    assert "min_length must be between 1 and 20" in refused(capsys, *train, "--min-length", "0")
    assert "invalid choice: 'product'" in refused(capsys, *train, "--combine", "product")


def test_the_help_has_no_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    said = capsys.readouterr().out
    assert "Cat and cat become one word" in " ".join(said.split())
    assert "`" not in said
