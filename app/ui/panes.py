"""F6: from one part of the window to the next, wherever the focus is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QGraphicsView, QLabel, QScrollArea, QWidget

from app.ui.tab_page import TabPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.main_window import MainWindow

Pane = tuple[QWidget, "Callable[[], object]"]
"""A part of the window, and what brings the focus into it."""


def go(window: MainWindow, step: int) -> None:
    """Bring the focus into the next part, or with -1 into the one before."""
    panes = [*_panes(window), *_tasks(window)]
    focus = window.focusWidget() or window
    holding = [place for place, (pane, _go) in enumerate(panes) if pane is focus or pane.isAncestorOf(focus)]
    here = holding[-1] if holding else (-1 if step > 0 else 0)
    panes[(here + step) % len(panes)][1]()


def _panes(window: MainWindow) -> list[Pane]:
    tab, page = window.tabs.currentWidget(), window.page
    if not isinstance(tab, TabPage) or page is None:
        return _plain_panes(window, tab)
    panes: list[Pane] = [
        (tab.list, tab.list.setFocus),
        (page.filters.box, page.filters.box.setFocus),
        (page.stack, page.take_focus),  # the table, or what an empty list offers
    ]
    if page.form is not None and page.form.isVisible():
        panes += [(page.form.area, page.form.walk.focus_first), (page.form.tabs, page.form.walk.enter_tab)]
    return panes


def _tasks(window: MainWindow) -> list[Pane]:
    """The practice tasks of a sample, while they are in sight."""
    panel = window.practice.panel if window.practice is not None else None
    return [(panel, panel.take_focus)] if panel is not None and panel.isVisible() else []


def _plain_panes(window: MainWindow, tab: QWidget) -> list[Pane]:
    """The tabs' heads, and on the page what stands first and every list and table."""
    inside = [widget for widget in tab.findChildren(QWidget) if _may_focus(widget)]
    inside.sort(key=lambda widget: (widget.mapTo(tab, widget.rect().topLeft()).y() // 40, widget.x()))
    views = [widget for widget in inside if isinstance(widget, QAbstractItemView | QGraphicsView)]
    parts = list(dict.fromkeys([*inside[:1], *views]))
    heads = window.tabs.tabBar()
    return [(widget, partial(widget.setFocus, Qt.FocusReason.TabFocusReason)) for widget in (heads, *parts)]


def _may_focus(widget: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return takes and widget.isVisible() and widget.isEnabled() and not isinstance(widget, QScrollArea | QLabel)
