"""Signs in at a county's server: which one, by which name, and who sits down there. Nothing is kept of the password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules.places import is_server
from app.rules.refusal import Refused
from app.services import county
from app.services.county import Server
from app.ui import application, help_menu
from app.ui.aside import aside
from app.ui.on_screen import Dialog, in_order
from app.ui.passphrase_fields import PassphraseField
from app.ui.plain import Words, literal

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QShowEvent

    from app.services.desk import Desk
    from db.opened import Opened

WIDTH = 34
"""Chinese characters a line of the dialog holds."""
HEAD = "这几项由县里的管理员告诉您。口令不会存在这台电脑上，每次打开都要输入。"
OTHER = "另填一个…"
CERTIFICATES = "证书 (*.crt *.pem *.cer);;所有文件 (*)"


class ServerFields(QWidget):
    """The server, what lies on it, and who signs in: the parts of an address, and the password."""

    def __init__(self, parent: QWidget | None = None, *, reads_for_county: bool = True) -> None:
        super().__init__(parent)
        self.host = _line("服务器", "如 ledger.county.gov.cn")
        self.host.setToolTip("端口不是 5432 时写在冒号后面，如 ledger.county.gov.cn:5433")
        self.database = _line("库名", "如 minqing")
        self.role = _line("登录名", "本单位的登录名")
        self.passphrase = PassphraseField("口令", self)
        self.certificate = _line("证书文件", "县里给的 .crt 文件；没有给就不填")
        self.office = _line("单位", "只有县里的查看人填：要看哪个单位，如 清河镇")
        browse = QPushButton("浏览…", self, autoDefault=False)
        browse.setAccessibleName("浏览证书文件")
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.addWidget(self.certificate, 1)
        where.addWidget(browse)
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        for label, part in (
            ("服务器", self.host), ("库名", self.database), ("登录名", self.role), ("口令", self.passphrase),
            ("证书文件", where), ("单位（选填）", self.office),
        ):  # fmt: skip
            self.form.addRow(label, part)
        self.form.setRowVisible(self.office, reads_for_county)
        self.parts = (
            self.host, self.database, self.role, self.passphrase, self.certificate, browse, self.office,
        )  # fmt: skip
        """All that is filled in, in the order it stands in."""
        in_order(*self.parts)
        self.host.editingFinished.connect(self._take_apart)

    def _browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选择证书文件", "", CERTIFICATES)
        if name:
            self.certificate.setText(name)

    def _take_apart(self) -> None:
        """A whole address that was pasted goes into its fields."""
        text = self.host.text().strip()
        if is_server(text):
            try:
                self.show_server(county.server_of(text))
            except Refused:
                return  # told when it is tried

    def show_server(self, server: Server) -> None:
        """Put the parts of an address into the fields."""
        self.host.setText(server.host)
        self.database.setText(server.database)
        self.role.setText(server.role)
        self.certificate.setText(server.certificate)
        self.office.setText(server.office)

    @property
    def text(self) -> str:
        """The address that is filled in, without the password; raises Refused for what is wanting."""
        parts = (self.host, self.database, self.role, self.certificate, self.office)
        return Server(*(part.text().strip() for part in parts)).text

    def focus_on(self, key: str) -> None:
        """Go to the field of that key, or to the first that is blank."""
        fields = {"host": self.host, "database": self.database, "role": self.role}
        blank = (line for line in fields.values() if not line.text().strip())
        (fields.get(key) or next(blank, self.passphrase)).setFocus()


class ServerDialog(Dialog):
    """Signals: `opened(Desk)` when the sign-in was right and somebody sits down, `empty(Opened)` when it was right and
    the office holds nothing yet; `given_up()`.
    """

    opened = Signal(object)
    empty = Signal(object)
    given_up = Signal()

    def __init__(self, place: str = "", *, user: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("打开县级服务器")
        self._user = user
        self._connected: Opened | None = None
        self.fields = ServerFields(self)
        self.passphrase = self.fields.passphrase
        self.known = QComboBox(self)
        self.known.setAccessibleName("用过的")
        self.operator = QComboBox(self)
        self.operator.setAccessibleName("操作人")
        self.said = Words(self)
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(3 * self.fontMetrics().lineSpacing() + 6)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.open_button = QPushButton("登录", self)
        self.open_button.setProperty("main", "true")
        self.open_button.setDefault(True)
        help_menu.bind(self, "county-server")
        self._build()
        self._offer(place)

    def _build(self) -> None:
        head = Words(HEAD, self)
        head.setWordWrap(True)
        head.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉" * WIDTH))
        self.fields.form.insertRow(0, "用过的", self.known)
        self.fields.form.addRow("操作人", self.operator)
        self._ask_operator(is_asked=False)
        self.buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.attempt)
        self.buttons.rejected.connect(self.reject)
        self.rejected.connect(self._give_up)
        self.known.activated.connect(self._choose_known)
        lines = QVBoxLayout(self)
        lines.addWidget(head)
        lines.addWidget(self.fields)
        lines.addWidget(self.said, 1)
        lines.addWidget(self.buttons)
        in_order(self.known, *self.fields.parts, self.operator, *self.buttons.buttons())

    def _offer(self, place: str) -> None:
        """Fill in the address that was named, else the one opened last; the others can be chosen."""
        known = application.known_servers()
        for one in dict.fromkeys(filter(None, (place, *known))):
            try:
                server = county.server_of(one)
            except Refused:
                continue  # written by hand into the program's own settings
            words = f"{server.role}（{server.host}/{server.database}）"
            self.known.addItem(literal(f"{server.office} {words}" if server.office else words), server)
        self.known.addItem(OTHER, Server())
        self.fields.form.setRowVisible(self.known, self.known.count() > 1)
        self.fields.show_server(self.known.itemData(0))

    def _choose_known(self) -> None:
        self.fields.show_server(self.known.currentData())
        self.passphrase.clear()
        self.fields.focus_on("")

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fields.focus_on("")

    def attempt(self) -> None:
        """Sign in off the user's thread; when that stands and several may sit down, as the one who is chosen."""
        if self._connected is not None:
            self._sit_down(self.operator.currentText())
            return
        try:
            text = self.fields.text
        except Refused as refusal:
            self._refused(refusal)
            return
        password = self.passphrase.text
        self._busy("正在连接…")
        aside(
            lambda: county.connect(text, password=password), self._signed_in, owner=self, failed=self._refused
        )  # fmt: skip

    def _signed_in(self, opened: Opened) -> None:
        self._connected = opened
        aside(lambda: county.operators_at(opened), self._ask_who, owner=self, failed=self._refused)

    def _ask_who(self, names: tuple[str, ...]) -> None:
        opened = self._connected
        if opened is None:
            return
        if not names and not opened.read_only:
            self._connected = None
            self._leave(self.empty, opened)
            return
        wanted = self._user or application.last_operator(opened.place)
        # Who reads for the county sits down as none of the office's own: he sees what its first operator sees.
        if len(names) <= 1 or opened.reads_for_county or self._user:
            self._sit_down(self._user or next(iter(names), ""))
            return
        self.operator.addItems(list(names))
        self.operator.setCurrentText(wanted if wanted in names else names[0])
        self.setEnabled(True)
        self._ask_operator(is_asked=True)
        self._say("已经登录。请选是谁在操作，再按“打开”。", is_error=False)
        self.operator.setFocus()

    def _sit_down(self, name: str) -> None:
        opened, self._connected = self._connected, None
        if opened is not None:
            self._busy("正在打开…")
            aside(lambda: county.sit_down(opened, user=name), self._opened, owner=self, failed=self._refused)

    def _opened(self, desk: Desk) -> None:
        self._leave(self.opened, desk)

    def _leave(self, signal: SignalInstance, found: object) -> None:
        self.passphrase.clear()
        self.setEnabled(True)
        signal.emit(found)
        self.accept()

    def _refused(self, refusal: Refused) -> None:
        """Say why, and leave all that is filled in but a password that did not fit."""
        self._let_go()
        self.setEnabled(True)
        self.operator.clear()
        self._ask_operator(is_asked=False)
        self._say(refusal.sentence, is_error=True)
        self.fields.focus_on(refusal.field)

    def _ask_operator(self, *, is_asked: bool) -> None:
        """Ask who sits down, now that the sign-in stands; else for the sign-in."""
        self.fields.form.setRowVisible(self.operator, is_asked)
        for part in (self.known, *self.fields.parts):
            part.setEnabled(not is_asked)
        self.open_button.setText("打开" if is_asked else "登录")
        self.fit_soon()

    def _busy(self, words: str) -> None:
        self._say(words, is_error=False)
        self.setEnabled(False)

    def _say(self, words: str, *, is_error: bool) -> None:
        self.said.setProperty("role", "error" if is_error else "faint")
        self.said.style().polish(self.said)
        self.said.setText(words)

    def _let_go(self) -> None:
        if self._connected is not None:
            self._connected.close()
            self._connected = None

    def _give_up(self) -> None:
        self._let_go()
        self.given_up.emit()


def _line(name: str, hint: str) -> QLineEdit:
    line = QLineEdit(placeholderText=hint)
    line.setAccessibleName(name)
    return line
