"""One run of a command: what was asked, and the desk it works at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from app import cli_passphrases
from app.rules.places import FILE_ONLY, is_server
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
    def place(self) -> str:
        """What --file or MINQING_FILE names: a ledger file, or an office at a county's server; empty for none."""
        return self.options.file or os.environ.get("MINQING_FILE", "")

    @property
    def is_server(self) -> bool:
        """Whether what is named is a county's server."""
        return is_server(self.place)

    @property
    def path(self) -> Path | None:
        """The ledger file that is named; raises Refused for a server: what asks for it is done with a file."""
        if self.is_server:
            raise Refused(FILE_ONLY)
        return Path(self.place) if self.place else None

    def desk(self) -> Desk:
        """The desk on the named file or server; raises Refused (exit 2) when none is named."""
        if self.is_server:
            from app import cli_county
            from app.services import county

            return county.open_desk(self.place, user=self.options.user, password=cli_county.passphrase(self.place))
        from app.services.desk import open_desk

        path, user = self.named_path(), self.options.user
        return open_desk(path, user=user, passphrase=cli_passphrases.for_opening(path, user))

    def named_path(self) -> Path:
        """The ledger file; raises Refused (exit 2) when none is named."""
        if self.path is None:
            sentence = "没有指定台账文件。请用 --file 指定，或设置 MINQING_FILE。"
            raise Refused(sentence, exit_code=Exit.USAGE)
        return self.path
