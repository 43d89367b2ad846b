"""The pictures of the manual, made by the program itself on the sample township: each tab, and dialogs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.ui import tools_menu
from app.ui.find_anything import actions, plain_text
from app.ui.pictures import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow

NEWEST = 22
WIDEST = 1100
"""Pixels a picture is wide at most: what a page of the manual shows."""


_DIALOGS = (
    ("bin", "作废箱"),
    ("backup", "备份设置"),
    ("operators", "操作人"),
    ("self_check", "故障自检"),
    ("rules", "办理规则"),
    ("years", "年度结转"),
    ("archive", "归档"),
    ("finding", "到处找"),
)
"""Pictures of the dialogs that a command of the menus opens."""


def make(app: QApplication, window: MainWindow, folder: Path) -> tuple[str, ...]:
    """Write every picture as a PNG of few colours, and return their names."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, show in scenes(window):
        before = set(app.topLevelWidgets())
        shown = show()
        settle(app, window)
        target = shown if isinstance(shown, QWidget) else window
        image = target.grab().toImage()
        if image.width() > WIDEST:
            image = image.scaledToWidth(WIDEST, Qt.TransformationMode.SmoothTransformation)
        _save(image, folder / f"{name}.png")
        made.append(name)
        for one in set(app.topLevelWidgets()) - before:
            if isinstance(one, QDialog):
                one.close()
        settle(app, window)
    return tuple(made)


def _save(image: QImage, path: Path) -> None:
    """Write a picture in 256 colours: a third of the size, and nothing of it blurred."""
    from PIL import Image  # late: the window itself never needs it

    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    whole = Image.frombuffer(
        "RGB", (plain.width(), plain.height()), bytes(plain.constBits()), "raw", "RGB", plain.bytesPerLine()
    )
    whole.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def scenes(window: MainWindow) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
    """Each picture's name, and what brings its scene in sight: the dialog it opened, None for the window itself."""
    yield "tab_home", lambda: window.tabs.setCurrentIndex(0)
    for name, tab in window.tab_pages.items():
        yield f"tab_{name}", partial(window.tabs.setCurrentWidget, tab)
    yield "registers", lambda: _page(window, "places") and None
    yield "entry", lambda: _page(window, "opinions").new_record()
    yield "petition", lambda: _record(window, "petitions", 0, "办理")
    yield "closing", lambda: _record(window, "rectifications", 1, "办理")
    yield "attachments", lambda: _attachments(window)
    reports = window.tabs.count() - 1
    yield "tab_reports", lambda: window.tabs.setCurrentIndex(reports)
    yield "checks", lambda: _report(window, "核对")
    yield "slips", lambda: _report(window, "督办")
    yield "preview", lambda: _dialog(window, lambda: _page(window, "petitions").print_preview())
    for name, words in _DIALOGS:
        yield name, partial(_dialog, window, partial(_command, window, words))
    yield "inspection", lambda: _dialog(window, lambda: _inspection(window))
    yield "dossier", lambda: _dialog(window, lambda: _dossier(window))
    yield "person_slip", lambda: _dialog(window, lambda: _on_petition(window, tools_menu.show_person_slip))
    yield "erasure", lambda: _dialog(window, lambda: _erasure(window))
    yield "incident", lambda: _dialog(window, lambda: _incident(window))
    yield "start", lambda: _dialog(window, lambda: _new_ledger(window))
    yield "learning", lambda: _tasks(window)  # the last: the tasks stay beside the pages


def _page(window: MainWindow, ledger: str) -> LedgerPage:
    page = window.ledger_page(ledger)
    settle_in(window)
    return page


