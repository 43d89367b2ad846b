"""`python -m app`."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    """Run the program."""
    from app import frozen
    from app.bootstrap import main as run

    frozen.let_others_be()
    return run()


if __name__ == "__main__":
    multiprocessing.freeze_support()  # the frozen program starts its reader and its printer as children of itself
    sys.exit(main())
