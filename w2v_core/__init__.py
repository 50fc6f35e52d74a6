"""w2v_core: word vectors from scratch, with NumPy.

    text → corpus → training → vectors → questions

Usable from a script or the shell (`python -m w2v_core`); knows nothing of the app. What needs
processes and folders of its own stands in `w2v_core.runs` and is not imported here, so that this
much works wherever NumPy does.

The names stand in `public`, which is imported when one of them is first asked for: a process that
only looks into a file would otherwise load SciPy first, which takes longer than the look.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from w2v_core.public import *  # noqa: F403
else:

    def __getattr__(name):
        """Find a public name."""
        public = import_module("w2v_core.public")
        if name == "__all__" or name in public.__all__:
            return getattr(public, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
