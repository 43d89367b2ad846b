"""搬台账: from the window's file to a county's server, or back; then the window opens the place they went to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from app.services.moving import Moved
    from app.ui.backup_work import WorkDialog
    from app.ui.house_dialog import ToFile, ToServer
    from app.ui.main_window import MainWindow
    from app.ui.session import Session

WORK = "正在搬台账：先把每一行搬过去，再逐行核对。搬完以前可以取消，两边都不会有改动。"
TO_SERVER = (
    "把这份台账的全部内容搬到县级服务器，逐行核对一致才算搬成。"
    "搬成以后，本机这份文件只能查看，不再登记；请收好作备份。现在就搬吗？"
)
TO_FILE = (
    "把这份台账的全部内容搬回本机的文件，逐行核对一致才算搬成。"
    "搬成以后，服务器上的这一份只能查看，本单位其他电脑也不能再在那里登记。现在就搬吗？"
)


class HouseMoving(QObject):
    """What the session does to move the ledgers of its window."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._sentence = ""
        self.dialog: ToServer | ToFile | None = None
        self.work: WorkDialog | None = None

    def ask(self) -> None:
        """Ask where to; nothing is done before the clerk has said yes to what becomes of the place they stand in."""
        window = self._session.window
        if window is None or not window.may_close():
            return
        from app.ui.house_dialog import ToFile, ToServer

        dialog = ToFile(window) if window.operation.desk.store.is_server else ToServer(window)
        dialog.wanted.connect(lambda: self._begin(window))
        self.dialog = dialog
        dialog.open()

    def _begin(self, window: MainWindow) -> None:
        from app.ui import dialogs
        from app.ui.backup_work import WorkDialog

        dialog = self.dialog
        if dialog is None:
            return
        question = TO_FILE if window.operation.desk.store.is_server else TO_SERVER
        if not dialogs.confirm(dialog, dialog.windowTitle(), question, yes="开始搬"):
            return
        work = dialog.work(window.operation.desk)
        self.work = WorkDialog(dialog.windowTitle(), WORK, work, stop="取消", parent=dialog)
        self.work.ended.connect(lambda moved: self._moved(window, moved))
        self.work.refused.connect(dialog.refuse)
        self.work.over.connect(self._over)
        self.work.begin()

    def _over(self) -> None:
        if self.work is not None:
            self.work.deleteLater()
            self.work = None

    def _moved(self, window: MainWindow, moved: Moved) -> None:
        """Open what was moved; the window shows the old place to read until then."""
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        self._sentence = f"台账已经搬好：{moved.rows}行逐行核对一致，其中附件{moved.files}个、历史{moved.history}行。"
        window.show_desk_again()
        dialog.accept()
        dialog.open_moved(self._session, moved, window.operation.desk.actor.name)

    def tell(self, window: MainWindow) -> None:
        """Say what was moved in the window that was opened on it."""
        if self._sentence:
            window.message.say(self._sentence)
            self._sentence = ""
