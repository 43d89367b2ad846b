"""检举控告: for an operator without the grant the file is what it would be without the record, by every door."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.bootstrap import main
from app.figures import catalogue
from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.services import (
    all_checks,
    answers,
    attachments,
    chains,
    coverage,
    deadlines,
    dossier,
    entry,
    exporting,
    exporting_history,
    figures,
    finding,
    form_sets,
    forms,
    handover,
    history,
    home,
    leaving,
    links,
    listing,
    operators,
    printing,
    records,
    registers,
    repeats,
    supervision,
    table_page,
    undo,
    watching,
)
from app.services.changes import Actor
from app.services.desk import Desk
from db.ask import Ask
from db.declare import Kind
from db.values import Reference
from tests import desks, factories
from tests.paper import pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.changes import Changes
    from db.ask import Record
    from db.unit import UnitOfWork

TODAY = date(2014, 3, 31)
TOKENS = ("钱密一", "密二号院", "密三某干部收礼", "密四原话", "密五诉求", "密六厂", "密七进展", "密八同访", "密九票据")
BLIND = "王录入"
ANCHOR = re.compile(r"foot_note='[^']*'")


@pytest.fixture
def office(desk: Desk) -> Iterator[Desk]:
    """An office of two with ordinary records; the first may see everything, the second may not."""
    desk.store.clock.fixed = TODAY
    factories.add(desk, "places", "名称=清一", "种类=村")
    factories.add(desk, "petitions", "来访时间=2014-03-01", "信访人姓名=孟某", "问题类别=申诉求决", "村=清一")
    factories.add(desk, "backlog_cases", "案件名称=宅基地旧案", "排查日期=2014-03-02", "包案领导=王镇长")
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name=BLIND, role="录入"))
    yield desk
    desk.store.clock.fixed = None


def _text(path: Path) -> str:
    return "".join("".join(pages.page_texts(path.read_bytes())).split())


def plant(desk: Desk) -> Changes:
    """An accusation full of tokens: overdue, with rows, a file and a link."""
    made = factories.add(
        desk, "petitions", "来访时间=2014-03-03", "信访人姓名=钱密一", "住址=密二号院", "问题类别=检举控告", "村=清一",
        "反映的主要问题=密三某干部收礼", "信访人原话=密四原话", "诉求=密五诉求", "被反映单位=密六厂", "人数=7",
        "办结时限=2014-03-10", "包案领导=王镇长", "重点关注=是", "跟进日期=2014-03-20", "到访层级=京",
        children={"progress": [{"日期": "2014-03-05", "进展情况": "密七进展"}], "visitors": [{"姓名": "密八同访"}]},
    )  # fmt: skip
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="petitions", record_id=made.ids[0], name="密九票据.txt", data=b"secret",
            kind="evidence",
        )
    )  # fmt: skip
    case = desk.read(lambda unit: records.find(unit, ledger=registry.find("backlog_cases"), number="积案〔2014〕1号"))
    ends = {"start": ("petitions", made.ids[0]), "end": ("backlog_cases", case.id)}
    desk.write(lambda unit: links.add(unit, actor=desk.actor, kind="raises", **ends))
    return made


def as_blind(desk: Desk) -> Desk:
    """The same desk with the second operator at it."""
    blind = Desk(desk.store, desk.read(lambda unit: operators.find(unit, name=BLIND)))
    assert not blind.actor.sees_restricted
    return blind


def everything(desk: Desk) -> dict[str, str]:
    """What every reading service answers, as text."""
    found: dict[str, object] = {}

    def read(name: str, work: object) -> None:
        found[name] = desk.read(work)  # type: ignore[arg-type]

    for ledger in (*registry.LEDGERS, *registry.BASE):
        for voided in (False, True):
            ask = Ask(ledger.name, voided=voided)
            columns = table_page.usual_columns(ledger)
            key = f"{ledger.name}{'（作废）' if voided else ''}"
            read(f"list {key}", lambda unit, ask=ask: listing.page(unit, ask=ask))
            read(f"ids {key}", lambda unit, ask=ask: unit.reading.ids(ask))
            read(f"table {key}", lambda unit, a=ask, c=columns: table_page.page(unit, ask=a, columns=c))
            read(f"json {key}", lambda unit, ask=ask: answers.rows(unit, ask=ask))
        read(f"paper {ledger.name}", lambda unit, n=ledger.name: printing.ledger_paper(unit, ask=Ask(n)))
        read(f"sheets {ledger.name}", lambda unit, n=ledger.name: _sheets(unit, n))
    read("page of a village", lambda unit: dossier.of(unit, ledger="places", record_id=1))
    for token in (*TOKENS, "mq", "qm"):
        read(f"search {token}", lambda unit, t=token: listing.page(unit, ask=Ask("petitions", search=t)))
        read(f"find {token}", lambda unit, t=token: finding.everywhere(unit, words=t))
        read(f"suggest {token}", lambda unit, t=token: registers.suggest(unit, kind=Kind.PERSON, typed=t))
        read(f"org {token}", lambda unit, t=token: registers.suggest(unit, kind=Kind.ORGANISATION, typed=t))
    for code in (one.code for one in catalogue.INDICATORS):
        read(f"rows {code}", lambda unit, code=code: figures.rows_json(unit, actor=desk.actor, code=code))
    sums = {"keys": ("visitor_count",)}
    others: dict[str, object] = {
        "tiles": home.tiles,
        "figures": figures.as_json,
        "checks": lambda unit: all_checks.as_json(unit, as_of=TODAY),
        "coverage": lambda unit: coverage.matrix(unit, as_of=TODAY),
        "slips": supervision.slips,
        "mondays": supervision.mondays,
        "unanswered": supervision.unanswered,
        "leaders": handover.leaders,
        "cases": lambda unit: handover.cases_of(unit, leader="王镇长"),
        "recent": history.recent,
        "case": lambda unit: answers.show(
            unit, actor=desk.actor, ledger=registry.find("backlog_cases"), number="积案〔2014〕1号"
        ),
        "chain": lambda unit: chains.as_json(chains.of(unit, ledger="backlog_cases", record_id=1)),
        "plan": lambda unit: (
            forms.read_sheet(unit, forms.find("case_plan"), "积案〔2014〕1号", "internal", actor=desk.actor).content
        ),
        "repeats": lambda unit: repeats.offered(unit, values={"petitioner_name": "钱密一", "place": Reference("清一")}),
        "holiday": lambda unit: deadlines.holiday_effects(unit, day=date(2014, 3, 10), is_off=True),
        "undo": lambda unit: undo.next_label(unit, actor=desk.actor),
        "undo of the other": lambda unit: undo.next_label(unit, actor=Actor("管理员")) and "",
        "sums": lambda unit: unit.reading.sums(Ask("petitions"), **sums),
        "file": lambda unit: _refusal(lambda: attachments.content(unit, sha256=_SECRET)),
        "states": lambda unit: unit.reading.states(registry.find("petitions"), home.TILES),
    }
    for name, work in others.items():
        read(name, work)
    return {name: ANCHOR.sub("", repr(value)) for name, value in found.items()}


_SECRET = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"


def _sheets(unit: UnitOfWork, ledger: str) -> list[object]:
    made = exporting.export_sheets(unit, ask=Ask(ledger), options=exporting.ExportOptions())
    return [(sheet.name, list(sheet.rows)) for sheet in made]


def _refusal(work: object) -> str:
    try:
        return repr(work())  # type: ignore[operator]
    except Refused:
        return "refused"


def test_without_the_grant_every_answer_is_as_if_the_record_were_not_there(office: Desk) -> None:
    before = everything(as_blind(office))
    plant(office)
    after = everything(as_blind(office))
    before["file"] = after["file"]  # nobody had the bytes before
    different = [name for name in after if after[name] != before[name]]
    assert different == []
    assert after["file"] == "'refused'"
    assert not [token for token in TOKENS for text in after.values() if token in text and f"search {token}" not in text]


def test_figures_say_once_that_it_is_not_in_them(office: Desk) -> None:
    def said(desk: Desk) -> list[str]:
        found = desk.read(figures.all_figures)
        return [one.ledger for one in found if figures.WITHOUT_RESTRICTED in one.detail]

    assert said(as_blind(office)) == ["petitions"]
    assert said(office) == []


def test_with_the_grant_the_same_answers_tell_of_it(office: Desk) -> None:
    before = everything(office)
    plant(office)
    after = everything(office)
    different = {name for name in after if after[name] != before[name]}
    wanted = {
        "list petitions",
        "table petitions",
        "json petitions",
        "search 钱密一",
        "find 钱密一",
        "tiles",
        "slips",
        "recent",
        "chain",
    }
    assert wanted | {"case", "leaders", "figures", "undo", "file", "sums", "holiday", "states"} <= different


def test_lists_on_paper_and_workbooks_never_hold_it_even_with_the_grant(office: Desk, tmp_path: Path) -> None:
    before = everything(office)
    plant(office)
    after = everything(office)
    for name in ("paper petitions", "sheets petitions"):
        assert after[name] == before[name]
    only = Ask("petitions", search="密三")
    for print_it in (
        lambda: printing.print_ledger(office, out=tmp_path / "a.pdf", ask=only),
        lambda: exporting.export(office, ask=only, out=tmp_path / "a.xlsx"),
        lambda: form_sets.print_set(office, form="visit_registration", ask=only, out=tmp_path / "b.pdf"),
    ):
        with pytest.raises(Refused, match="不在列表里打印") as refusal:
            print_it()
        assert refusal.value.exit_code is Exit.NOT_ALLOWED
    assert list(tmp_path.glob("*.pdf")) == []


def test_it_is_neither_opened_nor_changed_nor_printed_without_the_grant(office: Desk, tmp_path: Path) -> None:
    made, blind = plant(office), as_blind(office)
    petitions, number, own = registry.find("petitions"), made.number, made.ids[0]
    doors = (
        lambda unit: records.find(unit, ledger=petitions, number=number),
        lambda unit: records.get(unit, ledger="petitions", record_id=own),
        lambda unit: answers.show(unit, actor=blind.actor, ledger=petitions, number=number),
        lambda unit: records.void(unit, actor=blind.actor, ledger="petitions", record_id=own, reason="x"),
        lambda unit: attachments.remove(unit, actor=blind.actor, attachment_id=1),
        lambda unit: links.remove(unit, actor=blind.actor, link_id=1),
    )
    for door in doors:
        with pytest.raises(Refused, match=r"没有编号|找不到"):
            blind.write(door)
    assert blind.read(lambda unit: listing.show(unit, ledger="petitions", record_id=own)) is None
    assert blind.read(lambda unit: attachments.of(unit, ledger="petitions", record_id=own)) == ()
    assert blind.read(lambda unit: history.of(unit, ledger="petitions", uuid=made.uuid)) == ()
    with pytest.raises(Refused, match="没有编号"):
        forms.print_form(blind, form="visit_registration", number=number, out=tmp_path / "a.pdf")
    blind.actor = replace(blind.actor, role="管理")
    with pytest.raises(Refused, match="限制查阅件"):
        exporting_history.export(blind, out=tmp_path / "chain.jsonl")


def test_it_is_entered_only_by_those_who_may_see_it(office: Desk) -> None:
    blind = as_blind(office)
    texts = ("来访时间=2014-03-03", "匿名=是", "问题类别=检举控告")
    with pytest.raises(Refused, match="请交给：管理员") as refusal:
        factories.add(blind, "petitions", *texts)
    assert (refusal.value.field, refusal.value.exit_code) == ("petition_category", Exit.NOT_ALLOWED)
    plain = factories.add(blind, "petitions", "来访时间=2014-03-03", "匿名=是")
    values = {"petition_category": "检举控告"}
    with pytest.raises(Refused, match="请交给"):
        blind.write(
            lambda unit: records.edit(
                unit, actor=blind.actor, ledger="petitions", record_id=plain.ids[0], version=1, values=values
            )
        )


def test_each_opening_is_a_row_of_its_history_and_an_ordinary_one_is_not(office: Desk) -> None:
    made = plant(office)
    petitions = registry.find("petitions")
    watching.opened(office, ledger=petitions, uuid=made.uuid)
    lines = office.read(lambda unit: history.of(unit, ledger="petitions", uuid=made.uuid))
    assert (lines[0].operator, lines[0].description) == ("管理员", f"打开 {made.number}（限制查阅）")
    ordinary = office.read(lambda unit: records.find(unit, ledger=petitions, number="信访〔2014〕1号"))
    watching.opened(office, ledger=petitions, uuid=ordinary.uuid)
    assert len(office.read(lambda unit: history.of(unit, ledger="petitions", uuid=ordinary.uuid))) == 1


def test_its_own_form_is_printed_by_right_and_told_beside_it(office: Desk, tmp_path: Path) -> None:
    made = plant(office)
    out = tmp_path / "slip.pdf"
    forms.print_form(office, form="assignment_slip", number=made.number, out=out)
    text = _text(out)
    assert made.number in text
    assert not [token for token in ("钱密一", "密二号院", "密八同访") if token in text]
    lines = office.read(lambda unit: history.of(unit, ledger="petitions", uuid=made.uuid))
    assert lines[0].description == f"打印 交办单 {made.number}"


def test_who_was_granted_loses_sight_and_label_with_the_grant(office: Desk) -> None:
    plant(office)
    label = office.read(lambda unit: undo.next_label(unit, actor=office.actor))
    assert label.startswith("关联 信访〔2014〕2号")
    office.actor = replace(office.actor, sees_restricted=False)
    assert office.read(lambda unit: undo.next_label(unit, actor=office.actor)) != label


def test_a_holiday_moves_its_deadline_whoever_enters_it(office: Desk) -> None:
    made = plant(office)
    office.actor = replace(office.actor, sees_restricted=False)
    done = office.write(
        lambda unit: deadlines.apply_holiday(
            unit, actor=office.actor, day=date(2014, 3, 10), is_off=True, name="县庆", move=True
        )
    )
    assert done.description.endswith("，0 个时限随之移动")
    office.actor = replace(office.actor, sees_restricted=True)
    assert factories.read(office, "petitions", made.ids[0]).values["due_on_rolled"] == date(2014, 3, 11)


def test_the_command_line_tells_nothing_of_it(office: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office.write(lambda unit: unit.put_setting("own_today", TODAY.isoformat()))
    path = desks.place(office)
    commands = (
        ("list", "petitions"), ("list", "petitions", "--search", "密三"), ("show", "backlog_cases", "2014-1"),
        ("check",), ("chain", "backlog_cases", "2014-1"), ("slips",), ("figures",), ("rows", "P1"),
        ("hand-over", "王镇长"), ("settings",), ("operators",), ("due", "2014-03-01", "15"), ("undo",),
    )  # fmt: skip

    def answers_now() -> list[tuple[int, str]]:
        found = []
        for command in commands[:-1]:
            code = main(["--file", path, "--user", BLIND, "--json", *command])
            found.append((code, capsys.readouterr().out))
        return found

    before = answers_now()
    made = plant(office)
    after = answers_now()
    assert [command for command, was, now in zip(commands, before, after, strict=False) if was != now] == []
    assert all(code in (0, 1, 2) for code, _ in after)
    for command in (
        ("show", "petitions", made.number),
        ("do", "petitions", made.number),
        ("void", "petitions", made.number),
    ):
        assert main(["--file", path, "--user", BLIND, "--json", *command]) == 1
        assert "没有编号" in json.loads(capsys.readouterr().out)["refused"]
    out = tmp_path / "台账.pdf"
    code = main(["--file", path, "--user", BLIND, "--json", "print", "petitions", str(out), "--purpose", "日常办公"])
    assert code == 0
    assert not [token for token in TOKENS if token in _text(out)]


def test_each_opening_by_command_is_logged(office: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    made = plant(office)
    assert main(["--file", desks.place(office), "--json", "show", "petitions", made.number]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["summary"] == "密三某干部收礼"
    lines = office.read(lambda unit: history.of(unit, ledger="petitions", uuid=made.uuid))
    assert lines[0].description == f"打开 {made.number}（限制查阅）"


# ---- what leaves the file --------------------------------------------------------------------------------------------


def test_the_first_operator_needs_no_purpose_and_others_do(desk: Desk, tmp_path: Path) -> None:
    for name in ("孟某", "曹某"):
        factories.add(desk, "petitions", "来访时间=2014-03-01", f"信访人姓名={name}")
    ask, out = Ask("petitions"), tmp_path / "a.pdf"
    printing.print_ledger(desk, out=out, ask=ask)
    assert _newest(desk) == ("打印 信访事项（内部）1 页", "日常办公")
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name=BLIND, role="录入"))
    desk.actor = desk.read(lambda unit: operators.find(unit, name=BLIND))
    with pytest.raises(Refused, match="请先选择用途") as refusal:
        printing.print_ledger(desk, out=tmp_path / "b.pdf", ask=ask)
    assert refusal.value.exit_code is Exit.USAGE
    assert not (tmp_path / "b.pdf").exists()
    printing.print_ledger(desk, out=out, ask=ask, options=printing.PrintOptions(purpose="上报上级"))
    assert _newest(desk) == ("打印 信访事项（内部）1 页", "上报上级")
    with pytest.raises(Refused, match="没有「看看」这种用途"):
        printing.print_ledger(desk, out=out, ask=ask, options=printing.PrintOptions(purpose="看看"))


def _newest(desk: Desk) -> tuple[str, str]:
    (event,) = desk.read(lambda unit: unit.events(unit.schema.audit.c.seq > 0, 1))
    return event.entry.description, event.entry.reason


@pytest.mark.parametrize(("count", "profile", "asked"), [(1, "internal", False), (2, "internal", True),
                                                         (2, "public", False), (51, "public", True)])  # fmt: skip
def test_much_and_what_is_not_masked_asks_its_purpose(desk: Desk, count: int, profile: str, asked: bool) -> None:
    for _ in range(count):
        factories.add(desk, "petitions", "来访时间=2014-03-01", "匿名=是")
    ask = Ask("petitions")
    assert desk.read(lambda unit: leaving.is_asked(unit, ask=ask, profile=profile)) is asked


def test_a_second_account_consents_only_where_the_office_wants_it(desk: Desk, tmp_path: Path) -> None:
    for name in ("孟某", "曹某"):
        factories.add(desk, "petitions", "来访时间=2014-03-01", f"信访人姓名={name}")
    desk.write(lambda unit: unit.put_setting("export_needs_second", "1"))
    ask, out = Ask("petitions"), tmp_path / "a.xlsx"
    assert exporting.export(desk, ask=ask, out=out) == 2
    for name, role in ((BLIND, "录入"), ("赵领导", "领导")):
        desk.write(lambda unit, name=name, role=role: operators.add(unit, actor=desk.actor, name=name, role=role))
    given = exporting.ExportOptions(purpose="检查考核")
    for second in ("", "管理员", "赵领导"):
        with pytest.raises(Refused, match=f"请由其中一人同意：{BLIND}。"):
            exporting.export(desk, ask=ask, out=out, options=replace(given, second=second))
    assert exporting.export(desk, ask=ask, out=out, options=replace(given, second=BLIND)) == 2
    assert _newest(desk) == (f"导出 信访事项（内部）2 条，{BLIND}同意", "检查考核")


def test_opening_the_same_ledgers_again_keeps_the_sight_of_each(office: Desk) -> None:
    made = plant(office)

    def sees(user: str) -> Record | None:
        other = desks.beside(office, user=user)
        try:
            return other.read(lambda unit: unit.reading.one(registry.find("petitions"), number=made.number))
        finally:
            other.close()

    assert sees("管理员") is not None
    assert sees(BLIND) is None


def test_what_is_typed_for_it_offers_no_names(office: Desk) -> None:
    plant(office)
    column = registry.find("petitions").column("accused_org")
    offered = as_blind(office).read(lambda unit: entry.with_words(unit, column))
    assert "密六厂" not in repr(offered)
