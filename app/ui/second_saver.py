"""Two who save one record: the second sees both values of each field that both changed, chooses, and saves again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout

from app.services import second_save
from app.services.package_conflicts import OURS, THEIRS
from app.services.package_content import ROWS
from app.ui import form_data, form_saving, help_menu
from app.ui.conflict_panel import ConflictPanel, Sides
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.second_save import Compared
    from app.ui.form import RecordForm
    from db.ask import Record

SIDES = Sides(
    "您填的", "已存的", "", "用我填的", "用已存的", "都用我填的", "都用已存的",
    lambda _one: "您填的", lambda one: f"已存的（{one.theirs_by}，{one.theirs_at:%Y-%m-%d %H:%M}）",
)  # fmt: skip


class SecondSaver(PlainDialog):
    """Asks of every field that both changed whose value is to stand; `accepted` when all are chosen."""

    def __init__(self, compared: Compared, parent: QWidget | None = None) -> None:
        super().__init__("这一条刚被别人改过", (920, 440), parent)
        self.compared = compared
        number, by = compared.record.number, compared.record.updated_by
        head = Words(
            f"{number}：在您打开之后，{by}先存了一次。下面几栏两个人都改了，您的这一次还没有存上，填的内容都在。"
            "请逐栏选用哪一个，再保存；没有列出的栏目，两边改的都会保留。",
            self,
            wordWrap=True,
        )
        self.panel = ConflictPanel(self, sides=SIDES)
        self.panel.show_conflicts(compared.both)
        for column in (0, 1):  # ledger and number are those of the form
            self.panel.table.hideColumn(column)
        self.panel.chosen.connect(self._look)
        self.buttons = QDialogButtonBox(self)
        self.again = self.buttons.addButton("按选定的保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self.again.setProperty("main", "true")
        self.later = self.buttons.addButton("先不保存", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        help_menu.bind(self, "county-server")
        lines = QVBoxLayout(self)
        for part in (head, self.panel, self.buttons):
            lines.addWidget(part)
        self._look()

    def _look(self) -> None:
        self.again.setEnabled(all((one.uuid, one.key) in self.panel.choices for one in self.compared.both))

    @property
    def taken(self) -> tuple[str, ...]:
        """The keys of the fields in which what is stored shall stand."""
        return tuple(key for (_uuid, key), choice in self.panel.choices.items() if choice == THEIRS)

    def choose(self, choice: str = OURS) -> None:
        """The same for all fields."""
        self.panel.choose_all(choice)


def not_saved(form: RecordForm, refusal: Refused) -> None:
    """Show in a form why it was not saved; where another was first, what he wrote beside what is typed."""
    after, seen = form.after, form.record
    form.show_refusal(refusal)
    if seen is not None and second_save.is_second(refusal):
        _ask(form, seen, after)


def hear(form: RecordForm, saved: Mapping[str, frozenset[int]]) -> None:
    """Others saved records: show the one of a form anew, but where something is typed only say so; its save is asked
    then.
    """
    record = form.record
    if record is None or form.is_sending or record.id not in saved.get(form.ledger.name, frozenset()):
        return
    if form.is_dirty():
        form.footer.show_message("刚被别人改过；您填的都在，保存时核对。")
    else:
        form.read_again(record.id)
        form.attachments.reload()


def _ask(form: RecordForm, seen: Record, after: str) -> None:
    """Hold a form against the record as another left it, and save again as the clerk chooses."""
    values, children = form_saving.changed(form)
    ledger = form.ledger.name

    def found(compared: Compared) -> None:
        if form.record is not seen:
            return  # meanwhile the clerk went on to another one
        if not compared.both:
            form.told.emit(compared.words)
            _save(form, compared.record, after)
            return
        dialog = SecondSaver(compared, form)
        dialog.accepted.connect(lambda: _take(form, dialog, after))
        dialog.open()

    form.operation.read(
        lambda unit: second_save.compare(unit, ledger=ledger, seen=seen, values=values, children=children),
        found, owner=form, failed=form.show_refusal,
    )  # fmt: skip


def _take(form: RecordForm, dialog: SecondSaver, after: str) -> None:
    record = dialog.compared.record
    for key in dialog.taken:
        if key == form_data.STARRED:
            form.star = form.star_before
        elif key.startswith(ROWS):
            name = key.removeprefix(ROWS)
            form.grids[name].set_rows(record.children.get(name, ()))
        else:
            form.fields[key].set_value(record.values.get(key))
    _save(form, record, after)


def _save(form: RecordForm, record: Record, after: str) -> None:
    theirs = bool(record.values.get(form_data.STARRED))
    form.star = theirs if form.star == form.star_before else form.star
    form.star_before = theirs
    form.head.set_star(on=form.star)
    form.save_over(record, after)