def settle_in(window: MainWindow) -> None:
    """Let what was asked for arrive."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        settle(app, window)


def _record(window: MainWindow, ledger: str, row: int, tab: str) -> None:
    page = _page(window, ledger)
    found = page.model.id_at(row)
    if found is None:
        return
    page.show_record(found)
    settle_in(window)
    if page.form is not None:
        tabs = page.form.tabs
        names = [tabs.tabText(place).split(" ")[0] for place in range(tabs.count())]
        tabs.setCurrentIndex(names.index(tab))


def _attachments(window: MainWindow) -> None:
    """The first of the newest records that has files."""
    for row in range(NEWEST):
        _record(window, "rectifications", row, "附件")
        settle_in(window)
        form = _page(window, "rectifications").form
        if form is not None and form.attachments.list.count():
            form.attachments.list.setCurrentRow(0)
            return


def _report(window: MainWindow, words: str) -> None:
    tab = window.tabs.currentWidget()
    names = [tab.tabText(place) for place in range(tab.count())]  # type: ignore[attr-defined]
    tab.setCurrentIndex(names.index(words))  # type: ignore[attr-defined]


def _dialog(window: MainWindow, run: Callable[[], object]) -> QWidget | None:
    """The dialog that a command opens."""
    app = QApplication.instance()
    before = set(app.topLevelWidgets()) if isinstance(app, QApplication) else set()
    run()
    settle_in(window)
    now = set(app.topLevelWidgets()) if isinstance(app, QApplication) else set()
    return next((one for one in now - before if isinstance(one, QDialog) and one.isVisible()), None)


def _command(window: MainWindow, words: str) -> None:
    next(action for _menu, action in actions(window) if plain_text(action.text()) == words).trigger()


def _dossier(window: MainWindow) -> None:
    page = _page(window, "petitions")
    page.table.setCurrentIndex(page.model.index(2, 0))
    tools_menu.show_dossier(window)


def _on_petition(window: MainWindow, show: Callable[[MainWindow], None]) -> None:
    page = _page(window, "petitions")
    page.table.setCurrentIndex(page.model.index(2, 0))
    show(window)


def _incident(window: MainWindow) -> None:
    """A list that went astray, with whom it names."""
    from app.ui.incidents_dialog import NewIncidentDialog

    new = NewIncidentDialog(window.operation, window)
    new.kind.setCurrentIndex(1)
    new.account.setPlainText("催办信访件时，把本月信访表发到了村民群里")
    new.measures.setPlainText("两分钟后撤回，请看到的人删除，已向分管领导报告")
    new.ledger.setCurrentIndex(new.ledger.findData("petitions"))
    new.where.setText("年度=2014")
    new.look()
    new.open()


def _erasure(window: MainWindow) -> None:
    """An order with its words looked for: those of the petitioner's own column."""
    from app.ui.erasure_dialog import ErasureDialog

    _on_petition(window, tools_menu.erase)
    settle_in(window)
    (dialog,) = window.findChildren(ErasureDialog)
    desk, key = window.operation.desk, dialog.record_id
    record = desk.read(lambda unit: unit.reading.one(unit.schema.ledgers["petitions"], (), id=key))
    if record is not None:
        dialog.words.setPlainText(str(record.values.get("petitioner_name") or "")[:20])
        dialog.reason.setText("事项已经办结，本人来信要求")
        dialog.look()


def _inspection(window: MainWindow) -> None:
    """The first outline that comes with the program, at a heading that has a ledger."""
    from app.services import inspection_outlines
    from app.ui.inspection_dialog import InspectionDialog

    dialog = InspectionDialog(window.operation, window)
    dialog.open()
    settle_in(window)
    dialog.start_from(inspection_outlines.presets()[0].label)
    for _step in range(3):
        settle_in(window)
    dialog.table.setCurrentCell(2, 0)


def _new_ledger(window: MainWindow) -> None:
    """The second step, with nothing typed: leaving it asks nothing."""
    from app.ui.new_ledger import NewLedgerWizard

    wizard = NewLedgerWizard(window.operation.desk.path.parent, window)
    wizard.go(1)
    wizard.open()


def _tasks(window: MainWindow) -> None:
    _page(window, "petitions")
    window.practise()
