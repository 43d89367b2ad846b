"""What an operator may not do is not offered: the action stands there in grey, and its tooltip says who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import places
from app.rules.rights import Right
from app.services import permitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from app.services.changes import Actor
    from app.services.desk import Desk

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
    "个人信息查询告知单…": Right.REVEAL,
    "数据安全事件…": Right.REVEAL,
    "合并两条…": Right.VOID,
    "删除个人信息…": Right.ERASE,
    "删除申请…": Right.ERASE,
    "包案移交…": Right.SUPERVISE,
    "回头抽查…": Right.SUPERVISE,
    "接访排班…": Right.ENTER,
    "节假日调整…": Right.OFFICE,
    "重印恢复码…": Right.OPERATORS,
    "办理规则…": Right.OFFICE,
    "列设置…": Right.COLUMNS,
    "操作人…": Right.OPERATORS,
    "搬到县级服务器…": Right.RESTORE,
    "搬回本机文件…": Right.RESTORE,
}
"""The rights that the actions of a ledger page, of a form and of the menu 工具 ask for."""


AT_SERVER: dict[str, str] = {
    "打开台账所在的文件夹": "folder",
    "备份到…": "backup",
    "从备份恢复…": "restore",
    "导入表格…": "import",
    "套表…": "fill-in",
    "迎检包…": "inspection",
    "上报…": "package",
    "并入上报包…": "merge",
    "导入记录…": "withdraw",
    "上报和并入记录…": "packages",
    "个人信息查询告知单…": "person-slip",
    "数据安全事件…": "incident",
    "合并两条…": "join",
    "归档…": "archive",
    "删除个人信息…": "erase",
    "删除申请…": "erase",
    "包案移交…": "handover",
    "年度结转…": "close-year",
    "台账工作交接…": "desk-handover",
    "备份设置…": "backup",
    "修改口令…": "passphrase",
    "重印恢复码…": "recover",
}
"""What the menus offer that a county's server may not serve, each with the command that does the same work."""
PAGE_AT_SERVER: dict[str, str] = {"import": "import", "paste_new": "import"}
"""The same for the actions of a ledger page."""


def hold_menus(menus: Iterable[QMenu], desk: Desk) -> None:
    """Keep the entries disabled that the place where the ledgers stand does not serve; the tooltip says why."""
    if desk.store.is_server:
        for menu in menus:
            menu.setToolTipsVisible(True)
            for action in menu.actions():
                keep_off(action, places.why_not(AT_SERVER[action.text()]) if action.text() in AT_SERVER else "")


def hold_page(actions: Mapping[str, QAction], desk: Desk) -> None:
    """Keep the actions of a ledger page disabled that a server does not serve."""
    if desk.store.is_server:
        for name, work in PAGE_AT_SERVER.items():
            keep_off(actions[name], places.why_not(work))


def keep_off(action: QAction, reason: str) -> None:
    """Keep an action disabled, whoever would enable it later, when there is a reason, which its tooltip says."""
    if reason:
        action.setEnabled(False)
        action.setToolTip(reason)
        action.enabledChanged.connect(lambda is_on: action.setEnabled(False) if is_on else None)


def hold(actions: Mapping[str, QAction], rights: Mapping[str, Right], actor: Actor) -> None:
    """Keep the actions disabled that the operator may not take."""
    for name, right in rights.items():
        if name in actions:
            hold_one(actions[name], right, actor)


def hold_one(action: QAction, right: Right, actor: Actor) -> None:
    """Keep one action disabled, whoever would enable it later, when the operator may not take it."""
    keep_off(action, permitted.why_not(actor, right))
