from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app import bootstrap
from app.services import office
from tests import desks
from tests.services.test_close_out import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, Any]]

PETITION = ("--set", "反映的主要问题=宅基地", "信访人姓名=孟某")


@pytest.fixture
def run(stands_at: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command on a file whose 今天 is 31 March 2014: (exit code, answer)."""
    desk = desks.at(stands_at)
    desk.write(lambda unit: office.make_sample(unit, today=TODAY))
    desk.close()

    def call(*words: str) -> tuple[int, Any]:
        code = bootstrap.main(["--file", stands_at, "--json", *words])
        return code, json.loads(capsys.readouterr().out)

    return call


def shown(answer: Any, key: str) -> str:  # noqa: ANN401 - an answer of the command line
    return str(next(one["shown"] for one in answer["settings"] if one["key"] == key))


def test_settings_are_listed_set_by_name_or_label_and_told(run: Run) -> None:
    code, answer = run("settings")
    assert (code, shown(answer, "reception_rule"), answer["history"]) == (0, "周二", [])
    assert {"key", "label", "value", "default", "kind", "choices", "help", "shown"} == set(answer["settings"][0])
    code, answer = run("settings", "接访安排=每天", "allow_self_review=要", "--reason", "人手少")
    assert (code, shown(answer, "reception_rule"), shown(answer, "allow_self_review")) == (0, "每天", "要")
    assert [(one["description"], one["reason"]) for one in answer["history"]] == [
        ("办理规则：一人办公可以自审 不要 → 要", "人手少"), ("办理规则：接访安排 周二 → 每天", "人手少")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "code", "words"), [("near_days=零", 1, "请写 1 到 60 之间的整数"), ("没有这条=1", 2, "办理规则里没有")]
)
def test_what_cannot_be_set_is_refused(run: Run, given: str, code: int, words: str) -> None:
    found, answer = run("settings", given)
    assert (found, words in answer["refused"]) == (code, True)


def test_settings_are_readable_without_json(stands_at: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["--file", stands_at, "settings"]) == 0
    assert "接访安排\t周二\treception_rule\t" in capsys.readouterr().out


def test_a_holiday_lists_what_would_move_before_it_is_entered(run: Run) -> None:
    run("add", "rectifications", "--set", "问题描述=路灯不亮", "登记日期=2014-03-01", "整改时限=2014-04-10")
    code, answer = run("holiday", "2014-04-10", "--name", "县庆")
    assert (code, answer["done"]) == (0, None)
    assert [(one["number"], one["due_on_rolled"], one["moves_to"]) for one in answer["moves"]] == [
        ("整改〔2014〕1号", "2014-04-10", "2014-04-11")
    ]
    assert run("show", "rectifications", "2014-1")[1]["due_on_rolled"] == "2014-04-10"
    assert "1 个时限随之移动" in run("holiday", "2014-04-10", "--name", "县庆", "--move")[1]["done"]
    assert run("show", "rectifications", "2014-1")[1]["due_on_rolled"] == "2014-04-11"


def test_a_holiday_may_be_entered_without_moving_anything(run: Run) -> None:
    run("add", "rectifications", "--set", "问题描述=路灯不亮", "登记日期=2014-03-01", "整改时限=2014-04-10")
    assert run("holiday", "2014-04-10", "--name", "县庆", "--keep")[0] == 0
    assert run("show", "rectifications", "2014-1")[1]["due_on_rolled"] == "2014-04-10"


def test_a_leader_hands_over_by_command(run: Run) -> None:
    run("add", "backlog_cases", "--set", "案件名称=旧案", "排查日期=2014-02-20", "包案领导=王镇长")
    run(
        "add",
        "petitions",
        "--set",
        "反映的主要问题=宅基地",
        "来访时间=2014-03-10",
        "信访人姓名=孟某",
        "包案领导=王镇长",
    )
    code, answer = run("handover", "王镇长")
    assert [one["number"] for one in answer["cases"]] == ["积案〔2014〕1号", "信访〔2014〕1号"]
    assert run("handover", "王镇长", "--to", "李书记")[0] == 1
    code, answer = run("handover", "王镇长", "--to", "李书记", "--reason", "调动")
    assert (code, answer["done"]) == (0, "包案交接：王镇长 → 李书记，2 件")
    assert run("show", "petitions", "2014-1")[1]["case_owner_leader"] == "李书记"


def test_the_start_of_the_sixty_days_moves_the_deadline_of_a_petition(run: Run) -> None:
    run("settings", "finish_clock_start=registered")
    run("add", "petitions", *PETITION, "来访时间=2014-03-01", "登记日期=2014-03-03")
    run("do", "petitions", "2014-1", "accept", "--set", "受理日期=2014-03-10")
    assert run("show", "petitions", "2014-1")[1]["due_on"] == "2014-05-02"
