"""Tables of any kind: read = added + updated + skipped + blank + failed, always, and nothing is lost in between."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ledgers import registry
from app.rules.reading import clean_text
from app.services import exporting, import_files, import_plan, import_preview, importing, records
from app.services.desk import open_desk
from app.services.import_seen import Fate
from app.services.importing import Duplicates
from app.services.listing import Ask
from app.sheets import reader
from app.sheets.book import Book, Sheet
from db.values import Money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.desk import Desk
    from app.services.import_plan import Plan
    from app.services.import_preview import Seen
    from app.services.importing import Imported
    from app.sheets.book import Cell
    from db.unit import UnitOfWork

HEAD: list[Cell] = ["序号", "债权人", "事由", "本金(万元)", "登记日期", "联系电话", "村(组)", "备注"]
WORDS = st.sampled_from(
    ["赵一", "钱二", "同上", "〃", "合计", "小计", "注：以上为估计", "无", "=1+1", " ", "示例", "郑庄"]
)
ANY = st.one_of(
    st.none(), WORDS, st.integers(-5, 10**18), st.floats(allow_nan=False, allow_infinity=False, width=32), st.dates(),
    st.booleans(), st.text(max_size=12),
)  # fmt: skip
ROW = st.lists(ANY, min_size=0, max_size=len(HEAD))
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def shared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all tables: what earlier ones left makes duplicates."""
    opened = open_desk(Path(shutil.copy(template, tmp_path_factory.mktemp("sums") / "账.minqing")))
    yield opened
    opened.close()


def book_of(rows: list[list[Cell]]) -> Book:
    return Book((Sheet("表", [["某镇欠账台账"], HEAD, *rows]),))


def plan_of(unit: UnitOfWork, book: Book) -> Plan:
    return import_plan.with_year(import_plan.guess(unit, ledger=registry.find("debts"), book=book), 2014)


@FEW
@given(rows=st.lists(ROW, max_size=12), duplicates=st.sampled_from(Duplicates))
def test_every_row_is_accounted_for(shared: Desk, rows: list[list[Cell]], duplicates: Duplicates) -> None:
    book = book_of(rows)
    before = shared.read(lambda unit: unit.reading.count(Ask("debts")))

    def look(unit: UnitOfWork) -> Seen:
        return import_preview.look(unit, plan=plan_of(unit, book))

    seen = shared.read(look)
    plans: list[Plan] = []

    def work(unit: UnitOfWork) -> Imported:
        plans.append(plan_of(unit, book))
        return importing.run(unit, actor=shared.actor, plan=plans[0], duplicates=duplicates)

    made = shared.write(work)
    assert made.read == len(rows) == made.added + made.updated + made.skipped + made.blank + len(made.failed)
    assert shared.read(lambda unit: unit.reading.count(Ask("debts"))) == before + made.added
    assert seen.read == made.read
    assert (seen.counts[Fate.BLANK], seen.counts[Fate.WRONG]) == (made.blank, len(made.failed)) or (
        duplicates is not Duplicates.SKIP
    )
    again = shared.write(lambda unit: importing.run(unit, actor=shared.actor, plan=plans[0]))
    assert again.added == 0  # the same table twice adds nothing
    (main, *_parts) = exporting.failures(plans[0], made)
    assert [list(row[:-1]) for row in main.rows] == [list(one.cells) for one in made.failed]


SIGNS = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn"), exclude_characters="\u2028\u2029")
TEXT = st.text(SIGNS, min_size=1, max_size=40)


@FEW
@given(reason=TEXT, remark=st.lists(TEXT, min_size=1, max_size=3), fen=st.integers(0, 10**12))
def test_any_words_go_out_and_come_in_unchanged(
    shared: Desk, tmp_path_factory: pytest.TempPathFactory, reason: str, remark: list[str], fen: int
) -> None:
    kept, notes = clean_text(reason), clean_text("\n".join(remark), is_long=True)
    if not kept or not notes:
        return
    values = {"creditor": "某", "reason": kept, "remark": notes, "principal": Money(fen)}
    made = shared.write(lambda unit: records.add(unit, actor=shared.actor, ledger="debts", values=values))
    for ending in (".xlsx", ".csv"):
        out = tmp_path_factory.mktemp("out") / f"出{ending}"
        exporting.export(shared, ask=Ask("debts", ids=made.ids), out=out)
        book = reader.read_here(out)

        def work(unit: UnitOfWork, book: Book = book) -> Imported:
            plan = import_plan.guess(unit, ledger=registry.find("debts"), book=book)
            return importing.run(unit, actor=shared.actor, plan=plan, duplicates=Duplicates.UPDATE)

        back = shared.write(work)
        assert (back.read, back.skipped, back.failed) == (1, 1, ()), (ending, back)


@pytest.mark.parametrize("unit_above", ["单位：万元", "金额单位:万元", "（单位：人民币万元）"])
def test_failures_keep_the_unit_and_the_mapping_of_their_sheet(desk: Desk, tmp_path: Path, unit_above: str) -> None:
    head: list[Cell] = ["序号", "收款人是谁", "事由", "本金"]
    rows: list[list[Cell]] = [
        ["欠账台账"],
        [unit_above],
        head,
        [1, "赵一", "料款", "三四千"],
        [2, "钱二", "尾款", "0.5"],
    ]
    book = Book((Sheet("表", rows),))
    plans: list[Plan] = []

    def work(unit: UnitOfWork) -> Imported:
        plans.append(import_plan.guess(unit, ledger=registry.find("debts"), book=book).with_target(1, "creditor"))
        return importing.run(unit, actor=desk.actor, plan=plans[0])

    made = desk.write(work)
    assert (made.added, len(made.failed)) == (1, 1)
    out = tmp_path / "没有导入的.xlsx"
    import_files.write_failures(out, plans[0], made)
    sheet = reader.read_here(out).sheets[0]
    assert sheet.rows[0][3] == "本金（万元）"
    sheet.rows[1][3] = "3.4"

    def mended(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=registry.find("debts"), book=Book((sheet,)))
        assert plan.is_remembered
        return importing.run(unit, actor=desk.actor, plan=plan)

    assert desk.write(mended).added == 1
    found = desk.read(lambda unit: unit.reading.page(Ask("debts", sort=(("number", False),))).rows)
    assert [(str(one.values["creditor"]), str(one.values["principal"])) for one in found] == [
        ("钱二", "Money(fen=500000)"), ("赵一", "Money(fen=3400000)")
    ]  # fmt: skip
