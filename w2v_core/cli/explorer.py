"""w2v-explorer: start the app.

    w2v-explorer [--server.port=8501] [--server.address=localhost] …

It is `streamlit run` on the app, wherever that lies, with Streamlit's own options and environment
variables: what the README says of a checkout is true of what is installed.
Leaves out: the server itself (`app.py`), which this package knows by its place alone.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from w2v_core.cli.output import complain
from w2v_core.host.place import APP


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if find_spec("streamlit") is None:
        return complain("The app needs streamlit, which is not installed: pip install streamlit")
    sys.argv = ["w2v-explorer", "run", str(APP / "app.py"), *given]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)  # leaves by sys.exit
    return 0
