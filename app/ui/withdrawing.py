"""撤回一批导入: records touched since are named first, and the clerk says what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout
from typing_extensions import override

from app.rules.rights import Right
from app.services import import_batches, importing, permitted
from app.ui import dialogs
from app.ui.on_screen import Dialog
from app.ui.plain import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Actor, Changes
    from app.services.import_batches import Touched
    from app.services.importing import Withdrawn
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

NAMED = 8
TITLE = "撤回这一批"
ASK = "这一批新增的记录都会作废（编号保留），更新过的恢复成导入以前的样子。可以再“重做”回来。"
UNDER_WAY = "正在撤回，请不要关机…"
STOPPING = "正在停下，已撤回的会恢复原样…"
BOUND = "其中已经办结销号的不会撤回，要由“重开”收回。"
SPARE, ALSO, STAY = "只撤回没有动过的", "办过事的也撤回", "取消"


def hold(button: QPushButton, actor: Actor) -> None:
    """Keep the button grey, with the reason, for an operator who may not void records."""
    reason = permitted.why_not(actor, Right.VOID)
    if reason:
        button.setEnabled(False)
        button.setToolTip(reason)


class UnderWay(Dialog):
    """A small window over the work: how many records are done, and the way to stop; nothing is taken back then.

    `told(records)` comes from the thread that works.
    """

    told = Signal(int)

    def __init__(
        self, total: int, parent: QWidget, *, title: str = TITLE, words: str = UNDER_WAY, stopping: str = STOPPING
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.words = Words(words, self)
        self.words.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉" * 28))
        self.bar = QProgressBar(self)
        self.bar.setRange(0, total)
        self.bar.setFormat("%v / %m 条")
        self.bar.setAccessibleName(f"{title}的进度")
        self.stop_button = QPushButton("停止", self)
        self.stop_button.setAutoDefault(False)
        self.stop_button.clicked.connect(self.stop)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.stop_button)
        lines = QVBoxLayout(self)
        for widget in (self.words, self.bar):
            lines.addWidget(widget)
        lines.addLayout(foot)
        self._stopping = stopping
        self._is_stopped = False
        self.told.connect(self.bar.setValue)

    def stop(self) -> None:
        """Ask the work to end; the window goes when it has."""
        self._is_stopped = True
        self.stop_button.setEnabled(False)
        self.words.setText(self._stopping)

    def go_on(self, done: int) -> bool:
        """How far the work is, told by its thread; whether it is still wanted."""
        self.told.emit(done)
        return not self._is_stopped

    @override
    def reject(self) -> None:
        self.stop()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        event.ignore()


def ask(
    operation: Operation,
    batch: str,
    parent: QWidget,
    then: Callable[[Withdrawn], None],
    *,
    begun: Callable[[str], None],
    failed: Callable[[Refused], None],
) -> None:
    """Ask the clerk and take an import back in one step; `begun` says that it is under way."""
    actor = operation.desk.actor

    def choose(found: tuple[tuple[Touched, ...], int]) -> None:
        touched, total = found
        answer = _choice(parent, touched)
        if answer != STAY:
            begun(UNDER_WAY)
            _write(operation, batch, parent, then, failed, also_touched=answer == ALSO, total=total)

    operation.read(
        lambda unit: import_batches.touched_since(unit, actor=actor, batch=batch),
        choose,
        owner=parent,
        failed=failed,
    )


def _choice(parent: QWidget, touched: tuple[Touched, ...]) -> str:
    if not touched:
        return SPARE if dialogs.confirm(parent, TITLE, ASK, yes="撤回") else STAY
    more = f" 等 {len(touched)} 条" if len(touched) > NAMED else ""
    numbers = "、".join(one.words for one in touched[:NAMED])
    bound = BOUND if any(one.is_bound for one in touched) else ""
    question = f"导入以后，{numbers}{more}又办过事，撤回会丢掉这些改动。{bound}\n{ASK}"
    return dialogs.choose(parent, TITLE, question, (SPARE, ALSO, STAY))


def _write(
    operation: Operation,
    batch: str,
    owner: QWidget,
    then: Callable[[Withdrawn], None],
    failed: Callable[[Refused], None],
    *,
    also_touched: bool,
    total: int,
) -> None:
    actor = operation.desk.actor
    done: list[Withdrawn] = []
    shown = UnderWay(total, owner)

    def work(unit: UnitOfWork) -> Changes:
        done.append(importing.withdraw(unit, actor=actor, batch=batch, also_touched=also_touched, progress=shown.go_on))
        return done[-1].changes

    def ended(_changes: Changes) -> None:
        shown.done(0)
        then(done[-1])

    def refused(refusal: Refused) -> None:
        shown.done(0)
        failed(refusal)

    shown.open()
    operation.write(work, ended, owner=owner, failed=refused)


def words_of(done: Withdrawn) -> str:
    """What was taken back and what was kept."""
    named = "、".join(one.words for one in done.spared[:NAMED])
    more = f" 等 {len(done.spared)} 条" if len(done.spared) > NAMED else ""
    kept = f"；保留着 {named}{more}" if done.spared else ""
    return f"已撤回 {done.count} 条{kept}。"
