"""python -m w2v_core: the command line; see `cli.main`."""

import sys

from w2v_core.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
