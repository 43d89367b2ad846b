"""Tab goes through a dialog as the eye does: field after field, and the buttons at the foot last."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.ledgers import registry
from app.ui.archive_dialog import ArchiveDialog
from app.ui.archive_parts import ClassesDialog, DestroyDialog
from app.ui.column_chooser import ColumnChooser
from app.ui.desk_handover_dialog import DeskHandoverDialog
from app.ui.holiday_dialog import HolidayDialog
from app.ui.house_dialog import ToFile, ToServer
from app.ui.reception_dialog import ReceptionDialog
from app.ui.server_dialog import ServerDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation

SERVER = ["服务器", "库名", "登录名", "口令", "显示口令", "证书文件", "浏览证书文件"]
NEW_FILE = ["保存位置", "选择…", "新口令", "显示新口令", "再输一遍口令", "显示再输一遍口令", "不加密"]
DIALOGS: list[tuple[type, list[str]]] = [
    (ToServer, [*SERVER, "开始搬…", "取消"]),
    (ToFile, [*NEW_FILE, "开始搬…", "取消"]),
    (ServerDialog, [*SERVER, "单位", "登录", "取消"]),
]


def walked(dialog: QWidget, stops: int, qtbot: QtBot) -> list[str]:
    """The names of what has the focus from the opening on, one Tab after the other."""
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and dialog.isActiveWindow())
    names = []
    for _ in range(stops):
        at = QApplication.focusWidget()
        assert at is not None
        names.append(at.accessibleName() or getattr(at, "text", str)())
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    return names


@pytest.mark.parametrize(("make", "order"), DIALOGS)
def test_tab_goes_from_the_first_field_to_the_buttons(
    make: Callable[[], QWidget], order: list[str], qtbot: QtBot
) -> None:
    dialog = make()
    qtbot.addWidget(dialog)
    assert walked(dialog, 2 * len(order), qtbot) == order * 2  # and on from the last to the first


def test_the_signed_sheet_of_a_destruction_is_walked_from_its_scan(qtbot: QtBot) -> None:
    dialog = DestroyDialog(["J012-WS·2014-Y-0001"], date(2014, 3, 31), None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert walked(dialog, 5, qtbot) == ["选扫描件…", "签字人", "签字日期", "销毁", "取消"]


def test_the_retention_of_the_ledgers_is_walked_before_the_reason(
    operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = ClassesDialog(operation, None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    boxes = [box.accessibleName() for box in dialog.boxes.values()]
    assert walked(dialog, len(boxes) + 3, qtbot) == [*boxes, "说明", "保存", "取消"]


@pytest.mark.parametrize(("make", "order"), [
    (HolidayDialog, ["日期，应填", "放假", "名称，应填", "依据", "会移动的时限", "登记", "取消"]),
    (DeskHandoverDialog, ["没有办完的", "接收人", "打印…", "保存", "关闭"]),
    (ReceptionDialog, ["月份", "值班领导", "接访地点", "排这个月的班", "这个月的接访排班", "代班", "代班原因", "关闭"]),
    (lambda _operation: ColumnChooser(registry.find("petitions"), (), 1),
     ["可以显示的列", "上移", "下移", "恢复原样", "每行高度", "确定", "取消", "列设置…"]),
    (ArchiveDialog, ["年度", "不归档的也列出", "待归档", "归档时的保管期限", "打印哪一种", "打印…", "关闭"]),
])  # fmt: skip
def test_a_dialog_is_walked_as_it_is_read(
    make: Callable[[Operation], QWidget], order: list[str], operation: Operation, settled: Callable[[], None],
    qtbot: QtBot,
) -> None:  # fmt: skip
    dialog = make(operation)
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    assert [name for name in dict.fromkeys(walked(dialog, 2 * len(order) + 4, qtbot)) if name in order] == order
