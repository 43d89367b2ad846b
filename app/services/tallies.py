"""Sums that must agree: ballots, questionnaires, sheets issued, zero reports, asked at every save and listed where they
do not; and contradictions that are only listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.ledgers.computed import exact, rate
from app.rules.gates import missing
from app.services import checking, settings
from app.services.checking import Check, Row, row_of, text
from db.ask import Filter, Op
from db.values import FuzzyCount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from app.rules.refusal import Missing
    from app.services.checking import Found
    from db.ask import ChildRow, Record
    from db.unit import UnitOfWork
    from db.values import Value

    Values = Mapping[str, Value]
    Children = Mapping[str, Sequence[ChildRow]]

GRADES = ("good", "fairly_good", "average", "poor")
BALLOTS = ("issued", "returned", "valid", "invalid", *GRADES, "abstained")
HAPPENED = (
    "petitions", "backlog_cases", "reception_logs", "opinions", "visits", "study_outputs", "rectifications",
    "inspections", "demands", "debts", "consultations", "material_issues", "research_reports", "publicity",
    "aid_records", "card_issues",
)  # fmt: skip
"""The ledgers in which nothing is entered before it has happened."""
LABELS = dict(zip(BALLOTS, ("发出票", "收回票", "有效票", "无效票", "好", "较好", "一般", "差", "弃权"), strict=True))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A record whose sums are checked."""

    number: str
    values: Values
    children: Children
    grades_base: str = "valid"
    today: date | None = None

    def rows(self, child: str) -> list[Values]:
        return [row.values for row in self.children.get(child, ())]


# ---- ballots ---------------------------------------------------------------------------------------------------------


def _not_more_returned(s: _Sheet) -> Iterator[Missing]:
    """More ballots back than out void the appraisal: then all of them are spoilt."""
    for where, values in _ballots(s):
        issued, returned = exact(values.get("issued")), exact(values.get("returned"))
        is_void = exact(values.get("valid")) == 0
        if issued is not None and returned is not None and returned > issued and not is_void:
            finding = f"{where}收回{returned}票，多于发出的{issued}票，评议作废"
            remedy = "请核对票数；确属作废的，有效票填0，收回的全部填为无效票"
            yield missing("returned_le_issued", s.number, finding, remedy)


def _grades_add_up(s: _Sheet) -> Iterator[Missing]:
    for where, values in _ballots(s):
        base, found = exact(values.get(s.grades_base)), [exact(values.get(key)) for key in GRADES]
        total = sum(count or 0 for count in (*found, exact(values.get("abstained"))))
        is_whole = None not in found
        if base is not None and (total > base or (is_whole and total != base)):
            finding = f"{where}各等次和弃权合计{total}票，与{LABELS[s.grades_base]}{base}票不符"
            yield missing("grades_add_up", s.number, finding, "请核对各等次和弃权的票数")


def _valid_and_spoilt(s: _Sheet) -> Iterator[Missing]:
    for where, values in _ballots(s):
        returned, valid, invalid = (exact(values.get(key)) for key in ("returned", "valid", "invalid"))
        if returned is None or valid is None:
            continue
        total = valid + (invalid or 0)
        if total > returned or (invalid is not None and total != returned):
            finding = f"{where}有效{valid}票加无效{invalid or 0}票，与收回的{returned}票不符"
            yield missing("valid_and_spoilt", s.number, finding, "请核对有效票、无效票和收回票")


def _ballots(s: _Sheet) -> Iterator[tuple[str, Values]]:
    """The appraisal itself and each of its detailed rows, with the words that say which."""
    yield "", s.values
    for row in s.rows("ballots"):
        yield f"票数明细（{text(row, 'item')} {text(row, 'assessor_group')}）".replace(" ）", "）"), row


def _details_add_up(s: _Sheet) -> Iterator[Missing]:
    """The rows of the appraisal's own item, taken together, say what the appraisal says; they never add to it."""
    rows = [row for row in s.rows("ballots") if text(row, "item") == text(s.values, "item")]
    for key in BALLOTS if rows else ():
        whole, parts = exact(s.values.get(key)), [exact(row.get(key)) for row in rows]
        known = [part for part in parts if part is not None]
        if whole is not None and len(known) == len(parts) and sum(known) != whole:
            finding = f"的{LABELS[key]}填了{whole}票，票数明细合计{sum(known)}票"
            yield missing("details_add_up", s.number, finding, "请核对合计和明细，两者只算一次")


# ---- sheets issued and returned --------------------------------------------------------------------------------------


