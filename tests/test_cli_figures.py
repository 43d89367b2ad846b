from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app import bootstrap, cli
from tests import desks, factories

if TYPE_CHECKING:
    from pathlib import Path


def _run(capsys: pytest.CaptureFixture[str], path: str, *words: str) -> tuple[int, Any]:
    code = cli.run(
        ["--file", path, "--json", *words],
        open_window=lambda _file, _user: 0,
        picture_tabs=lambda _file, _folder: [],
    )
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def ledger(stands_at: str) -> str:
    desk = desks.at(stands_at)
    factories.add(desk, "places", "名称=清一村")
    factories.add(desk, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习", "课时=1.5", "村(组)=清一村")
    factories.add(desk, "learning_sessions", "日期=2014-03-06", "学习形式=集中学习", "课时=2")
    desk.close()
    return stands_at


def test_figures_are_seen_through_a_lens_and_broken_down(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = _run(capsys, ledger, "figures", "--as-of", "2014-03-31", "--place", "清一")
    assert (code, next(one["value"] for one in found if one["code"] == "L1")) == (0, 1)
    _, slices = _run(capsys, ledger, "figures", "--as-of", "2014-03-31", "--code", "L2", "--by", "村")
    assert [(one["label"], one["value"]) for one in slices] == [("清一村", 1.5), ("未填村", 2)]
    _, rows = _run(capsys, ledger, "rows", slices[0]["code"], "--as-of", "2014-03-31")
    assert (len(rows["rows"]), rows["value"]) == (1, slices[0]["value"])


def test_what_was_reported_is_frozen_compared_and_printed(
    ledger: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, frozen = _run(capsys, ledger, "freeze", "3月上报", "--as-of", "2014-03-31", "--to", "县委")
    assert (code, frozen["name"], frozen["reported_to"]) == (0, "3月上报", "县委")
    code, refused = _run(capsys, ledger, "freeze", "3月上报")
    assert (code, "已经有叫" in refused["refused"]) == (1, True)
    _run(capsys, ledger, "void", "learning_sessions", "学习〔2014〕2号", "--reason", "登记重了")
    code, found = _run(capsys, ledger, "compare", "3月上报")
    (first,) = [one for one in found["changed"] if one["code"] == "L1"]
    assert (first["then"], first["now"], [row["why"] for row in first["rows"]]) == ("2次", "1次", ["voided"])
    _run(capsys, ledger, "frozen", "3月上报", "--out", str(tmp_path / "报数.pdf"))
    assert (tmp_path / "报数.pdf").read_bytes().startswith(b"%PDF")
    assert _run(capsys, ledger, "frozen")[1]["reports"][0]["name"] == "3月上报"
    assert _run(capsys, ledger, "compare", "没有的")[0] == 2


def test_a_text_is_checked(ledger: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "材料.txt").write_text("集中学习2次、4个课时", "utf-8")
    _, found = _run(capsys, ledger, "check-text", str(tmp_path / "材料.txt"), "--as-of", "2014-03-31")
    assert found == [
        {"quote": "2次", "code": "L1", "said": 2, "ledger": 2, "agrees": True},
        {"quote": "4个课时", "code": "L2", "said": 4, "ledger": 3.5, "agrees": False},
    ]


def test_a_figure_of_the_office_comes_and_goes(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = ("add-indicator", "清一学习", "--counter", "次", "--ledger", "学习活动", "--where", "村=清一村")
    _, made = _run(capsys, ledger, *told)
    _, found = _run(capsys, ledger, "figures", "--as-of", "2014-03-31")
    assert [one["value"] for one in found if one["code"] == made["code"]] == [1]
    _run(capsys, ledger, "drop-indicator", made["code"])
    assert _run(capsys, ledger, "indicators")[1] == {"indicators": []}


def test_a_cell_that_is_empty_in_one_row_keeps_its_place(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["--file", ledger, "compare-years", "2014", "2013"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    told = {line[0]: line[1:] for line in lines if len(line) > 1}
    assert told["L1"] == ["集中学习", "0次", "2次", "增2次"]
    assert told["L3.forms.集中学习"] == ["学习活动·集中学习", "", "2次", "增2次"]
