"""百日攻坚: a line for each drive that runs on a day, with what was resolved in it and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.backlog import Drive


class DriveLines(QLabel):
    """The running drives, a line each; hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.hide()

    def show_drives(self, drives: tuple[Drive, ...]) -> None:
        """Show the drives that run."""
        self.setText("\n".join(_line(drive) for drive in drives))
        self.setVisible(bool(drives))


def _line(drive: Drive) -> str:
    return (
        f"{drive.name} 第{drive.day_no}天／共{drive.length}天，"
        f"已化解 {len(drive.resolved)} 件，还剩 {len(drive.left)} 件，到 {drive.ends_on} 止"
    )