def _issued_returned_valid(s: _Sheet) -> Iterator[Missing]:
    counts = {key: exact(s.values.get(key)) for key in ("issued", "returned", "valid")}
    labels = {"issued": "发放", "returned": "回收", "valid": "有效"}
    for more, less in (("issued", "returned"), ("returned", "valid"), ("issued", "valid")):
        above, below = counts[more], counts[less]
        if above is not None and below is not None and below > above:
            finding = f"的{labels[less]}数{below}，多于{labels[more]}数{above}"
            yield missing("issued_returned_valid", s.number, finding, "请核对发放、回收、有效的份数")
            return


def _composition(s: _Sheet) -> Iterator[Missing]:
    """The kinds of respondents add up to the sheets issued, returned or found valid."""
    parts = [exact(row.get("person_count")) for row in s.rows("respondents")]
    known = [part for part in parts if part is not None]
    bases = [base for key in ("issued", "returned", "valid") if (base := exact(s.values.get(key))) is not None]
    if not parts or len(known) < len(parts) or not bases or sum(known) in bases:
        return
    said = "、".join(str(base) for base in dict.fromkeys(bases))
    finding = f"的对象构成合计{sum(known)}人，与发放、回收、有效的份数（{said}）都不符"
    yield missing("composition", s.number, finding, "请核对各类对象的人数")


# ---- questions -------------------------------------------------------------------------------------------------------


def _questions(rows: Iterable[Values]) -> dict[str, list[Values]]:
    """The rows of each question by the words that name it, open ones left out."""
    found: dict[str, list[Values]] = {}
    for row in rows:
        number = row.get("question_no")
        name = f"第{number.text()}题" if isinstance(number, FuzzyCount) else f"「{text(row, 'question')}」"
        if text(row, "question_kind") != "开放":
            found.setdefault(name, []).append(row)
    return found


def _answered(rows: list[Values]) -> int | None:
    """How many sheets answered a question, where any of its rows says so."""
    return next((count for row in rows if (count := exact(row.get("answered"))) is not None), None)


def _single_choice(s: _Sheet) -> Iterator[Missing]:
    """Of a single choice the options add up to the sheets that answered it, or to no more than the valid ones."""
    for name, rows in _questions(s.rows("options")).items():
        if text(rows[0], "question_kind") == "多选":
            continue
        chosen, answered, base = [exact(row.get("chosen")) for row in rows], _answered(rows), _base(s, rows)
        total = sum(count or 0 for count in chosen)
        must_equal = answered is not None and None not in chosen
        if base is not None and (total > base or (must_equal and total != base)):
            finding = f"的{name}是单选，各选项合计{total}票，与答题的{base}份不符"
            yield missing("single_choice", s.number, finding, "请核对这道题各选项的票数和答题份数")


def _base(s: _Sheet, rows: list[Values]) -> int | None:
    """How many sheets a question is reckoned on: those that answered it, else the valid ones."""
    answered = _answered(rows)
    return exact(s.values.get("valid")) if answered is None else answered


def _multiple_choice(s: _Sheet) -> Iterator[Missing]:
    """No option is chosen more often than the question was answered, and no question answered more than is valid."""
    valid = exact(s.values.get("valid"))
    for name, rows in _questions(s.rows("options")).items():
        answered = _answered(rows)
        if answered is not None and valid is not None and answered > valid:
            finding = f"的{name}答题{answered}份，多于有效问卷{valid}份"
            yield missing("options", s.number, finding, "请核对答题份数")
        base = _base(s, rows)
        for row in rows:
            chosen = exact(row.get("chosen"))
            if chosen is not None and base is not None and chosen > base and text(row, "question_kind") == "多选":
                finding = f"的{name}选项「{text(row, 'option')}」有{chosen}票，多于答题的{base}份"
                yield missing("options", s.number, finding, "请核对这个选项的票数")


# ---- zero reports ----------------------------------------------------------------------------------------------------


def _day_has_come(s: _Sheet) -> Iterator[Missing]:
    """Nobody confirms that nothing happened on a day to come."""
    at = checking.day(s.values, "reported_for")
    if s.values.get("is_confirmed") and at is not None and s.today is not None and at > s.today:
        finding = f"的日期{at}还没有到，不能先确认"
        yield missing("is_confirmed", s.number, finding, "请到了那一天、报了以后再勾选确认")


def _nothing_is_nobody(s: _Sheet) -> Iterator[Missing]:
    """Where nothing happened there was nobody, and where something did there was somebody."""
    incidents, persons = exact(s.values.get("incident_count")), exact(s.values.get("person_times"))
    if (
        s.values.get("is_confirmed")
        and incidents is not None
        and persons is not None
        and (not incidents) != (not persons)
    ):
        finding = f"报了{incidents}起、{persons}人次，两个数对不上"
        yield missing("person_times", s.number, finding, "请核对；没有发生的，起数和人次都填0")


# ---- the register of sums --------------------------------------------------------------------------------------------


