"""历史补录: how old business says that it was closed on paper, and the gate it comes in by. Pure.

A row that was closed before the office began to work here has no steps and no evidence in this file, and none are
made up for it: it is stored as closed with what its paper says, bears a mark, and is never counted as this period's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rules import numbering
from app.rules.flows import FLOWS
from app.rules.gates import Check, ask, dated, missing, written
from db.declare import HISTORICAL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.rules.refusal import Missing

LABEL = "历史补录"
"""The mode, the column, and how the history of a close-out says who vouched for it: the paper."""
MARK = "补录"
"""The short mark on screen and paper."""
NOT_FROM_PAPER = ("applied_by", "checked_by", "reopened_on", "reopen_reason", "settled_now_on")
"""Columns that only a step in this file writes: no paper of before can say them."""
REVIEW_KIND = "review_kind"


@dataclass(frozen=True, slots=True)
class Closing:
    """How the old business of a ledger is closed on paper: the column of the state with the values that close it,
    the days, and who approved it under which number, where the ledger has a column for that.

    `usual` is the state of a row that gives the day alone, empty where only the sheet can say how it ended. `found` is
    when the matter came up, where that is not the day it was entered. `also` are other columns whose values say that
    it is closed.
    """

    word: str
    day: str
    state: str = ""
    closed: tuple[str, ...] = ()
    usual: str = ""
    approver: str = ""
    number: str = ""
    found: str = ""
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def is_claimed(self, values: Mapping[str, object]) -> bool:
        """Whether a row says that its matter is closed."""
        says = ((self.state, self.closed), *self.also)
        if any(key and values.get(key) in closed for key, closed in says):
            return True
        return any(key and values.get(key) not in (None, "") for key in (self.day, self.number))

    def stands(self, values: Mapping[str, object]) -> bool:
        """Whether a record is closed where it stands."""
        return values.get(self.day) is not None and (not self.state or values.get(self.state) in self.closed)


CLOSINGS: dict[str, Closing] = {
    "rectifications": Closing(
        "历史销号", "closed_on", "status", ("closed",), "closed", approver="close_out_approver", number="close_out_no"
    ),
    "petitions": Closing("历史办结", "finished_on", "status", ("closed", "archived"), "closed"),
    "backlog_cases": Closing(
        "历史化解", "finished_on", "status", ("已化解", "依法终结", "导入法定程序"), approver="close_out_approver"
    ),
    "demands": Closing("历史解决", "solved_on", "status", ("已解决",), "已解决"),
    "projects": Closing(
        "历史竣工", "completed_on", "status", ("完成",), "完成", also=(("stage", ("竣工", "验收", "交付")),)
    ),
    "debts": Closing("历史偿还", "repaid_on", found="origin_on"),
}
"""The ledgers whose closing a gate guards with what no sheet can give, and so take old business by 历史补录.

民生保障 and 意见建议 are not among them: all that their gates ask stands in columns, and an import may fill them.
"""


def is_historical(values: Mapping[str, object]) -> bool:
    """Whether a record came in as closed on paper, and still stands so."""
    return values.get(HISTORICAL) is True


def still_stands(ledger: str, values: Mapping[str, object]) -> bool:
    """Whether a record keeps its mark: it is closed. One that is opened again is business of this period."""
    return is_historical(values) and ledger in CLOSINGS and CLOSINGS[ledger].stands(values)


def is_entered_today(ledger: str) -> bool:
    """Whether the main date of a ledger is the day of entering, which a sheet of old business need not give."""
    return bool(CLOSINGS[ledger].found)


def is_locked(ledger: str, state: str, values: Mapping[str, object]) -> bool:
    """Whether a record is closed by steps taken here, so that nothing of it is changed and it is not voided."""
    flow = FLOWS.get(ledger)
    return flow is not None and state in flow.locked and not is_historical(values)


def state_word(ledger: str, label: str, values: Mapping[str, object]) -> str:
    """The word of a record's state: 历史销号 for one that was struck off on paper, else the ledger's own."""
    return CLOSINGS[ledger].word if ledger in CLOSINGS and is_historical(values) else label


def marked(words: str, values: Mapping[str, object]) -> str:
    """The number or the state of a record with its mark: 整改〔2013〕2号（补录）."""
    return f"{words}（{MARK}）" if is_historical(values) else words


def same_number(one: str) -> str:
    """A close-out number as it is compared: 销[2013]5号 and 销〔2013〕5号 are one."""
    parsed = numbering.parse(one)
    return numbering.text(parsed.prefix, parsed.year, parsed.serial) if parsed else "".join(one.split())


def hint(ledger: str, said: Mapping[str, object]) -> str:
    """By what way a row comes in that says that it is closed; empty for one that does not."""
    closing = CLOSINGS.get(ledger)
    if closing is None or not (closing.is_claimed(said) or said.get(closing.approver) or is_historical(said)):
        return ""
    return f"启用台账以前就办完的，请由管理人员用「{LABEL}」的方式导入。"


@dataclass(frozen=True, slots=True)
class BackfillSnapshot:
    """A row of old business as the gate sees it; days are calendar days, `labels` the ledger's words for columns.

    `other_days` are the other days its paper gives, by label. `state` is the word of the state it is given.
    """

    number: str
    today: date
    closing: Closing
    labels: Mapping[str, str]
    cut_off: date | None = None
    found: tuple[str, date | None] = ("", None)
    state: str = ""
    is_closed: bool = True
    closed_on: date | None = None
    approver: str = ""
    other_days: tuple[tuple[str, date], ...] = ()


def _state(s: BackfillSnapshot) -> Missing | None:
    if s.is_closed:
        return None
    label = s.labels[s.closing.state]
    finding = f"的{label}是「{s.state}」，又写着{s.labels[s.closing.day]}，看不出办完没有"
    return missing("state", s.number, finding, f"办完的请更正{label}，没有办完的请去掉{s.labels[s.closing.day]}")


def _closed_on(s: BackfillSnapshot) -> Missing | None:
    label = s.labels[s.closing.day]
    gap = dated("closed_on", s.number, label, s.closed_on, today=s.today, not_before=s.found)
    if gap is None and s.closed_on and s.cut_off and s.closed_on >= s.cut_off:
        finding = f"的{label}{s.closed_on}不早于{LABEL}截止日期{s.cut_off}，不是历史上办完的"
        return missing("cut_off", s.number, finding, "请登记以后按办理步骤办")
    return gap


def _approver(s: BackfillSnapshot) -> Missing | None:
    key = s.closing.approver
    return written("approver", s.number, s.labels[key], s.approver) if key else None


def _other_days(s: BackfillSnapshot) -> Missing | None:
    gaps = (dated("other_days", s.number, label, day, today=s.today, not_before=s.found) for label, day in s.other_days)
    return next((gap for gap in gaps if gap is not None), None)


BACKFILL_CHECKS: tuple[Check[BackfillSnapshot], ...] = (_state, _closed_on, _approver, _other_days)


def backfill_gate(snapshot: BackfillSnapshot) -> tuple[Missing, ...]:
    """What a row of old business lacks to be stored as closed: sensible days, and who approved it."""
    return ask(BACKFILL_CHECKS, snapshot)
