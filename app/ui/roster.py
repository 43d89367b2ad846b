"""照上一次的名单: the names of the last list go into this one, each as a new row has it; then the exceptions. In
another small table it is what each row is of: the sources of money, the steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import earlier
from app.ui.child_grid import ChildGrid

if TYPE_CHECKING:
    from app.ui.form import RecordForm
    from db.ask import ChildRow, Record

NO_LIST = "这里没有可以照抄的名单。"
NO_LAST = "前面还没有填过“{label}”的记录。这一次填了（可以粘贴），下一次就可以照抄。"


def fill(form: RecordForm) -> None:
    """Put the names of the last list into the list in front, or into the first there is; nobody twice."""
    grid = _list_of(form)
    if grid is None:
        form.told.emit(NO_LIST)
        return
    form.tabs.setCurrentWidget(grid)
    ledger, child = form.ledger, grid.child
    form.operation.read(
        lambda unit: earlier.last_rows(unit, ledger=ledger, child=child),
        lambda found: _put(form, grid, *found),
        owner=grid,
    )


def _list_of(form: RecordForm) -> ChildGrid | None:
    open_grids = [grid for grid in form.grids.values() if grid.model.may_be_typed]
    front = form.tabs.currentWidget()
    if isinstance(front, ChildGrid) and front in open_grids and earlier.heads_rows(front.child):
        return front
    return next((grid for grid in open_grids if grid.model.state is not None), None)


def _put(form: RecordForm, grid: ChildGrid, record: Record | None, rows: tuple[ChildRow, ...]) -> None:
    state = grid.model.state
    if record is None:
        form.told.emit(NO_LAST.format(label=grid.child.label))
        return
    if state is None:
        _put_heads(form, grid, record, rows)
        return
    references = [column.key for column in grid.child.columns if column.is_reference]
    added = grid.model.add_names([{key: row.values.get(key) for key in references} for row in rows])
    grid.view.go_to_end()
    form.told.emit(
        f"照 {record.number} 的名单填了{added}人，{state.label}都是“{state.default}”。"
        "有不一样的，在最后一行打他姓名的首字母按回车，就到他那一行。"
    )


def _put_heads(form: RecordForm, grid: ChildGrid, record: Record, rows: tuple[ChildRow, ...]) -> None:
    """What each row is of, and nothing else; the cursor goes to the first cell that is still to be filled."""
    first = grid.child.columns[0]
    start = grid.model.filled
    added = grid.model.add_names([{first.key: row.values.get(first.key)} for row in rows])
    grid.view.go_to(*grid.model.first_blank(start))
    form.told.emit(
        f"照 {record.number} 填了{added}行{grid.child.label}的{first.label}，其余的请接着填；多出的行按 Del 删去。"
    )