_SUMS: dict[str, dict[str, tuple[str, Callable[[_Sheet], Iterator[Missing]]]]] = {
    "appraisals": {
        "returned_le_issued": ("评议票：收回多于发出", _not_more_returned),
        "valid_and_spoilt": ("评议票：有效加无效不等于收回", _valid_and_spoilt),
        "grades_add_up": ("评议票：各等次和弃权不等于有效", _grades_add_up),
        "details_add_up": ("评议票：明细与合计不符", _details_add_up),
    },
    "questionnaires": {
        "issued_returned_valid": ("问卷：发放、回收、有效不符", _issued_returned_valid),
        "composition": ("问卷：对象构成合计不符", _composition),
        "single_choice": ("问卷：单选题合计不符", _single_choice),
        "options": ("问卷：选项票数过多", _multiple_choice),
    },
    "form_issues": {
        "issued_returned_valid": ("表卷：发放、回收、有效不符", _issued_returned_valid),
        "composition": ("表卷：对象构成合计不符", _composition),
    },
    "zero_reports": {
        "is_confirmed": ("零报告：没有到的日子先确认了", _day_has_come),
        "person_times": ("零报告：起数和人次对不上", _nothing_is_nobody),
    },
}
"""The sums of a ledger: name, label, and what finds a contradiction in one record."""


def gaps(unit: UnitOfWork, *, ledger: str, number: str, values: Values, children: Children) -> tuple[Missing, ...]:
    """Every sum of a record that does not agree; floors (100余) and blanks contradict nothing."""
    sums = _SUMS.get(ledger, {})
    if not sums:
        return ()
    sheet = _Sheet(number, values, children, _grades_base(unit), unit.clock.today())
    return tuple(gap for _label, find in sums.values() for gap in find(sheet))


def _grades_base(unit: UnitOfWork) -> str:
    return settings.value(unit, "appraisal_grades_sum")


def _signed_in_twice(unit: UnitOfWork, _on: date) -> Iterator[Row]:
    """Sessions whose roster has somebody twice, who is counted twice; people of one name are told by their units."""
    who = checking.whom(unit, "people")
    for record in checking.standing(unit, "learning_sessions", children=True):
        named: dict[tuple[int | str, str], list[str]] = {}
        for row in record.children.get("attendance", ()):
            one = who(row, "person")
            unit_name = "" if isinstance(one, int) else text(row.values, "organisation")
            named.setdefault((one, unit_name), []).append(text(row.values, "person"))
        twice = [names[0] for (one, _unit), names in named.items() if one and len(names) > 1]
        if twice:
            yield row_of(record, checking.matter(record), f"签到里{'、'.join(twice)}写了不止一次")


def _whole_and_groups(unit: UnitOfWork, _on: date) -> Iterator[Row]:
    """Appraisals entered once as a whole and once more by assessor groups: the figures add up both."""
    found: dict[tuple[str, ...], list[Record]] = {}
    for record in checking.standing(unit, "appraisals"):
        key = tuple(text(record.values, name) for name in ("held_on", "name", "subject", "item"))
        found.setdefault(key, []).append(record)
    for same in found.values():
        wholes = [one for one in same if not text(one.values, "assessor_group")]
        if len(wholes) < len(same):
            for one in wholes:
                others = "、".join(other.number for other in same if text(other.values, "assessor_group"))
                yield row_of(
                    one, checking.matter(one), text(one.values, "subject"), f"分类别的票数另有{others}，计了两次"
                )


def _batches_and_persons(unit: UnitOfWork, _on: date) -> Iterator[Row]:
    """Receptions of whose visitors there are fewer than batches, or some without any batch."""
    for record in checking.standing(unit, "reception_logs"):
        batches, persons = exact(record.values.get("visit_count")), exact(record.values.get("person_times"))
        if batches is not None and persons is not None and (persons < batches or (persons and not batches)):
            yield row_of(record, checking.matter(record), f"{batches}批次，{persons}人次")


def _more_came_than_should(unit: UnitOfWork, _on: date) -> Iterator[Row]:
    """Sessions at which more were present, on leave or absent than were to come."""
    words = (("attended", "实到"), ("on_leave", "请假"), ("absent", "缺席"))
    for record in checking.standing(unit, "learning_sessions", Filter("expected", Op.FILLED)):
        expected, counts = exact(record.values.get("expected")), {w: exact(record.values.get(k)) for k, w in words}
        if expected is not None and sum(count or 0 for count in counts.values()) > expected:
            said = "、".join(f"{word}{count}" for word, count in counts.items() if count)
            yield row_of(record, checking.matter(record), f"应到{expected}，{said}")


