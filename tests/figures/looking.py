from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.services import figures

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.figures import Figure, Rows
    from db.values import Value

LAST_DAY = date(2014, 3, 31)


def all_of(desk: Desk, as_of: date = LAST_DAY, campaign: str = "") -> dict[str, Figure]:
    """All figures by code."""
    found = desk.read(lambda unit: figures.all_figures(unit, as_of=as_of, campaign=campaign))
    return {figure.code: figure for figure in found}


def figure(desk: Desk, code: str, as_of: date = LAST_DAY, campaign: str = "") -> Figure:
    """One figure."""
    return all_of(desk, as_of, campaign)[code]


def value(desk: Desk, code: str, as_of: date = LAST_DAY, campaign: str = "") -> Value:
    """What one figure comes to."""
    return figure(desk, code, as_of, campaign).value


def rows(desk: Desk, code: str, as_of: date = LAST_DAY, campaign: str = "") -> Rows:
    """The rows behind one figure."""
    return desk.read(lambda unit: figures.rows(unit, code=code, as_of=as_of, campaign=campaign))
