"""Cost: what an algorithm says that training takes, before anything is trained.

Leaves out: how each algorithm finds it (`descent_algorithm`, `ppmi_cost`), what is the same for all
of them (`forecast`), and seconds, which need a clock (`runs.calibrate`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What training takes.

    Attributes
    ----------
    work : mapping of str to float
        Units of work by stage (see `Progress`), proportional to the time that the stage takes.
    memory : int
        Bytes at the peak, beside those of a process that holds the words and trains nothing.
    lower : str
        The setting that lowers the memory most.
    surviving : float
        Tokens of one epoch that are trained on, on average: covered, not held out, and left by
        subsampling. All tokens covered, where subsampling only weighs.
    pairs : float
        Pairs of a center and a context in one epoch, on average; all pairs within the window,
        where they are weighted instead of drawn.
    epochs : int
        How often the text is read.
    chunk : int
        Centers that are trained at once, see `plan.chunk_size`; 0 where there is no such thing.
    cells : float
        Different pairs of words, where those are counted and held; else 0.
    """

    work: Mapping[str, float]
    memory: int
    lower: str = "dim"
    surviving: float = 0.0
    pairs: float = 0.0
    epochs: int = 1
    chunk: int = 0
    cells: float = 0.0
