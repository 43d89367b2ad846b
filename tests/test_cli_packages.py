"""Packages from the command line: out of the village, into the town, and the receipt back."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from app import bootstrap
from app.cli_packages import PASSPHRASE
from tests import factories
from tests.services import package_offices as offices
from tests.services.package_offices import TOWN, VILLAGE

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "村口那棵老槐树下"


@pytest.fixture
def folder(made_offices: Path, tmp_path: Path) -> Path:
    for name in (TOWN, VILLAGE):
        shutil.copy(made_offices / f"{name}.minqing", tmp_path)
    return tmp_path


def _run(capsys: pytest.CaptureFixture[str], file: Path, *words: str, code: int = 0) -> Any:  # noqa: ANN401
    assert bootstrap.main(["--file", str(file), "--json", *words]) == code
    return json.loads(capsys.readouterr().out)


def test_a_package_goes_up_and_its_receipt_comes_back(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, cheap_keys: None
) -> None:
    town, village = folder / f"{TOWN}.minqing", folder / f"{VILLAGE}.minqing"
    package, receipt = folder / "报.mqpkg", folder / "回.mqrec"
    with closing(offices.open_desk(village)) as desk:
        uuid = factories.add(desk, "opinions", "日期=2014-03-05", "备注=原来").uuid
    monkeypatch.setenv(PASSPHRASE, SECRET)
    sent = _run(capsys, village, "package", str(package), "--to", TOWN)
    assert (sent["serial"], sent["encrypted"], sent["counts"]["opinions"]) == (1, True, 1)
    monkeypatch.setenv(PASSPHRASE, "别的口令")
    refused = _run(capsys, town, "merge", str(package), code=3)
    assert "口令不对" in refused["refused"]
    monkeypatch.setenv(PASSPHRASE, SECRET)
    tried = _run(capsys, town, "merge", str(package), "--dry-run")
    assert (tried["new"], tried["batch"]) == (1, "")
    made = _run(capsys, town, "merge", str(package), "--receipt", str(receipt))
    assert (made["new"], made["known"], made["changed_anything"]) == (1, 1, True)
    back = _run(capsys, village, "receipt", str(receipt))
    assert (back["serial"], back["office"], back["new"], back["anchor_ok"]) == (1, TOWN, 1, True)
    for file in (town, village):
        checked = _run(capsys, file, "verify", "--receipt", str(receipt))
        assert checked["ok"] is True
        assert {"anchor", "receipts"} <= {one["name"] for one in checked["checks"]}
    listed = _run(capsys, village, "packages")["sent"]
    assert [(one["serial"], one["to"], one["receipt"]["new"]) for one in listed] == [(1, TOWN, 1)]

    for name in (VILLAGE, TOWN):
        with closing(offices.open_desk(folder / f"{name}.minqing")) as desk:
            offices.edit(desk, "opinions", uuid, f"备注={name}改")
    _run(capsys, village, "package", str(package), "--to", TOWN)
    made = _run(capsys, town, "merge", str(package), code=1)
    (conflict,) = made["conflict_list"]
    assert (conflict["ours"], conflict["theirs"], conflict["field"]) == (f"{TOWN}改", f"{VILLAGE}改", "备注")
    assert _run(capsys, town, "conflicts")["conflicts"] == made["conflict_list"]
    assert _run(capsys, town, "conflicts", "--choose", f"{conflict['number']}.备注=报来")["conflicts"] == []
    shown = _run(capsys, town, "show", "opinions", conflict["number"])
    assert shown["remark"] == f"{VILLAGE}改"
    merged = _run(capsys, town, "packages")["merged"]
    assert [(one["office"], one["serial"], one["conflicts"]) for one in merged] == [(VILLAGE, 2, 1), (VILLAGE, 1, 0)]


def test_a_merge_is_told_though_its_receipt_cannot_be_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town, village, package = folder / f"{TOWN}.minqing", folder / f"{VILLAGE}.minqing", folder / "报.mqpkg"
    with closing(offices.open_desk(village)) as desk:
        factories.add(desk, "opinions", "日期=2014-03-05")
    _run(capsys, village, "package", str(package), "--to", TOWN)
    made = _run(capsys, town, "merge", str(package), "--receipt", str(folder / "没有" / "回.mqrec"), code=1)
    assert (made["new"], made["receipt"][:10]) == (1, "已经并入，回执「回.")


def test_a_receipt_for_another_is_refused_and_a_rewritten_history_is_found_by_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town, village = folder / f"{TOWN}.minqing", folder / f"{VILLAGE}.minqing"
    package, receipt = folder / "报.mqpkg", folder / "回.mqrec"
    before = village.read_bytes()
    _run(capsys, village, "package", str(package), "--to", TOWN)
    made = _run(capsys, town, "merge", str(package), "--receipt", str(receipt))
    assert "不是给本单位的" in _run(capsys, town, "receipt", str(receipt), code=1)["refused"]
    again = folder / "再写.mqrec"
    _run(capsys, town, "receipt", made["batch"], "--out", str(again))
    assert again.read_bytes() == receipt.read_bytes()
    village.write_bytes(before)
    said = _run(capsys, village, "receipt", str(receipt), code=1)["refused"]
    assert "没有报出过" in said
    checked = _run(capsys, village, "verify", "--receipt", str(receipt), code=4)
    assert [one["name"] for one in checked["checks"] if not one["ok"]] == ["anchor"]
    receipt.write_bytes(receipt.read_bytes()[:-5])
    assert "不完整" in _run(capsys, village, "receipt", str(receipt), code=4)["refused"]


def test_a_merge_is_withdrawn_by_its_batch(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town, village = folder / f"{TOWN}.minqing", folder / f"{VILLAGE}.minqing"
    with closing(offices.open_desk(village)) as desk:
        factories.add(desk, "opinions", "日期=2014-03-05")
    _run(capsys, village, "package", str(folder / "报.mqpkg"), "--to", TOWN)
    made = _run(capsys, town, "merge", str(folder / "报.mqpkg"))
    assert _run(capsys, town, "withdraw", made["batch"][:8])["withdrawn"] == 1
    assert _run(capsys, town, "list", "opinions")["total"] == 0
