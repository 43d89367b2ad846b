"""新建台账 in one go: what was told stands in the ledger; what could not be brought in is told, and nothing is lost."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import backups, founding, import_files, import_plan, kept_backups, office, operators
from app.services.desk import open_desk
from app.services.founding import LEVELS, Person, Sheet, Village, Wanted
from db.ask import Ask
from db.places import data_folder
from tests.conftest import PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.services.desk import Desk
    from db.ask import Record

pytestmark = pytest.mark.usefixtures("fresh_data_folder")


def rows(desk: Desk, ledger: str) -> list[Record]:
    return list(desk.read(lambda unit: unit.reading.page(Ask(ledger, sort=(("number", False),), limit=500)).rows))


def sheet(path: Path, ledger: str, lines: Sequence[Sequence[object]]) -> Sheet:
    """A sheet that was looked at against a scratch ledger, as the wizard does."""
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    book.save(path)
    scratch, read = founding.scratch(), import_files.read(path)
    declared = registry.importable(ledger)
    plan = scratch.read(lambda unit: import_plan.guess(unit, ledger=declared, book=read))
    founding.throw_away(scratch)
    return Sheet(plan, path.name)


def test_the_name_of_the_office_is_enough(tmp_path: Path) -> None:
    made = founding.found(Wanted(tmp_path / "新.minqing", "清河镇人民政府"))
    with closing(made.desk) as desk:
        assert desk.read(office.name) == "清河镇人民政府"
        assert desk.actor.name == operators.FIRST
        assert desk.read(office.hidden_ledgers) == frozenset()
        assert (made.done, made.troubles) == ([], [])


def test_all_that_was_told_stands_in_the_ledger(tmp_path: Path, cheap_keys: None) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    wanted = Wanted(
        place=tmp_path / "新.minqing", office="清河镇人民政府", campaign="mass_line_2013", passphrase=PASSPHRASE,
        operator="田雨欣", hidden=LEVELS["村、社区"], villages=(Village("郑庄", "2"), Village("新立村", "")),
        people=(Person("李秀英", "民政助理", "13800000000"),), second=stick,
    )  # fmt: skip
    told: list[tuple[int, int]] = []
    made = founding.found(wanted, progress=lambda done, whole: told.append((done, whole)))
    made.desk.close()
    assert made.troubles == []
    assert made.done == ["村 2 个", "人员 1 名"]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert made.desk.recovery_code
    with closing(open_desk(wanted.place, passphrase=PASSPHRASE)) as desk:
        assert desk.actor.name == "田雨欣"
        assert desk.read(office.hidden_ledgers) == LEVELS["村、社区"]
        assert desk.read(office.preset_name) == "mass_line_2013"
        places = [(one.values["name"], one.values["kind"]) for one in rows(desk, "places")]
        assert places == [("郑庄", "村"), ("郑庄一组", "组"), ("郑庄二组", "组"), ("新立村", "村")]
        (person,) = rows(desk, "people")
        assert (person.values["name"], person.values["title"]) == ("李秀英", "民政助理")
        assert kept_backups.second_place(backups.source(desk)) == stick


def test_sheets_come_in_villages_first_so_that_people_find_theirs(tmp_path: Path) -> None:
    villages = sheet(tmp_path / "村组.xlsx", "places", [("名称", "种类"), ("郑庄", "村"), ("新立", "村")])
    people = sheet(tmp_path / "人员.xlsx", "people", [("姓名", "村(组)"), ("李秀英", "郑庄"), ("王建国", "新立")])
    made = founding.found(Wanted(tmp_path / "新.minqing", "清河镇", sheets=(villages, people)))
    with closing(made.desk) as desk:
        assert made.done == ["村组 2 条", "人员 2 条"]
        assert made.troubles == []
        ids = {one.values["name"]: one.id for one in rows(desk, "places")}
        assert [one.values["place"].id for one in rows(desk, "people")] == [ids["郑庄"], ids["新立"]]  # type: ignore[union-attr]


def test_people_of_a_sheet_find_the_villages_that_were_typed(tmp_path: Path) -> None:
    people = sheet(tmp_path / "人员.xlsx", "people", [("姓名", "村(组)"), ("李秀英", "郑庄")])
    made = founding.found(Wanted(tmp_path / "新.minqing", "清河镇", villages=(Village("郑庄"),), sheets=(people,)))
    with closing(made.desk) as desk:
        (village,), (person,) = rows(desk, "places"), rows(desk, "people")
        assert person.values["place"].id == village.id  # type: ignore[union-attr]


def test_a_row_that_cannot_come_in_is_told_and_the_others_stand(tmp_path: Path) -> None:
    lines = [("名称", "种类", "户数"), ("郑庄", "村", "120"), ("新立", "村", "不清楚")]
    made = founding.found(
        Wanted(tmp_path / "新.minqing", "清河镇", sheets=(sheet(tmp_path / "村组.xlsx", "places", lines),))
    )
    with closing(made.desk) as desk:
        assert [one.values["name"] for one in rows(desk, "places")] == ["郑庄"]
        (trouble,) = made.troubles
        assert "「村组.xlsx」有 1 行没有带进来（第3行：" in trouble
        assert "导入表格" in trouble


def test_a_sheet_that_breaks_down_leaves_the_ledger_and_says_where_to_do_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = sheet(tmp_path / "村组.xlsx", "places", [("名称", "种类"), ("郑庄", "村")])

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(founding.import_taking, "run", broken)
    made = founding.found(Wanted(tmp_path / "新.minqing", "清河镇", sheets=(taken,), people=(Person("李秀英"),)))
    with closing(made.desk) as desk:
        (trouble,) = made.troubles
        assert trouble.startswith("「村组.xlsx」没有带进来：")
        assert "可以以后到“办公 → 村组（人员）→ 导入表格”里补上" in trouble
        assert len(rows(desk, "people")) == 1


def test_a_village_that_cannot_be_read_and_a_place_that_is_not_there_are_told(tmp_path: Path) -> None:
    villages = (Village("郑庄"), Village("新立", "好几个"))
    made = founding.found(Wanted(tmp_path / "新.minqing", "清河镇", villages=villages, second=tmp_path / "没有插"))
    with closing(made.desk) as desk:
        assert [one.values["name"] for one in rows(desk, "places")] == ["郑庄"]
        words, stick = made.troubles
        assert words.startswith("村「新立」没有登记：")
        assert stick.startswith("第二备份位置没有设好：")
        assert "工具 → 备份设置" in stick
        assert made.done == ["村 1 个"]


def test_an_existing_file_is_not_touched(tmp_path: Path, ledger_file: Path) -> None:
    before = ledger_file.read_bytes()
    with pytest.raises(Refused):
        founding.found(Wanted(ledger_file, "清河镇", people=(Person("李秀英"),)))
    assert ledger_file.read_bytes() == before


class _EnoughError(Exception):
    pass


def test_given_up_in_the_middle_it_leaves_nothing(tmp_path: Path, cheap_keys: None) -> None:
    folder = tmp_path / "台账"
    folder.mkdir()

    def stop(_done: int, _whole: int) -> None:
        raise _EnoughError

    wanted = Wanted(folder / "新.minqing", "清河镇", passphrase=PASSPHRASE, people=(Person("李秀英"),))
    with pytest.raises(_EnoughError):
        founding.found(wanted, progress=stop)
    assert [file.name for file in folder.iterdir() if file.suffix != ".lock"] == []
    assert list((data_folder() / "keys").glob("*.key")) == []


def test_the_own_folder_of_the_program_is_made_when_it_is_missing() -> None:
    made = founding.found(Wanted(data_folder() / "新.minqing", "清河镇"))
    made.desk.close()
    assert made.desk.path.exists()


def test_a_scratch_ledger_leaves_no_trace() -> None:
    desk = founding.scratch("mass_line_2013")
    folder = desk.path.parent
    assert desk.read(office.preset_name) == "mass_line_2013"
    founding.throw_away(desk)
    assert not folder.exists()


def test_every_kind_of_office_hides_only_ledgers_there_are() -> None:
    names = {ledger.name for ledger in registry.LEDGERS}
    assert all(hidden < names for hidden in LEVELS.values())
    assert LEVELS["乡镇、街道"] == frozenset()
