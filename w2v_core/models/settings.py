"""Settings: a config is a frozen dataclass whose fields say their own range.

One description serves the check, the page's widgets and the command line's help:

    dim: int = setting(100, low=2, high=1000, unit="numbers per word", help="…")

Leaves out: which settings suit which corpus (`proposals`).
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from w2v_core.errors import SettingError


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """What a person may choose for one hyperparameter.

    Attributes
    ----------
    name, default
        As in the config.
    low, high : float
        Inclusive range of a number; without meaning for a choice or a switch.
    choices : tuple of str
        What a text setting may be; empty for numbers and switches.
    label, help : str
        A short name, and what more and less of it does.
    advanced : bool
        Folded away until asked for.
    """

    name: str
    default: Any
    low: float
    high: float
    choices: tuple[str, ...]
    label: str
    help: str
    advanced: bool


def setting(
    default: Any,
    *,
    label: str,
    help: str,
    low: float = -math.inf,
    high: float = math.inf,
    choices: tuple[str, ...] = (),
    advanced: bool = False,
) -> Any:
    """A dataclass field that carries its range and its words for a person."""
    metadata = {
        "low": low,
        "high": high,
        "choices": choices,
        "label": label,
        "help": help,
        "advanced": advanced,
    }
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Config:
    """What every algorithm lets a person choose; checks every field when it is made.

    Sources of the defaults: 100 dimensions, window 5, minimum count 5 and the dynamic window are
    word2vec.c's (Mikolov et al. 2013, arXiv 1310.4546), subsampling at 1e-3 too; input vectors as
    everywhere since, and their sum with the context vectors after Levy, Goldberg & Dagan 2015
    (TACL 3), who find that it helps counts and does little for word2vec.

    Raises
    ------
    SettingError
        With the value and the limit: "dim must be between 2 and 1,000; got 0."
    """

    dim: int = setting(
        100,
        low=2,
        high=1000,
        label="Dimensions",
        help="Numbers per word. More can hold finer distinctions, and need more text and time.",
    )
    window: int = setting(
        5,
        low=1,
        high=20,
        label="Window",
        help="How far a context may stand from its center, in words. "
        "Small windows find words of the same kind, large ones words of the same topic.",
    )
    min_count: int = setting(
        5,
        low=1,
        high=1_000_000,
        label="Minimum count",
        help="Words that occur less often are left out: "
        "a handful of occurrences teaches little about a word.",
    )
    sample: float = setting(
        1e-3,
        low=0.0,
        high=1.0,
        label="Subsampling",
        help="Share of the text above which a word's occurrences are thinned out (t). "
        "Smaller thins more; 0 keeps everything.",
    )
    seed: int = setting(
        1,
        low=0,
        high=2**32 - 1,
        label="Seed",
        help="Start of all chance. The same seed and settings give the same vectors again.",
    )
    dynamic_window: bool = setting(
        True,
        label="Dynamic window",
        help="Near words count more: a context at distance d weighs (window + 1 - d) / window.",
        advanced=True,
    )

    output: str = setting(
        "input",
        choices=("input", "context", "sum"),
        label="Vectors to keep",
        help="Input vectors are the usual choice and bring the context vectors along; context "
        "keeps only those, sum adds both, which helps counts most.",
        advanced=True,
    )

    def __post_init__(self) -> None:
        for each in settings_of(type(self)):
            _check(each, getattr(self, each.name))

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers and strings, ready for JSON."""
        return dataclasses.asdict(self)


def settings_of(config_type: type[Config]) -> list[Setting]:
    """The settings of a config, in the order of its fields."""
    return [
        Setting(name=field.name, default=field.default, **field.metadata)
        for field in dataclasses.fields(config_type)
    ]


def _check(each: Setting, value: Any) -> None:
    if each.choices:
        if value not in each.choices:
            choices = ", ".join(each.choices)
            raise SettingError(f"{each.name} must be one of {choices}; got {value!r}.")
        return
    if isinstance(each.default, bool):
        if not isinstance(value, bool):
            raise SettingError(f"{each.name} must be true or false; got {value!r}.")
        return
    whole = isinstance(each.default, int)
    number = isinstance(value, int) if whole else isinstance(value, (int, float))
    finite = isinstance(value, int) or (number and math.isfinite(value))
    if not finite or not number or isinstance(value, bool):
        kind = "a whole number" if whole else "a number"
        raise SettingError(f"{each.name} must be {kind}; got {value!r}.")
    if not each.low <= value <= each.high:
        raise SettingError(
            f"{each.name} must be between {each.low:,} and {each.high:,}; got {value:,}."
        )
