"""The vocabulary in which a ledger is declared once: `Ledger`, `Column`, `Child`, `Kind`. Pure, no SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from db.values import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from db.values import Value

    Computed = Callable[[Mapping[str, Value], Mapping[str, Sequence[Mapping[str, Value]]]], Value]
    """What gives a SYSTEM column its value from the record's own values and the rows of its children by child name."""

MAX_TEXT = 500
MAX_LONG = 100_000
TAKEN_OUT = "〔已删除〕"
"""What stands where words were taken out of a text by an approved order."""
HISTORICAL = "is_historical"
"""The key of the flag of a record that came in as already closed on paper (历史补录)."""


CARRIED = "carried_into"
"""The key of the year into which a record that was open at a year's end was carried (结转)."""


class Kind(StrEnum):
    """What a column holds; the value type follows from it (`db.values`)."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    FUZZY_DATE = "fuzzy_date"
    TIME = "time"
    CHOICE = "choice"
    PLACE = "place"
    HOUSEHOLD = "household"
    PERSON = "person"
    ORGANISATION = "organisation"
    CAMPAIGN = "campaign"
    MONEY = "money"
    COUNT = "count"
    NUMBER = "number"
    QUANTITY = "quantity"
    FLAG = "flag"


REGISTER_OF: dict[Kind, str] = {
    Kind.PLACE: "places",
    Kind.HOUSEHOLD: "households",
    Kind.PERSON: "people",
    Kind.ORGANISATION: "organisations",
    Kind.CAMPAIGN: "campaigns",
}
"""The base register that a reference column points to."""


class ChangedBy(StrEnum):
    """What may change a column."""

    FORM = "form"
    """The clerk, in form, grid, paste and import."""
    ACTION = "action"
    """Only a transition through its gate (close-out, acceptance …)."""
    ONCE = "once"
    """Given at registration and corrected only by 更正 with a reason: words as they were spoken."""
    SYSTEM = "system"
    """Computed by the program at every save."""


class Mask(StrEnum):
    """How paper for the public (公示) shows a personal value; NONE shows it whole."""

    NONE = ""
    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    ADDRESS = "address"
    BANK_ACCOUNT = "bank_account"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a ledger or of a child.

    `complete` is the ★ of the office's lists: a complete record has it, saving does not need it.
    `width` is millimetres on paper, 0 keeps the column off the printed ledger. `primary` puts it among
    the first fields of the form. `counter` is the 量词 of a count or the fixed unit of a number; `counter_in` is the
    column in which each record has its own, and then only what has the same is added up.
    `vocabulary` names a list of the campaign preset that replaces `choices` when the preset has it.
    `default` is a literal in the form's own words; 今天 stands for the file's own today.
    `mask` says how public paper shows a villager's name, number or address. `computed` fills a column at
    every save from the record and its children; it is pure. On a FORM column it may keep what was typed.
    `told` is how a phrase about a row tells a count or a day, {} being the value (第{}稿, {}起); without it the label
    stands before the value and the counter after it. `until` is the column with the last day of what begins on this
    day: paper tells both.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    complete: bool = False
    choices: tuple[str, ...] = ()
    vocabulary: str = ""
    open_choice: bool = False
    also_said: tuple[tuple[str, str], ...] = ()
    """(word, choice): what offices write for a choice (党课 for 专题党课), read as it wherever it is one."""
    width: float = 0
    searchable: bool = False
    sensitive: bool = False
    primary: bool = False
    carry: bool = False
    in_table: bool = False
    section: str = "基本情况"
    counter: str = ""
    counter_in: str = ""
    default: str = ""
    changed_by: ChangedBy = ChangedBy.FORM
    synonyms: tuple[str, ...] = ()
    totalled: bool = False
    limit: int = 0
    help: str = ""
    told: str = ""
    until: str = ""
    mask: Mask = Mask.NONE
    computed: Computed | None = None
    names_people: bool = False
    """A text that lists people by name (同行人员): each is told of on his own page, as by a reference."""
    excused_when: tuple[str, str] | None = None
    """(column, value): a record with that value needs no ★ here (长期坚持 has no 时限)."""
    excused_by: tuple[str, ...] = ()
    """Columns any of which, when filled or ticked, stands in for a missing ★ here (匿名 for the name)."""
    own: bool = False
    """Added by the office (`db.layout`): its value stands in the table's `extra`, under its key."""
    hidden: bool = False
    """Kept off form and table by the office; still stored, found, and exported on request."""
    retired: bool = False
    """An own column the office took away: its values and their history stay."""

    @property
    def max_length(self) -> int:
        """The longest text the column takes, in characters."""
        return self.limit or (MAX_LONG if self.kind is Kind.LONG else MAX_TEXT)

    @property
    def is_reference(self) -> bool:
        """Whether the column points into a base register and keeps the name of the day."""
        return self.kind in REGISTER_OF


