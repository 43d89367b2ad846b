from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.bootstrap import main
from app.rules.refusal import Exit, Refused
from app.services import desk_handover, freezing, year_end
from app.services.desk import open_desk
from tests import desks, factories
from tests.conftest import PASSPHRASE
from tests.paper.pages import page_texts

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk


def _said(path: Path) -> str:
    """All that a PDF says, without the breaks of its lines."""
    return "".join("".join(page_texts(path.read_bytes())).split())


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """An item carried from 2013, a petition of the restricted class, a paper that is out, and frozen figures."""
    desk.store.clock.fixed = date(2013, 12, 1)
    factories.add(desk, "rectifications", "登记日期=2013-11-01", "责任人=周敏", "整改时限=2014-02-20")
    desk.store.clock.fixed = date(2014, 1, 6)
    desk.write(lambda unit: year_end.close(unit, actor=desk.actor, year=2013))
    factories.add(desk, "petitions", "登记日期=2014-01-03", "信访人姓名=钱二", "问题类别=检举控告")
    factories.add(
        desk, "issued_papers", "发出日期=2014-01-02", "种类=督办单", "单据号=督7", "事由=路灯", "应回日期=2014-01-20"
    )
    factories.add(desk, "issued_papers", "发出日期=2014-01-02", "种类=告知书", "单据号=告1", "事由=受理告知")
    desk.write(lambda unit: freezing.freeze(unit, actor=desk.actor, name="年报", reported_to="县委"))
    return desk


@pytest.mark.file_only("names the file and its backups")
def test_the_list_has_what_is_open_and_where_everything_lies(filled: Desk) -> None:
    found = desk_handover.of(filled)
    lines = {label: [(one.number, one.due_on, one.responsible, one.is_carried) for one in items]
             for label, items in found.by_ledger}  # fmt: skip
    assert lines["整改台账"] == [("整改〔2013〕1号", date(2014, 2, 20), "周敏", True)]
    assert set(lines) == {"整改台账", "信访事项", "发出单据"}
    assert [one.matter for label, items in found.by_ledger if label == "发出单据" for one in items] == ["路灯"]
    places = dict(found.places)
    assert str(filled.path.parent) in places["台账文件"]
    assert places["已结转的年度"] == "2013年已于2014年1月6日由管理员结转"
    assert places["发出没有收回的单据"] == "1张：督7 路灯"
    assert places["冻结的报数"].startswith("1次：年报（截至2014年1月6日，报县委）")
    assert places["上报包"] == "没有报过"
    assert places["归档"] == "没有归过档"
    assert "恢复码单" not in places  # a plain file has none


def test_an_encrypted_file_tells_of_its_keys_and_never_a_passphrase(sealed_file: Path) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        desk.write(
            lambda unit: desk_handover.keep_places(unit, actor=desk.actor, places={"recovery_code": "保密柜二层"})
        )
        places = dict(desk_handover.of(desk).places)
    assert places["恢复码单"] == "保密柜二层"
    assert places["钥匙文件"].startswith(f"{sealed_file.name}.key")
    assert PASSPHRASE not in json.dumps(places, ensure_ascii=False)


def test_paper_has_no_row_of_the_restricted_class_and_says_how_many_go_apart(filled: Desk, tmp_path: Path) -> None:
    desk_handover.print_out(filled, out=tmp_path / "交接.pdf", to_clerk="周敏")
    page = _said(tmp_path / "交接.pdf")
    assert "台账工作交接清单" in page
    assert "（结转）" in page
    assert "共2件（限制查阅的件不在此列，由指定的人单独移交）" in page
    assert "钱二" not in page
    filled.actor = type(filled.actor)("王五", "审核")
    assert desk_handover.paper(filled).summary == "共2件（限制查阅的件不在此列，由指定的人单独移交）"


def test_what_the_clerk_writes_down_is_kept_and_told(filled: Desk) -> None:
    with pytest.raises(Refused, match="最多写200个字"):
        filled.write(
            lambda unit: desk_handover.keep_places(unit, actor=filled.actor, places={"paper_files": "柜" * 201})
        )
    filled.write(
        lambda unit: desk_handover.keep_places(unit, actor=filled.actor, places={"paper_files": "档案室3号柜"})
    )
    assert filled.read(desk_handover.said_places)["paper_files"] == "档案室3号柜"
    event = filled.read(lambda unit: unit.events(unit.schema.audit.c.action == "settings"))[0].entry
    assert event.description == "记下交接材料存放的地方"


def test_the_command_line(filled: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = desks.place(filled)
    filled.close()
    out = str(tmp_path / "交接.pdf")
    assert (
        main(["--file", path, "desk-handover", "--place", "纸质台账和卷宗=档案室", "--to", "周敏", "--out", out]) == 0
    )
    assert "档案室" in _said(tmp_path / "交接.pdf")
    capsys.readouterr()
    assert main(["--file", path, "--json", "desk-handover"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["total"] == len(told["rows"]) == 3
    assert {one["number"]: one["carried"] for one in told["rows"]}["整改〔2013〕1号"] is True
    assert main(["--file", path, "desk-handover", "--place", "钥匙=抽屉"]) == Exit.USAGE
    assert "没有「钥匙」这一项" in capsys.readouterr().err
