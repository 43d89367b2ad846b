"""What goes over from one record to the next: pins, the values that are carried, and where the next entry begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import reading
from app.ui import form_data
from app.ui.child_grid import ChildGrid
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.ui.form import RecordForm
    from app.ui.form_data import Loaded
    from db.values import Value


class Carry:
    """Remembers for a form what its last record held, and which fields are 常用 or 沿用."""

    def __init__(self, form: RecordForm) -> None:
        self._form = form
        self.pinned: tuple[str, ...] = ()
        self.keys: frozenset[str] = frozenset()
        self.last: dict[str, Value] = {}
        """What the record held that was saved here last; empty before the first."""
        self._previous: Mapping[str, Value] = {}
        self.given: dict[str, str] = {}
        """What was filled in by itself because a person was known, by column."""
        self.had_rows = False
        """Whether the record before had rows in a small table."""
        self.begins_at = ""
        """The field that the next new record begins in, with all its text marked; the first blank one when empty."""
        self.passed: frozenset[str] = frozenset()
        """Fields that Enter goes past, since the record before left them blank; Tab still goes to each."""

    def take(self, loaded: Loaded) -> None:
        """Take over what the operator chose."""
        self.pinned, self.keys = loaded.pinned, loaded.carried
        self.show_pins()

    def show_pins(self) -> None:
        """Let the fields that are 常用 stand open."""
        for section in self._form.sections:
            section.pin(frozenset(self.pinned))

    def start_values(self, loaded: Loaded, today: date, given: Mapping[str, Value]) -> dict[str, Value]:
        """What a new record begins with: what is carried comes from the last record of this sitting, and what the
        operator pinned himself also from the last one of the file.
        """
        before = loaded.previous.values if loaded.previous else {}
        self._previous = self.last or before
        last = self.last or (before if loaded.chose_carried else {})
        return form_data.start_values(self._form.ledger, today, carried=self.keys, last=last, given=given)

    def small_table(self, loaded: Loaded) -> ChildGrid | None:
        """The small table that Enter goes on into: the first that the record before had rows in, else the first; each
        learns from those rows in which cells one stops.
        """
        grids = [grid for grid in self._form.grids.values() if not grid.model.is_locked]
        rows = loaded.previous.children if loaded.previous is not None else {}
        self.had_rows = any(rows.values())
        for grid in grids:
            before = rows.get(grid.child.name, ())
            grid.model.usual = frozenset(
                key for row in before for key, value in row.values.items() if value not in (None, "")
            )
        return next((grid for grid in grids if rows.get(grid.child.name)), next(iter(grids), None))

    def forget_previous(self) -> None:
        """A stored record is shown: no record comes before it."""
        self._previous = {}
        self.passed = frozenset()

    def landed(self, values: Mapping[str, Value]) -> None:
        """A record was saved with these values."""
        self.last = {key: value for key, value in values.items() if value is not None}

    def find_passed(self) -> None:
        """See which fields a new record begins behind: blank ones before the first that the last record filled."""
        blank = [field for field in self._form.walk.order() if not field.is_locked and not field.text()]
        keys = [field.column.key for field in blank]
        self.given = {}
        first = next((at for at, key in enumerate(keys) if self.last.get(key) not in (None, "")), 0)
        self.passed = frozenset(keys[:first])

    def same_as_before(self) -> None:
        """Ctrl+': the value of the record before, or in a grid of the cell above."""
        form = self._form
        panel = form.tabs.currentWidget()
        field = form.walk.current_field()
        if field is None and isinstance(panel, ChildGrid) and panel.isAncestorOf(form.focusWidget() or form):
            panel.view.copy_above()
        elif field is not None and not field.is_locked:
            value = self._previous.get(field.column.key)
            if value is not None and form_data.may_carry(field.column):
                field.fill(value if isinstance(value, Reference) else reading.show_value(field.column, value))

    def blank_keys(self) -> set[str]:
        """The columns of which nothing stands in the form, in sight or under 更多."""
        return {key for key, value in self._form.values().items() if value in (None, "")} | {
            column.key for column in self._form.ledger.columns if column.key not in self._form.values()
        }

    def put_blank(self, values: Mapping[str, Value]) -> None:
        """Fill these in where nothing was typed meanwhile, say so, and go on to the next blank field."""
        form = self._form
        blank = self.blank_keys()
        put = {key: value for key, value in values.items() if key in blank}
        for key, value in put.items():
            column = form.ledger.column(key)
            if key in form.fields:
                form.fields[key].fill(value if isinstance(value, Reference) else reading.show_value(column, value))
                self.given[key] = form.fields[key].text()
            else:
                form.put_unseen(key, value)
        if put:
            labels = "、".join(form.ledger.column(key).label for key in put)
            form.told.emit(f"照以前登记的填了：{labels}。有变化的请改。")
            form.walk.past(put)

    def toggle_pinned(self, key: str) -> None:
        """Let a field stand open at first, or under 更多, for this operator."""
        form = self._form
        kept = [one for one in self.pinned if one != key]
        self.pinned = tuple(kept if key in self.pinned else [*kept, key])
        self.show_pins()
        form.walk.chain()
        actor, ledger, keys = form.operation.desk.actor, form.ledger, self.pinned
        form.operation.write(lambda unit: form_data.pin(unit, actor=actor, ledger=ledger, keys=keys), owner=form)

    def is_pinned(self, key: str) -> bool:
        """Whether a field stands open at first."""
        return key in self.pinned

    def toggle(self, key: str) -> None:
        """Let a field's value go over to the next new record, or no longer."""
        form = self._form
        if not form_data.may_carry(form.ledger.column(key)):
            return
        self.keys ^= {key}
        if key in form.fields:
            form.fields[key].set_pin(may_carry=True, is_on=key in self.keys)
        actor, ledger, keys = form.operation.desk.actor, form.ledger, tuple(sorted(self.keys))
        form.operation.write(lambda unit: form_data.carry(unit, actor=actor, ledger=ledger, keys=keys), owner=form)
