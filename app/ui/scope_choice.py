"""范围: which rows of a list are printed or exported: those filtered, those selected, or all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from db.ask import Ask


class ScopeChoice(QComboBox):
    """Offers the list as it is filtered, several selected rows of it, and the whole ledger."""

    def __init__(self, ask: Ask, selected: tuple[int, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("范围")
        is_narrowed = bool(ask.filters or ask.search)
        self.addItem("当前筛选出的" if is_narrowed else "全部", ask)
        if len(selected) > 1:
            self.addItem(f"选中的 {len(selected)} 条", replace(ask, ids=selected))
        if is_narrowed:
            self.addItem("全部", replace(ask, filters=(), search=""))

    @property
    def ask(self) -> Ask:
        """The list that is meant."""
        chosen: Ask = self.currentData()
        return chosen
