"""撤回一批导入: records touched since are named first, and the clerk says what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules.rights import Right
from app.services import import_batches, importing, permitted
from app.ui import dialogs

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton, QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Actor, Changes
    from app.services.importing import Withdrawn
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

NAMED = 8
TITLE = "撤回这一批"
ASK = "这一批新增的记录都会作废（编号保留），更新过的恢复成导入以前的样子。可以再“重做”回来。"
UNDER_WAY = "正在撤回，几千条要等一会儿，请不要关机…"
SPARE, ALSO, STAY = "只撤回没有改动的", "改动过的也撤回", "取消"


def hold(button: QPushButton, actor: Actor) -> None:
    """Keep the button grey, with the reason, for an operator who may not void records."""
    reason = permitted.why_not(actor, Right.VOID)
    if reason:
        button.setEnabled(False)
        button.setToolTip(reason)


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

    def choose(touched: tuple[str, ...]) -> None:
        answer = _choice(parent, touched)
        if answer != STAY:
            begun(UNDER_WAY)
            _write(operation, batch, parent, then, failed, also_touched=answer == ALSO)

    operation.read(
        lambda unit: import_batches.touched_numbers(unit, actor=actor, batch=batch),
        choose,
        owner=parent,
        failed=failed,
    )


def _choice(parent: QWidget, touched: tuple[str, ...]) -> str:
    if not touched:
        return SPARE if dialogs.confirm(parent, TITLE, ASK, yes="撤回") else STAY
    more = f" 等 {len(touched)} 条" if len(touched) > NAMED else ""
    numbers = "、".join(touched[:NAMED])
    question = f"导入以后，{numbers}{more}又改动过，撤回会丢掉这些改动。\n{ASK}"
    return dialogs.choose(parent, TITLE, question, (SPARE, ALSO, STAY))


def _write(
    operation: Operation,
    batch: str,
    owner: QWidget,
    then: Callable[[Withdrawn], None],
    failed: Callable[[Refused], None],
    *,
    also_touched: bool,
) -> None:
    actor = operation.desk.actor
    done: list[Withdrawn] = []

    def work(unit: UnitOfWork) -> Changes:
        done.append(importing.withdraw(unit, actor=actor, batch=batch, also_touched=also_touched))
        return done[-1].changes

    operation.write(work, lambda _changes: then(done[-1]), owner=owner, failed=failed)


def words_of(done: Withdrawn) -> str:
    """What was taken back and what was kept."""
    kept = f"；{'、'.join(done.kept[:NAMED])}改动过，保留着" if done.kept else ""
    return f"已撤回 {done.count} 条{kept}。"
