"""One run of a command: what was asked, and the desk it works at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from app import cli_passphrases
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    import argparse

    from app.services.desk import Desk


class Session:
    """One run of a command: its arguments, and the desk opened on demand."""

    def __init__(self, options: argparse.Namespace) -> None:
        """Take the parsed arguments."""
        self.options = options
        self.exit_code = Exit.DONE
        """What the command ends with when it answers."""

    @property
    def path(self) -> Path | None:
        """The ledger file named by --file or MINQING_FILE."""
        named = self.options.file or os.environ.get("MINQING_FILE", "")
        return Path(named) if named else None

    def desk(self) -> Desk:
        """The desk on the named file; raises Refused (exit 2) when none is named."""
        from app.services.desk import open_desk

        path, user = self.named_path(), self.options.user
        return open_desk(path, user=user, passphrase=cli_passphrases.for_opening(path, user))

    def named_path(self) -> Path:
        """The ledger file; raises Refused (exit 2) when none is named."""
        if self.path is None:
            sentence = "没有指定台账文件。请用 --file 指定，或设置 MINQING_FILE。"
            raise Refused(sentence, exit_code=Exit.USAGE)
        return self.path
