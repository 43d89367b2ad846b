from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import form_sets, history
from app.services.listing import Ask
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk

FORM = "close_out_request"


@pytest.fixture
def items(desk: Desk) -> Desk:
    """Three rectification items, one of them in words of its own."""
    for words in ("村西路灯不亮", "东街排水沟堵塞", "公示栏半年没有更新"):
        factories.add(desk, "rectifications", f"问题描述={words}")
    return desk


def test_every_record_of_the_list_has_its_form_in_one_file(items: Desk, tmp_path: Path) -> None:
    out = tmp_path / "套.pdf"
    made = form_sets.print_set(items, form=FORM, ask=Ask("rectifications"), out=out)
    assert (made.count, made.skipped) == (3, ())
    shown = subprocess.run(["pdftotext", out, "-"], capture_output=True, text=True, check=True).stdout
    places = ["".join(shown.split()).index(words) for words in ("村西路灯不亮", "东街排水沟堵塞", "公示栏半年没有更新")]
    assert places == sorted(places)
    assert "打印 销号申请(审核)表 3 份" in items.read(lambda unit: history.recent(unit, limit=1))[0]


def test_each_form_counts_its_own_pages(items: Desk, tmp_path: Path) -> None:
    factories.add(items, "rectifications", f"问题描述={'很长的情况说明，逐项列出。' * 400}")
    out = tmp_path / "套.pdf"
    form_sets.print_set(items, form=FORM, ask=Ask("rectifications"), out=out)
    shown = subprocess.run(["pdftotext", out, "-"], capture_output=True, text=True, check=True).stdout
    squeezed = "".join(shown.split())
    assert "第1页共" in squeezed
    assert squeezed.count("第1页共") == 1


def test_a_set_that_is_stopped_leaves_no_file(items: Desk, tmp_path: Path) -> None:
    out = tmp_path / "套.pdf"
    told: list[tuple[int, int]] = []

    def stop_at_two(done: int, total: int) -> bool:
        told.append((done, total))
        return done < 2

    with pytest.raises(Refused, match="没有打印，没有留下文件"):
        form_sets.print_set(items, form=FORM, ask=Ask("rectifications"), out=out, progress=stop_at_two)
    assert told == [(1, 3), (2, 3)]
    assert list(tmp_path.glob("*套*")) == []


def test_records_that_cannot_have_the_form_are_named(desk: Desk, tmp_path: Path) -> None:
    for name in ("张一", "李二"):
        factories.add(desk, "petitions", f"信访人姓名={name}")
    with pytest.raises(Refused, match="所选的记录都不能打印不予受理告知书"):
        form_sets.print_set(desk, form="decline_notice", ask=Ask("petitions"), out=tmp_path / "x.pdf")


def test_a_month_is_printed_once_for_all_its_lines(desk: Desk, tmp_path: Path) -> None:
    for day in ("2014-03-03", "2014-03-04", "2014-04-01"):
        factories.add(desk, "duty_rota", f"日期={day}", "带班领导=许静")
    made = form_sets.print_set(desk, form="rota_month", ask=Ask("duty_rota"), out=tmp_path / "排班.pdf")
    assert (made.count, made.printed.pages, made.skipped) == (2, 2, ())
