"""`python -m app`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program."""
    from app.bootstrap import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
