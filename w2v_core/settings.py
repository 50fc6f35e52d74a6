"""Settings: a config is a frozen dataclass whose fields say their own range.

One description serves the check, the page's boxes and the shell's options:

    dim: int = setting(100, low=2, high=1000, label="Dimensions", help="Numbers per word. …")

A field of any other kind (a list of words, a pattern) is a plain one: its config checks it.
Leaves out: the configs themselves, and which settings suit which corpus (`models.proposals`).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from w2v_core.errors import SettingError

NO_CHOICES: Mapping[str, str] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """What a person may choose for one field of a config.

    Attributes
    ----------
    name, default
        As in the config.
    low, high : float
        Inclusive range of a number; without meaning for a choice or a switch.
    choices : mapping of str to str
        What a choice may be, and what a person calls it; empty for numbers and switches.
    label, help : str
        A short name, and what more and less of it does.
    advanced : bool
        Folded away until asked for.
    """

    name: str
    default: Any
    low: float
    high: float
    choices: Mapping[str, str]
    label: str
    help: str
    advanced: bool

    @property
    def kind(self) -> Literal["choice", "switch", "whole number", "number"]:
        """What its values are."""
        if self.choices:
            return "choice"
        if isinstance(self.default, bool):
            return "switch"
        return "whole number" if isinstance(self.default, int) else "number"


def setting(
    default: Any,
    *,
    label: str,
    help: str,
    low: float = -math.inf,
    high: float = math.inf,
    choices: Mapping[str, str] = NO_CHOICES,
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


def settings_of(config_type: type[Any]) -> list[Setting]:
    """The settings of a config, in the order of its fields; plain fields are left out."""
    return [
        Setting(name=field.name, default=field.default, **field.metadata)
        for field in dataclasses.fields(config_type)
        if field.metadata
    ]


def check(config: Any) -> None:
    """Make sure that every setting of a config is what it may be.

    Raises
    ------
    SettingError
        With the value and the limit: "dim must be between 2 and 1,000; got 0."
    """
    for each in settings_of(type(config)):
        _check(each, getattr(config, each.name))


def _check(each: Setting, value: Any) -> None:
    if each.kind == "choice":
        if value not in each.choices:
            choices = ", ".join(each.choices)
            raise SettingError(f"{each.name} must be one of {choices}; got {value!r}.")
        return
    if each.kind == "switch":
        if not isinstance(value, bool):
            raise SettingError(f"{each.name} must be true or false; got {value!r}.")
        return
    whole = each.kind == "whole number"
    number = isinstance(value, int) if whole else isinstance(value, (int, float))
    finite = isinstance(value, int) or (number and math.isfinite(value))
    if not finite or not number or isinstance(value, bool):
        raise SettingError(f"{each.name} must be a {each.kind}; got {value!r}.")
    if not each.low <= value <= each.high:
        raise SettingError(
            f"{each.name} must be between {each.low:,} and {each.high:,}; got {value:,}."
        )
