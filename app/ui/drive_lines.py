"""百日攻坚: a line for each drive that runs on a day, with what was resolved in it and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from app.services import backlog, checking
from app.services.checking import day as day_of
from app.services.checking import text

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from app.services.backlog import Drive
    from db.unit import UnitOfWork

CAMPAIGNS = "campaigns"
DRIVE = "攻坚"
"""What the name of a drive holds; the other campaigns of the register do not count their days."""


def running(unit: UnitOfWork, *, as_of: date | None = None) -> tuple[Drive, ...]:
    """The drives that have begun and not ended on a day, the file's own today when none is given."""
    on = as_of or unit.clock.today()
    drives = (
        backlog.drive(unit, campaign_id=campaign.id, as_of=on)
        for campaign in checking.standing(unit, CAMPAIGNS)
        if DRIVE in text(campaign.values, "name") and day_of(campaign.values, "started_on")
    )
    return tuple(drive for drive in drives if drive.started_on <= on <= drive.ends_on)


class DriveLines(QLabel):
    """The running drives, a line each; hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("攻坚进度")
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
