"""What the forms of petitions and old cases say, read from the ledgers; articles are of the rules of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.paper.forms.acceptance_notice import AcceptanceNotice
from app.paper.forms.assignment_slip import AssignmentSlip
from app.paper.forms.case_handover import CaseHandover
from app.paper.forms.case_plan import CasePlan
from app.paper.forms.decline_notice import DeclineNotice
from app.paper.forms.extension_notice import ExtensionNotice
from app.paper.forms.handling_opinion import HandlingOpinion
from app.paper.forms.visit_registration import VisitRegistration
from app.rules import masking
from app.rules.clocks import CLOCKS, RuleSet
from app.rules.petition_gates import ACCUSATION, DECLINE_REASONS, decline_citation
from app.rules.refusal import Refused
from app.services import calendars, checking, office, orders
from app.services import handover as handovers
from app.services.form_source import day_text, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from app.services.form_source import Source

_FLAGS = {"is_first": "初访", "is_repeat": "重复访", "is_collective": "集体访", "is_skip_level": "越级访"}
_OPINION = {RuleSet.OLD: "第三十二条", RuleSet.NEW: "第三十二条"}
_WAYS = {
    "诉讼复议": "依法申请行政复议或者向人民法院提起诉讼",
    "仲裁": "依法申请仲裁",
    "党员申诉": "按照党员申诉的规定提出",
    "行政复议裁决": "依法申请行政复议、行政裁决",
    "查处违法": "向有权查处违法行为的机关提出",
}
_SECRET_KEYS = ("petitioner_name", "petitioner_phone", "petitioner_id_number", "address")
_SECRET_COLUMNS = ("visitor_name", "phone", "id_number", "address")


def blank_reasons() -> tuple[str, ...]:
    """All lawful reasons for not accepting, in the order they are printed."""
    return tuple(DECLINE_REASONS)


def rule_set(source: Source) -> RuleSet:
    """The rules the petition stands under: as written, else by the day it was received."""
    return orders.rule_set(source.record.values)


def _head(source: Source) -> Mapping[str, str]:
    return source.head


def petitioner(source: Source) -> str:
    """Who complained, as the paper names him."""
    return source.text("petitioner_name") or ("匿名信访人" if source.text("is_anonymous") else "")


def acceptance(source: Source) -> AcceptanceNotice:
    """The notice of acceptance; raises Refused for a petition that is not accepted."""
    _refuse_unaccepted(source, "受理告知书")
    rules, finish = rule_set(source), _sixty_days(source)
    return AcceptanceNotice(
        **_head(source),
        petitioner=petitioner(source),
        channel=source.text("channel"),
        received_on=source.text("received_on"),
        matter=source.text("summary"),
        article=CLOCKS["T2"].citation(rules),
        accepted_on=source.text("accepted_on"),
        responsible_org=source.text("responsible_org"),
        finish_article=CLOCKS["T5"].citation(rules),
        has_limit=finish is not None,
        due_on=day_text(finish),
        day=source.text("accepted_on" if _is_told_before(source) else "notified_on"),
    )


def _is_told_before(source: Source) -> bool:
    """Whether he was told, before anything was accepted, that his petition was received: that was the other notice."""
    told, accepted = source.day("notified_on"), source.day("accepted_on")
    return told is not None and accepted is not None and told < accepted


def _sixty_days(source: Source) -> date | None:
    """The end of the sixty days before any extension, as the notices tell it; None where they do not run."""
    values = {**source.record.values, "extended_on": None, "reopened_on": None}
    finish = orders.statutory(values, calendars.work_calendar(source.unit), orders.finish_start(source.unit))
    return finish.due_on if finish else None


def decline(source: Source) -> DeclineNotice:
    """The notice of not accepting; raises Refused for a petition that was not declined."""
    if not source.day("declined_on"):
        _refuse(source, "没有登记不予受理，不能打印不予受理告知书。请先办理「不予受理」，或打印空白表。")
    reason = source.text("declined_reason")
    return DeclineNotice(
        **_head(source),
        petitioner=petitioner(source),
        received_on=source.text("received_on"),
        matter=source.text("summary"),
        reasons=blank_reasons(),
        reason=reason,
        article=decline_citation(reason, rule_set(source)),
        way=_WAYS.get(source.text("statutory_route"), ""),
        day=source.text("notified_on") or source.text("declined_on"),
    )


def extension(source: Source) -> ExtensionNotice:
    """The notice of an extension, which is served before it is entered: what is not yet there is left for the pen.

    Raises Refused for a petition that is not accepted, was finished without one, or has no sixty days to extend.
    """
    _refuse_unaccepted(source, "延期告知书")
    if source.day("finished_on") and not source.day("extended_on"):
        _refuse(source, "没有延期就办结了，不用打印延期告知书。")
    finish = _sixty_days(source)
    if finish is None:
        _refuse(source, f"没有{CLOCKS['T5'].length}日的办结时限，不用延期，没有打印。")
    days = source.record.values.get("extension_days")
    return ExtensionNotice(
        **_head(source),
        petitioner=petitioner(source),
        accepted_on=source.text("accepted_on"),
        matter=source.text("summary"),
        article=CLOCKS["T6"].citation(rule_set(source)),
        reason=source.text("extension_reason"),
        approver=source.text("extension_approver"),
        approved_on=source.text("extended_on"),
        days=str(getattr(days, "value", "") or ""),
        due_on=day_text(finish),
        extended_due_on=source.text("extended_due_on"),
        day=source.text("extension_notified_on"),
    )


def opinion(source: Source) -> HandlingOpinion:
    """The handling opinion, with the progress entries as findings; raises Refused for one that is not accepted."""
    _refuse_unaccepted(source, "处理意见书")
    rules = rule_set(source)
    return HandlingOpinion(
        office=office.name(source.unit),
        number=source.text("reply_document_no") or source.record.number,
        petitioner=petitioner(source),
        address=source.text("address"),
        received_on=source.text("received_on"),
        accepted_on=source.text("accepted_on"),
        claim=joined(source.text("summary"), source.text("claim"), mark="\n"),
        findings=source.lines("facts", "progress"),
        opinion=source.text("result"),
        decision=source.text("decision"),
        article=rules.cited + _OPINION[rules],
        review_article=CLOCKS["T7"].citation(rules),
        responsible_org=source.text("responsible_org"),
        day=source.text("replied_on"),
    )


def registration(source: Source) -> VisitRegistration:
    """The registration sheet of a visit."""
    texts = {
        key: source.text(key)
        for key in ("channel", "address", "event_place", "claim", "receiver", "responsible_org", "result")
    }
    companions = (joined(name, phone) for name, phone in source.cells("visitors", "visitor_name", "phone"))
    return VisitRegistration(
        **_head(source),
        **texts,
        received_on=joined(source.text("received_on"), source.text("received_at")),
        petitioner=petitioner(source),
        sex=source.text("petitioner_sex"),
        age=source.text("petitioner_age"),
        ethnicity=source.text("petitioner_ethnicity"),
        id_number=source.text("petitioner_id_number"),
        phone=source.text("petitioner_phone"),
        visitor_count=source.text("visitor_count"),
        representative_count=source.text("representative_count"),
        companions="、".join(companions),
        flags=tuple(word for key, word in _FLAGS.items() if source.text(key)),
        category=joined(source.text("petition_category"), source.text("category"), mark=" / "),
        matter=joined(source.text("summary"), _quoted(source.text("verbatim_text")), mark="\n"),
    )


def _quoted(words: str) -> str:
    return f"原话：“{words}”" if words else ""


def assignment(source: Source) -> AssignmentSlip:
    """The slip that hands a petition on; 检举控告 goes without who complained (2022 第三十条, 2005 第二十三条).

    Raises Refused when it would go to the unit complained of.
    """
    transfer = source.rows("transfers")[-1:]
    destination, method, transferred_on, due_on = next(
        iter(source.cells("transfers", "destination", "method", "transferred_on", "due_on")[-1:]), ("",) * 4
    )
    destination = destination or source.text("forwarded_to") or source.text("responsible_org")
    if destination and destination == source.text("accused_org"):
        _refuse(source, f"反映的就是{destination}，材料不能交给被反映的单位，没有打印。请改交有权处理的机关。")
    withheld = source.text("petition_category") == ACCUSATION
    shown = without_petitioner(source) if withheld else source.text
    route = method if transfer else source.text("route")
    if "转" in route:
        _refuse(source, f"的办理方式是{route}，不是交办，没有打印。请打印转办单。")
    return AssignmentSlip(
        **_head(source),
        destination=destination,
        issued_on=transferred_on or source.text("forwarded_on"),
        petitioner="" if withheld else petitioner(source),
        phone="" if withheld else source.text("petitioner_phone"),
        address="" if withheld else source.text("address"),
        is_withheld=withheld,
        category=source.text("petition_category"),
        matter=shown("summary"),
        claim=shown("claim"),
        due_on=due_on or source.text("due_on"),
    )


def without_petitioner(source: Source) -> Callable[[str], str]:
    """A reader of columns that takes out every name, number and address of those who complained."""
    own = [checking.text(source.record.values, key) for key in _SECRET_KEYS]
    home = checking.text(source.record.values, "place")
    if home != checking.text(source.record.values, "event_place"):
        # Where it happened must stay readable, also when the petitioner lives there.
        own.append(home)
    rows = [checking.text(row.values, key) for row in source.rows("visitors") for key in _SECRET_COLUMNS]
    secrets = sorted({*own, *rows} - {""}, key=len, reverse=True)

    def shown(key: str) -> str:
        text = source.text(key)
        for secret in secrets:
            text = text.replace(secret, "×××")
        return masking.masked_prose(text)

    return shown


def plan(source: Source) -> CasePlan:
    """The plan of an old case."""
    texts = {
        key: source.text(key)
        for key in ("name", "petitioner", "visitor_count", "category", "dispute", "cause", "facts", "leader_title")
    }
    return CasePlan(
        **_head(source),
        **texts,
        first_on=source.text("first_petition_on"),
        past_handling=source.lines("past_handling", "treatments"),
        leader=source.text("case_owner_leader"),
        responsible_org=source.text("responsible_org"),
        responsible_person=source.text("responsible_person"),
        plan=source.text("case_plan"),
        stabilisation=source.text("stabilisation"),
        stabilisation_person=source.text("stabilisation_person"),
        due_on=source.text("due_on"),
        progress=source.lines("progress_text", "progress"),
        outcome=joined(source.text("status"), source.text("finished_on"), source.text("outcome_words")),
    )


def handover(source: Source) -> CaseHandover:
    """All that was handed over together with this record; before a hand-over, all that its leader has open.

    Raises Refused for a record that was never handed over and is not open.
    """
    handed = source.rows("handovers")[-1:]
    if handed:
        given, taken, reason = source.cells("handovers", "from_leader", "to_leader", "reason")[-1]
        on = handed[0].values.get("handed_on")
        lines = handovers.handed_over(source.unit, from_leader=given, to_leader=taken, on=on)  # type: ignore[arg-type]
        handed_on = day_text(on)
    else:
        given, taken, reason, handed_on = source.text("case_owner_leader"), "", "", ""
        lines = handovers.cases_of(source.unit, leader=given)
        if source.record.number not in {line.number for line in lines}:
            _refuse(source, "没有交接过，现在也没有领导包案在办，没有移交单可打。")
    return CaseHandover(
        office=office.name(source.unit),
        number=source.record.number,
        from_leader=given,
        to_leader=taken,
        handed_on=handed_on,
        reason=reason,
        cases=tuple(_handed_case(source, line) for line in lines),
    )


def _handed_case(source: Source, line: handovers.HandoverLine) -> tuple[str, ...]:
    ledger = registry.find(line.ledger)
    column = ledger.find("petitioner") or ledger.column("petitioner_name")
    who = masking.masked(column, line.petitioner, source.profile)
    named = ledger.column(ledger.matter)
    name, progress = (
        masking.masked(named, text, source.profile, names=(line.petitioner,)) for text in (line.name, line.progress)
    )
    owners = joined(line.responsible_org, line.responsible_person, mark="\n")
    return line.number, name, who, owners, day_text(line.due_on), progress


def _refuse_unaccepted(source: Source, label: str) -> None:
    if not source.day("accepted_on"):
        _refuse(source, f"还没有受理，不能打印{label}。请先办理「受理」，或打印空白表。")


def _refuse(source: Source, sentence: str) -> None:
    raise Refused(f"{source.record.number}{sentence}", field="form")
