from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app import cli
from tests import desks, factories

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from app.services.desk import Desk


def run(*words: str) -> int:
    return cli.run(["--json", *words], open_window=lambda *_: 0, picture_tabs=lambda *_: [])


def _answer(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def test_the_reports_are_listed_with_their_formats(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report") == 0
    listed = _answer(capsys)["reports"]
    assert listed[0] == {"name": "self-check", "label": "回头看自查报告", "formats": ["docx", "pdf"]}  # type: ignore[index]
    assert len(listed) == 7  # type: ignore[arg-type]


def test_a_report_is_written_and_its_figures_renewed(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = ("学习形式=集中学习", "主题=学党章", "课时=1")
    factories.add(desk, "learning_sessions", "日期=2014-03-05", *session)
    desk.close()
    told, out = ("--file", desks.place(desk)), str(tmp_path / "自查.docx")
    assert run(*told, "report", "self-check", out, "--as-of", "2014-3-31") == 0
    made = _answer(capsys)
    assert (made["report"], made["as_of"]) == ("self-check", "2014-03-31")
    assert run(*told, "add", "学习活动", "--set", "日期=2014-03-12", *session) == 0
    capsys.readouterr()
    assert run(*told, "report", "self-check", "--refresh", out, "--as-of", "2014-3-31") == 0
    renewed = _answer(capsys)
    assert {"code": "L1", "old": "1次", "new": "2次"} in renewed["changed"]  # type: ignore[operator]
    assert str(renewed["before"]).endswith("自查（刷新前）.docx")


def test_neither_a_file_nor_a_document_is_wrong_usage(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--file", desks.place(desk), "report", "self-check") == 2
    assert "二者写一个" in str(_answer(capsys)["refused"])