def _petition_contradicts(unit: UnitOfWork, _on: date) -> Iterator[Row]:
    """Petitions registered before they were received or on a day to come, called both first and repeated, or with more
    representatives than visitors.
    """
    today = unit.clock.today()
    for record in checking.standing(unit, "petitions"):
        values = record.values
        received, registered = checking.day(values, "received_on"), checking.day(values, "registered_on")
        visitors, spoke = exact(values.get("visitor_count")), exact(values.get("representative_count"))
        found = (
            (registered and received and registered < received <= today, f"{received}收到，{registered}就登记了"),
            (registered and registered > today, f"登记日期{registered}还没有到"),
            (values.get("is_first") and values.get("is_repeat"), "初访和重复访都勾选了"),
            (visitors is not None and spoke is not None and spoke > visitors, f"来了{visitors}人，代表却有{spoke}人"),
        )
        if said := [words for is_so, words in found if is_so]:
            yield row_of(record, checking.matter(record), "；".join(said))


def _ends_before_it_begins(unit: UnitOfWork, _on: date) -> Iterator[Row]:
    """What has a last day before its first, in any ledger."""
    for ledger in (*registry.LEDGERS, *registry.BASE):
        first = next((key for key in ("started_on", "founded_on", ledger.main_date) if key and ledger.find(key)), "")
        if first and ledger.find("ended_on"):
            for record in checking.standing(unit, ledger.name, Filter("ended_on", Op.FILLED)):
                start, end = checking.day(record.values, first), checking.last_day(record.values, "ended_on")
                if start is not None and end is not None and end < start:
                    yield row_of(record, ledger.label, checking.matter(record), f"{start} 至 {end}")


def _not_yet_happened(unit: UnitOfWork, _on: date) -> Iterator[Row]:
    """What is entered when it has happened, with a day to come: a year or month mistyped; no figure counts it."""
    today = unit.clock.today()
    for name in HAPPENED:
        ledger = registry.find(name)
        for record in checking.standing(unit, name, Filter(ledger.main_date, Op.SINCE, today)):
            at = checking.day(record.values, ledger.main_date)
            if at is not None and at > today:
                yield row_of(record, ledger.label, checking.matter(record), at.isoformat())


def _contradicting(ledger: str, name: str) -> Callable[[UnitOfWork, date], Iterator[Row]]:
    def find(unit: UnitOfWork, _on: date) -> Iterator[Row]:
        base, check = _grades_base(unit), _SUMS[ledger][name][1]
        for record in checking.standing(unit, ledger, children=True):
            sheet = _Sheet(record.number, record.values, record.children, base, unit.clock.today())
            yield from (row_of(record, checking.matter(record), gap.sentence) for gap in check(sheet))

    return find


TALLIES: tuple[Check, ...] = (
    *(
        Check(f"{ledger}.{name}", label, _contradicting(ledger, name))
        for ledger, sums in _SUMS.items()
        for name, (label, _find) in sums.items()
    ),
    Check("learning_sessions.attendance_once", "签到：同一人写了不止一次", _signed_in_twice),
    Check("appraisals.counted_twice", "评议票：合计和分类别都登记了", _whole_and_groups),
    Check("reception_logs.batches", "接访日志：批次和人次对不上", _batches_and_persons),
    Check("learning_sessions.expected", "学习活动：实到、请假、缺席多于应到", _more_came_than_should),
    Check("petitions.contradictions", "信访事项：登记的内容前后矛盾", _petition_contradicts),
    Check("days_to_come", "日期在今天以后的记录", _not_yet_happened),
    Check("ends_before_it_begins", "结束日期早于开始日期的记录", _ends_before_it_begins),
)
"""The checks of sums over what stands in the file (a merged or older row may contradict itself)."""


def found(unit: UnitOfWork) -> tuple[Found, ...]:
    """Every contradiction that stands in the file, by sum."""
    return checking.run(unit, checks=TALLIES)


# ---- shares and ranks ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OptionShare:
    """One option of a question: how often it was chosen, its per cent (two decimals; None without a base), its rank."""

    option: str
    chosen: int
    percent: Decimal | None
    rank: int


def shares(values: Values, options: Sequence[Values]) -> tuple[OptionShare, ...]:
    """The options of one question in the order of their votes; equal votes share a rank (1, 2, 2, 4).

    The base is the sheets that answered it, else the valid ones; a multiple choice adds up to more than 100.
    """
    rows = list(options)
    answered = _answered(rows)
    base = answered if answered is not None else exact(values.get("valid"))
    counted = [(text(row, "option"), exact(row.get("chosen")) or 0) for row in rows]
    ordered = sorted(counted, key=lambda one: -one[1])
    votes = [chosen for _option, chosen in ordered]
    return tuple(OptionShare(option, chosen, rate(chosen, base), votes.index(chosen) + 1) for option, chosen in ordered)


def top(ranked: Sequence[OptionShare], n: int) -> tuple[OptionShare, ...]:
    """The first n options and all that tie with the last of them; those nobody chose are left out."""
    return tuple(one for one in ranked if one.rank <= n and one.chosen)
