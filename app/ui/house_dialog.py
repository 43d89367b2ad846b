"""Where the ledgers are to be moved: the server, as the administrator told it; or the new file and its passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from app.rules.refusal import Refused
from app.services import moving
from app.ui import help_menu
from app.ui.fields import restyle
from app.ui.passphrase_fields import NewPassphrase
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.server_dialog import ServerFields
from app.ui.start_page import FILE_KINDS, data_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.services.backups import Progress
    from app.services.desk import Desk
    from app.services.moving import Moved
    from app.ui.session import Session

SUFFIX = ".minqing"
HEAD_SERVER = (
    "先请县里的管理员登记本单位，告诉您下面几项。那里还要是空的：登记了、还没有建台账的单位。"
    "搬的是全部：记录、附件、编号、操作人和整个历史。"
)
HEAD_FILE = (
    "搬到一个新的文件。搬的是全部：记录、附件、编号、操作人和整个历史。口令是打开这个文件用的，与服务器的口令无关。"
)


class HouseDialog(PlainDialog):
    """What both ways share: words above, a sentence below, one button. `wanted()` when all that is needed is there."""

    wanted = Signal()

    def __init__(self, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(title, (620, 380), parent)
        self.lines = QVBoxLayout(self)
        self.lines.addWidget(Words(words, self, wordWrap=True))
        self.said = Words(self, wordWrap=True)
        self.said.setProperty("role", "error")
        help_menu.bind(self, "county-server")

    def end(self) -> None:
        """Put the sentence and the buttons below the rest; made last, they are also the last that Tab comes to."""
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.go = self.buttons.addButton("开始搬…", QDialogButtonBox.ButtonRole.AcceptRole)
        restyle(self.go, "main", value=True)
        self.buttons.accepted.connect(self._try)
        self.buttons.rejected.connect(self.reject)
        self.lines.addWidget(self.said)
        self.lines.addStretch(1)
        self.lines.addWidget(self.buttons)

    def fault(self) -> str:
        """Why it cannot be begun yet; empty when it can."""
        raise NotImplementedError

    def _try(self) -> None:
        fault = self.fault()
        self.refuse(fault)
        if not fault:
            self.wanted.emit()

    def refuse(self, sentence: str) -> None:
        """Say why it was not done; what is filled in stays."""
        self.said.setText(sentence)
        self.fit_soon()


class ToServer(HouseDialog):
    """搬到县级服务器."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("搬到县级服务器", HEAD_SERVER, parent)
        self.fields = ServerFields(self, reads_for_county=False)
        self.lines.addWidget(self.fields)
        self.end()
        self.fields.focus_on("")

    def fault(self) -> str:
        """Why it cannot be begun yet; empty when it can."""
        try:
            self.fields.text  # noqa: B018 - asked for what is wanting
        except Refused as refusal:
            self.fields.focus_on(refusal.field)
            return refusal.sentence
        return ""

    def work(self, desk: Desk) -> Callable[[Progress], Moved]:
        """The moving of a desk's ledgers."""
        text, password = self.fields.text, self.fields.passphrase.text
        return lambda tell: moving.to_server(desk, text=text, password=password, progress=tell)

    def open_moved(self, session: Session, _moved: Moved, user: str) -> None:
        """Open the office they were moved to, as the same operator."""
        session.county.sign_in(self.fields.text, self.fields.passphrase.text, user)


class ToFile(HouseDialog):
    """搬回本机文件."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("搬回本机文件", HEAD_FILE, parent)
        self.place = QLineEdit(str(data_folder() / f"搬回的台账{SUFFIX}"), self)
        self.place.setAccessibleName("保存位置")
        browse = QPushButton("选择…", self)
        browse.clicked.connect(self._browse)
        self.passphrase = NewPassphrase(self, may_be_plain=True)
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(browse)
        form = QFormLayout()
        form.addRow("保存位置", where)
        form.addRow("口令", self.passphrase)
        self.lines.addLayout(form)
        self.end()

    @property
    def path(self) -> Path:
        """The new file, with its ending."""
        path = Path(self.place.text().strip())
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

    def _browse(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "搬回本机文件", self.place.text(), FILE_KINDS)
        if name:
            self.place.setText(name)

    def fault(self) -> str:
        """Why it cannot be begun yet; empty when it can."""
        if not Path(self.place.text().strip()).name:
            return "请写明台账存在哪里，或按“选择…”。"
        return self.passphrase.fault()

    def work(self, desk: Desk) -> Callable[[Progress], Moved]:
        """The moving of a desk's ledgers."""
        path, passphrase = self.path, self.passphrase.passphrase

        def moved(tell: Progress) -> Moved:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                sentence = f"建不了文件夹「{path.parent.name[:20]}」，没有搬，服务器上的台账照旧。请换一个位置。"
                raise Refused(sentence) from error
            return moving.to_file(desk, path=path, passphrase=passphrase, progress=tell)

        return moved

    def open_moved(self, session: Session, moved: Moved, user: str) -> None:
        """Open the new file, as the same operator; its recovery code is shown once."""
        from app.services.desk import open_desk

        try:
            desk = open_desk(self.path, user=user, passphrase=self.passphrase.passphrase)
        except Refused as refusal:
            session.say(refusal.sentence)
            return
        desk.recovery_code = moved.recovery_code
        session.take(desk)
