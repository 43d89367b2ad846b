"""What an operator may not do is not offered: the action stands there in grey, and its tooltip says who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules.rights import Right
from app.services import permitted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from app.services.changes import Actor

PAGE: dict[str, Right] = {
    "new": Right.ENTER,
    "type": Right.ENTER,
    "duplicate": Right.ENTER,
    "void": Right.VOID,
    "restore": Right.VOID,
    "undo": Right.ENTER,
    "redo": Right.ENTER,
    "print": Right.PRINT,
    "print_forms": Right.PRINT,
    "batch_edit": Right.ENTER,
    "import": Right.ENTER,
    "paste": Right.ENTER,
    "paste_new": Right.ENTER,
    "fill_down": Right.ENTER,
    "ditto": Right.ENTER,
    "tidy": Right.ENTER,
    "blank": Right.ENTER,
    "unreadable": Right.ENTER,
    "export": Right.EXPORT,
}
TYPING = ("paste", "paste_new", "fill_down", "ditto", "tidy", "blank", "unreadable")
"""The actions of a ledger page that write cells; none of them works among voided records."""
FORM: dict[str, Right] = {"save": Right.ENTER, "save_and_new": Right.ENTER}
TOOLS: dict[str, Right] = {
    "合并两条…": Right.VOID,
    "包案移交…": Right.SUPERVISE,
    "回头抽查…": Right.SUPERVISE,
    "接访排班…": Right.ENTER,
    "节假日调整…": Right.OFFICE,
    "重印恢复码…": Right.OPERATORS,
    "办理规则…": Right.OFFICE,
    "列设置…": Right.COLUMNS,
    "操作人…": Right.OPERATORS,
}
"""The rights that the actions of a ledger page, of a form and of the menu 工具 ask for."""


def hold(actions: Mapping[str, QAction], rights: Mapping[str, Right], actor: Actor) -> None:
    """Keep the actions disabled that the operator may not take."""
    for name, right in rights.items():
        if name in actions:
            hold_one(actions[name], right, actor)


def hold_one(action: QAction, right: Right, actor: Actor) -> None:
    """Keep one action disabled, whoever would enable it later, when the operator may not take it."""
    reason = permitted.why_not(actor, right)
    if reason:
        action.setEnabled(False)
        action.setToolTip(reason)
        action.enabledChanged.connect(lambda is_on: action.setEnabled(False) if is_on else None)
