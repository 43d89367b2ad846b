"""What goes to the wall, to the site and to the household says: notices, boards, surveys, receipts of aid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.paper.forms.aid_receipt import AidReceipt
from app.paper.forms.household_survey import HouseholdSurvey
from app.paper.forms.project_board import ProjectBoard
from app.paper.forms.public_notice import PublicNotice
from app.paper.forms.rectification_order import Finding, Order, RectificationOrder
from app.paper.tree import Align, TableColumn
from app.rules import masking, reading, wording
from app.services import checking, office
from app.services.form_reception import month_of
from app.services.form_source import Source, joined
from db.values import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


# ---- public notices --------------------------------------------------------------------------------------------------


def public_notice(source: Source) -> PublicNotice:
    """The notice of a commitment, a welfare case, a closed item or a project, always masked for the public."""
    return _NOTICES[source.record.ledger](source)


def _period(source: Source) -> dict[str, str]:
    keys = {"start": "notice_from", "end": "notice_to", "place": "notice_place", "objections": "objections"}
    return {name: source.text(key) for name, key in keys.items()}


def _of_rectification(source: Source) -> PublicNotice:
    columns = _columns(("编号", 30), ("问题内容", 46), ("整改措施及完成情况", 50), ("责任单位", 28))
    done = joined(source.text("measures_text"), source.text("completion_text"), mark="\n")
    return PublicNotice(
        **source.head,
        **_period(source),
        subject="整改事项销号",
        reason="下列问题经整改和审核，拟予销号。",
        columns=columns,
        rows=((source.record.number, source.text("description"), done, source.text("responsible_org")),),
        accepts=source.text("checker") and "活动办公室",
    )


def _of_commitment(source: Source) -> PublicNotice:
    columns = _columns(("承诺人", 20), ("单位及岗位", 36), ("承诺内容", 62), ("兑现时限", 34))
    who = joined(source.text("organisation"), source.text("post"), mark="\n")
    row = (source.text("promiser"), who, source.text("text"), source.text("due_on"))
    return PublicNotice(
        **source.head,
        **_period(source),
        subject="承诺事项",
        reason="下列承诺由承诺人作出，",
        columns=columns,
        rows=(row,),
    )


def _of_welfare(source: Source) -> PublicNotice:
    # Kind, vote and standard are what the law wants published; illness and income are not.
    full = replace(source, profile=masking.Profile.INTERNAL)
    columns = _columns(("户主", 20), ("村组", 26), ("申请种类", 20), ("民主评议情况", 52), ("拟定标准", 30))
    kind, unit = full.text("aid_kind"), full.text("standard_unit")
    standard = f"{full.text('standard')}{unit}" if full.text("standard") else ""
    row = (source.text("household"), source.text("place"), kind, source.prose(full.text("appraisal_text")), standard)
    return PublicNotice(
        **source.head,
        **_period_of_welfare(source),
        subject=f"{kind}审核" if kind else "民生保障审核",
        reason="下列申请经入户核查和民主评议，",
        columns=columns,
        rows=(row,),
        accepts="民政办",
    )


def _period_of_welfare(source: Source) -> dict[str, str]:
    keys = {"start": "noticed_on", "end": "notice_to", "place": "notice_place", "objections": "objections"}
    return {name: source.text(key) for name, key in keys.items()}


def _of_project(source: Source) -> PublicNotice:
    columns = _columns(("项目名称", 40), ("建设内容及规模", 64), ("计划投资", 24), ("计划竣工", 30))
    row = (
        source.text("name"),
        source.text("content"),
        _amount(source, "planned_amount"),
        source.text("planned_completed_on"),
    )
    start, end, place, objections = next(
        iter(source.cells("public_notices", "notice_from", "notice_to", "notice_place", "objections")[-1:]), ("",) * 4
    )
    return PublicNotice(
        **source.head,
        subject="惠民实事项目",
        reason="下列项目列入惠民实事，",
        columns=columns,
        rows=(row,),
        start=start,
        end=end,
        place=place,
        objections=objections,
        accepts=source.text("responsible_org"),
    )


_NOTICES: dict[str, Callable[[Source], PublicNotice]] = {
    "rectifications": _of_rectification,
    "commitments": _of_commitment,
    "welfare_cases": _of_welfare,
    "projects": _of_project,
}


def _columns(*given: tuple[str, float]) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(label, width, Align.CENTER if width <= 36 else Align.LEFT) for label, width in given)


def _amount(source: Source, key: str) -> str:
    """A sum to the fen: 3.4万元, 5000元, 12345.67元."""
    value = source.record.values.get(key)
    return wording.exact_money(value) if isinstance(value, Money) else ""


# ---- boards and orders -----------------------------------------------------------------------------------------------


def project_board(source: Source) -> ProjectBoard:
    """The board of a project, always masked for the public."""
    places = dict.fromkeys(filter(None, (source.text("place"), *(row[0] for row in source.cells("places", "place")))))
    town = office.name(source.unit)
    villages = [place for place in places if place != town] or list(places)
    sources = dict.fromkeys(filter(None, (row[0] for row in source.cells("fundings", "source"))))
    return ProjectBoard(
        **source.head,
        name=source.text("name"),
        scope=source.text("content"),
        place="、".join(villages),
        planned_amount=_amount(source, "planned_amount"),
        funding=source.text("funding_text") or "、".join(sources),
        owner=source.text("responsible_org"),
        leader=source.text("lead_leader"),
        person=source.text("responsible_person"),
        builder=source.text("builder"),
        supervisor=source.text("supervisor"),
        started_on=source.text("started_on"),
        due_on=source.text("planned_completed_on"),
        benefit=_benefit(source),
    )


def _benefit(source: Source) -> str:
    counts = (("benef_places", "个村"), ("benef_households", "户"), ("benef_persons", "人"))
    return "、".join(f"{source.text(key)}{unit}" for key, unit in counts if source.number(key))


def order(source: Source) -> RectificationOrder:
    """An order to each unit an inspection found wanting, or the order of one item.

    Raises Refused for an inspection that found nothing to be put right.
    """
    if source.record.ledger == "rectifications":
        return _order_of_item(source)
    orders: dict[str, list[Finding]] = {}
    for words, unit, handling, number in source.cells(
        "findings", "text", "organisation", "handling", "rectification_no"
    ):
        demand = {"现场整改": "当场整改"}.get(handling, handling)
        orders.setdefault(unit, []).append(Finding(words, demand, "", number))
    if not orders and not source.text("finding_text"):
        source.refuse("没有登记发现的问题，没有打印。需要时请打印空白表。")
    listed = tuple(Order(unit, tuple(found)) for unit, found in orders.items())
    return RectificationOrder(
        **source.head,
        found_on=source.text("inspected_on"),
        team=source.text("team"),
        method=source.text("method"),
        orders=listed or (Order(source.text("target"), (Finding(source.text("finding_text")),)),),
    )


def _order_of_item(source: Source) -> RectificationOrder:
    demand = source.text("target") or source.text("measures_text")
    due_on = source.text("due_on") or (source.text("due_kind") if source.text("due_kind") != "限期" else "")
    finding = Finding(source.text("description"), demand, due_on, source.record.number)
    return RectificationOrder(
        **source.head,
        found_on=source.text("registered_on"),
        orders=(Order(source.text("responsible_org"), (finding,)),),
    )


# ---- households ------------------------------------------------------------------------------------------------------


def survey(source: Source) -> HouseholdSurvey:
    """The survey of a household that applied; what was found stands on its lines when it is on record."""
    return HouseholdSurvey(
        **source.head,
        household=source.text("household"),
        place=source.text("place"),
        id_number=source.text("id_number"),
        phone=source.text("phone"),
        size=source.number("insured_count"),
        kind=source.text("aid_kind"),
        applied_on=source.text("applied_on"),
        reason=source.text("reason"),
        surveyed_on=source.text("surveyed_on"),
        findings=source.text("survey_text"),
    )


def aid(source: Source) -> AidReceipt:
    """All aid given in the month that was asked for, else in the month of this record; service hours are no goods."""
    on = source.day("aided_on")
    wanted = month_of(source.asked) or ((on.year, on.month) if on else None)
    lines = [source.of(one) for one in checking.standing(source.unit, source.record.ledger)]
    given = [line for line in lines if line.text("amount") or line.text("goods")]
    mine = [line for line in given if (day := line.day("aided_on")) and (day.year, day.month) == wanted]
    mine.sort(key=lambda line: str(line.day("aided_on")))
    if not mine:
        source.refuse("这个月没有慰问款物，没有打印。需要时请打印空白表。")
    sums = [_sum(source, key, mine) for key in ("amount", "goods_value")]
    return AidReceipt(
        office=office.name(source.unit),
        month=f"{wanted[0]}年{wanted[1]}月" if wanted else "",
        gifts=tuple(_gift(line) for line in mine),
        givers="、".join(dict.fromkeys(filter(None, (line.text("giver") for line in mine)))),
        source="、".join(dict.fromkeys(filter(None, (line.text("source") for line in mine)))),
        total=sums[0],
        goods_value=sums[1],
    )


def _gift(line: Source) -> tuple[str, str, str, str, str]:
    day = line.day("aided_on")
    short = f"{day.month}月{day.day}日" if day else ""
    amount = wording.cell_on_paper(line.ledger.column("amount"), line.text("amount"))
    return line.text("household"), line.text("place"), short, amount, line.text("goods")


def _sum(source: Source, key: str, lines: Iterable[Source]) -> str:
    """What a column of money adds up to, as the column shows it; empty when there is none."""
    values = (line.record.values.get(key) for line in lines)
    fen = sum(value.fen for value in values if isinstance(value, Money))
    column = source.ledger.column(key)
    return wording.cell_on_paper(column, reading.show_value(column, Money(fen))) if fen else ""