@dataclass(frozen=True, slots=True)
class Child:
    """Rows that belong to a record: measures, attendance, funding lines …; `name` is unique within the ledger."""

    name: str
    label: str
    columns: tuple[Column, ...]
    printed_in: str = ""
    """Key of the parent's printed column in which the rows are written one a line; empty keeps them off."""

    @property
    def is_kept(self) -> bool:
        """Whether only transitions write its rows (销号轮次, 中止): the clerk reads them."""
        return all(column.changed_by is ChangedBy.ACTION for column in self.columns)

    def column(self, key: str) -> Column:
        """The column of that key; raises KeyError."""
        return _by_key(self.columns, key)


@dataclass(frozen=True, slots=True)
class Deadline:
    """How a ledger's records fall due: `due` and `rolled` are date columns, `finished` the date that ends the
    clock; records whose status stands in `stopped` are outside 临期 and 逾期.
    """

    due: str = "due_on"
    rolled: str = "due_on_rolled"
    finished: str = "finished_on"
    stopped: tuple[str, ...] = ()
    paused: str = ""
    """A flag column: while it is set (挂账) the record is outside 临期 and 逾期."""
    only_due: bool = False
    """Whether a record that nothing was set for is not open: a paper that went out for good."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The states of a ledger that has a life of its own: (machine name, label) pairs in order, the column that
    holds the state, the first state, and those in which the record is finished.
    """

    states: tuple[tuple[str, str], ...]
    initial: str
    finished: tuple[str, ...] = ()
    column: str = "status"

    def label(self, state: str) -> str:
        """The Chinese word for a state."""
        return dict(self.states).get(state, state)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger, declared once; form, table, import, print, search, history and manual are derived from it.

    `matter` is the column that says what a record is about (its line in a picker); `main_date` the column
    whose year numbers it and by which figures count it. A `base` register has codes instead of numbers.
    `signatures` stand under the printed ledger; `title` is what paper says above it.
    """

    name: str
    label: str
    tab: str
    prefix: str
    columns: tuple[Column, ...]
    matter: str
    main_date: str = ""
    children: tuple[Child, ...] = ()
    deadline: Deadline | None = None
    flow: Flow | None = None
    base: bool = False
    needs: tuple[str, ...] = ()
    """Columns of which at least one must be filled to save, beside the main date and the matter."""
    unique: tuple[str, ...] = ()
    """Columns that together may not repeat among the records that stand."""
    restricted_when: tuple[str, str] | None = None
    """(column, value): such records are a restricted class."""
    title: str = ""
    intro: str = ""
    """One sentence for the manual and the empty page: what this ledger is for."""
    signatures: tuple[str, ...] = ("填报人", "审核人", "分管领导", "联系电话")
    retention: str = ""
    """How long its records are kept once they are filed (保管期限), unless the office says otherwise; empty: usual."""
    by_place: bool = False
    """Whether the printed ledger carries 小计 per village on request."""
    ongoing: tuple[str, tuple[str, ...]] | None = None
    """Where no deadline and no flow says it: the column that says a record is open, with the values it has then, or
    none where it is open while the column is empty.
    """
    owing: str = ""
    """With `ongoing`: the column of money that keeps a record open as long as anything is left in it."""
    lasts_until: str = ""
    """Where its records tell of what lasts (a pairing, a team, an allowance): the column with the day it ends; until
    one has it, it goes on from year to year.
    """
    retired: tuple[Column, ...] = ()
    """Own columns that the office took away."""
    stored: tuple[Column, ...] = field(init=False, default=(), repr=False, compare=False)
    """All columns that records have values of: `columns`, and the retired ones."""
    own: tuple[Column, ...] = field(init=False, default=(), repr=False, compare=False)
    """Those of `stored` that the office added."""
    tabled: tuple[Column, ...] = field(init=False, default=(), repr=False, compare=False)
    """Those of `stored` that the program declares: each has table columns of its own."""
    computed: tuple[Column, ...] = field(init=False, repr=False, compare=False)
    """The columns that the program computes at every save."""
    defaulted: tuple[Column, ...] = field(init=False, repr=False, compare=False)
    """The columns that a new record fills by itself."""
    references: tuple[Column, ...] = field(init=False, repr=False, compare=False)
    """The columns that point into a register."""
    _starred: tuple[Column, ...] = field(init=False, repr=False, compare=False)
    _index: dict[str, Column] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Add the columns every ledger has, and refuse a declaration that contradicts itself."""
        own = {column.key for column in self.columns}
        common = BASE_COMMON if self.base else COMMON
        common += (CARRIED_COLUMN,) if self.carries else ()
        object.__setattr__(self, "columns", self.columns + tuple(c for c in common if c.key not in own))
        object.__setattr__(self, "stored", self.columns + self.retired)
        object.__setattr__(self, "own", tuple(column for column in self.stored if column.own))
        object.__setattr__(self, "tabled", tuple(column for column in self.stored if not column.own))
        for column in self.stored:
            if column.key in self._index:
                message = f"{self.name}.{column.key} is declared twice"
                raise ValueError(message)
            self._index[column.key] = column
        for key in (self.matter, *filter(None, (self.main_date, self.lasts_until)), *self.needs, *self.unique):
            self.column(key)
        # Found once: every save asks, and an import asks a hundred thousand times.
        object.__setattr__(self, "computed", tuple(c for c in self.columns if c.computed is not None))
        object.__setattr__(self, "defaulted", tuple(c for c in self.columns if c.default))
        object.__setattr__(self, "references", tuple(c for c in self.columns if c.is_reference))
        object.__setattr__(self, "_starred", tuple(c for c in self.columns if c.complete))

    @property
    def carries(self) -> bool:
        """Whether a record of it can stay open over the end of a year; a register's entries belong to no year."""
        return not self.base and (self.flow, self.deadline, self.ongoing) != (None, None, None)

    def is_open(self, values: Mapping[str, Value]) -> bool:
        """Whether a record with these values is not finished (未办结): by its flow or deadline, else by its column."""
        if self.ongoing is not None:
            key, open_values = self.ongoing
            left = values.get(self.owing)
            if isinstance(left, Money) and left.fen > 0:
                return True
            return values.get(key) in open_values if open_values else values.get(key) is None
        stopped = self.deadline.stopped if self.deadline else ()
        if self.flow is not None:
            return values.get(self.flow.column) not in self.flow.finished + stopped
        if self.deadline is None or values.get(self.deadline.finished) is not None:
            return False
        is_waited_for = not self.deadline.only_due or values.get(self.deadline.due) is not None
        return is_waited_for and values.get("status") not in stopped

    def column(self, key: str) -> Column:
        """The column of that machine name, a retired one too; raises KeyError."""
        return self._index[key]

    def find(self, name: str) -> Column | None:
        """The column of that machine name, Chinese label or synonym, or None."""
        by_key = self._index.get(name)
        if by_key is not None and not by_key.retired:
            return by_key
        by_label = next((c for c in self.columns if name == c.label), None)  # a name of today before one of before
        return by_label or next((c for c in self.columns if name in c.synonyms), None)

    def child(self, name: str) -> Child:
        """The child of that machine name or label; raises KeyError."""
        for child in self.children:
            if name in (child.name, child.label):
                return child
        raise KeyError(name)

    def is_restricted(self, values: Mapping[str, Value]) -> bool:
        """Whether a record with these values belongs to the restricted class (检举控告)."""
        return self.restricted_when is not None and values.get(self.restricted_when[0]) == self.restricted_when[1]

    def starred(self) -> tuple[Column, ...]:
        """The ★ columns: what a complete record has."""
        return self._starred

    def printed(self) -> tuple[Column, ...]:
        """The columns of the printed ledger, in print order."""
        return tuple(column for column in self.columns if column.width)

    def on_screen(self) -> tuple[Column, ...]:
        """The columns that form and table show: all but those the office hid."""
        return tuple(column for column in self.columns if not column.hidden)


