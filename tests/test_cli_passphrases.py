from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app import bootstrap
from tests.conftest import PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, Any]]

OTHER = "河边的水车咿呀转"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], cheap_keys: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command on a file of its own with --json, with variables of the environment: (exit code, answer)."""

    def call(*arguments: str, **environment: str) -> tuple[int, Any]:
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdin.isatty", lambda: False, raising=False)
            for name in ("PASSPHRASE", "NEW_PASSPHRASE", "RECOVERY_CODE"):
                patch.delenv(f"MINQING_{name}", raising=False)
            for name, value in environment.items():
                patch.setenv(f"MINQING_{name}", value)
            code = bootstrap.main(["--file", str(tmp_path / "甲.minqing"), "--json", *arguments])
        return code, json.loads(capsys.readouterr().out)

    return call


def test_a_new_file_without_a_passphrase_and_without_plain_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    code, answer = run("new", "--office", "清河镇")
    assert (code, "--plain" in answer["refused"]) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_weak_passphrase_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("new", "--office", "清河镇", PASSPHRASE="12345678")[0] == 1
    assert list(tmp_path.iterdir()) == []


def test_every_command_on_an_encrypted_file_takes_the_passphrase(run: Run) -> None:
    code, made = run("new", "--office", "清河镇", PASSPHRASE=PASSPHRASE)
    assert (code, len(made["recovery_code"])) == (0, 35)
    add = ("add", "rectifications", "--set", "问题描述=村西路灯不亮", "登记日期=2014-03-09")
    assert [run(*add)[0], run(*add, PASSPHRASE=OTHER)[0], run(*add, PASSPHRASE=PASSPHRASE)[0]] == [3, 3, 0]
    assert run("list", "rectifications", PASSPHRASE=PASSPHRASE)[1]["total"] == 1


def test_a_plain_file_minds_no_passphrase(run: Run) -> None:
    code, made = run("new", "--office", "清河镇", "--plain", PASSPHRASE=PASSPHRASE)
    assert (code, "recovery_code" in made) == (0, False)
    assert run("list", "rectifications")[0] == run("list", "rectifications", PASSPHRASE="x")[0] == 0


def test_the_passphrase_is_changed_and_recovered(run: Run) -> None:
    code = run("new", "--office", "清河镇", PASSPHRASE=PASSPHRASE)[1]["recovery_code"]
    assert run("passphrase", PASSPHRASE=PASSPHRASE)[0] == 2
    assert run("passphrase", PASSPHRASE=PASSPHRASE, NEW_PASSPHRASE=OTHER)[0] == 0
    assert run("list", "rectifications", PASSPHRASE=PASSPHRASE)[0] == 3
    assert run("recover", RECOVERY_CODE="没有这样的码", NEW_PASSPHRASE=PASSPHRASE)[0] == 1
    done, answer = run("recover", RECOVERY_CODE=code, NEW_PASSPHRASE=PASSPHRASE)
    assert (done, answer["recovery_code"] != code) == (0, True)
    assert run("list", "rectifications", PASSPHRASE=PASSPHRASE)[0] == 0


def test_a_damaged_encrypted_file_is_not_a_wrong_passphrase(run: Run, tmp_path: Path) -> None:
    run("new", "--office", "清河镇", PASSPHRASE=PASSPHRASE)
    path = tmp_path / "甲.minqing"
    path.write_bytes(path.read_bytes()[:100_000])
    assert run("list", "rectifications", PASSPHRASE=PASSPHRASE)[0] == 4


def test_the_passphrase_is_asked_for_on_a_terminal(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("new", "--office", "清河镇", PASSPHRASE=PASSPHRASE)
    monkeypatch.delenv("MINQING_PASSPHRASE", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    asked: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or PASSPHRASE)
    assert bootstrap.main(["--file", str(tmp_path / "甲.minqing"), "list", "rectifications"]) == 0
    assert asked == ["管理员 的口令："]
    assert bootstrap.main(["--file", str(tmp_path / "乙.minqing"), "new", "--office", "清河镇"]) == 0
    assert asked[1:] == ["新口令：", "再输一遍："]
    capsys.readouterr()