def _by_key(columns: tuple[Column, ...], key: str) -> Column:
    for column in columns:
        if column.key == key:
            return column
    raise KeyError(key)


_MORE = "其他"

BASE_COMMON: tuple[Column, ...] = (Column("remark", "备注", Kind.LONG, searchable=True, section=_MORE),)

COMMON: tuple[Column, ...] = (
    Column("campaign", "所属活动", Kind.CAMPAIGN, section=_MORE, carry=True),
    Column(
        "place", "村(组)", Kind.PLACE, section=_MORE, searchable=True, carry=True, synonyms=("村", "村组", "所在村")
    ),
    Column("source_number", "原编号", section=_MORE, searchable=True, synonyms=("旧编号",)),
    Column("upper_number", "上级编号", section=_MORE, searchable=True),
    Column("follow_up_on", "跟进日期", Kind.DATE, section=_MORE),
    Column("follow_up_note", "跟进事项", section=_MORE, searchable=True),
    Column("starred", "重点关注", Kind.FLAG, section=_MORE, synonyms=("星标",)),
    Column("remark", "备注", Kind.LONG, section=_MORE, searchable=True, width=18),
)

CARRIED_COLUMN = Column(
    CARRIED,
    "结转年度",
    Kind.NUMBER,
    section=_MORE,
    counter="年",
    changed_by=ChangedBy.SYSTEM,
    help="年度结转时没有办结、带到哪一年继续办的；编号不变",
)
