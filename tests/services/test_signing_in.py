from __future__ import annotations

import io
import os
from contextlib import closing
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.rules.refusal import Exit, Refused
from app.services import backups, operators, signing_in
from app.services.desk import new_desk, open_desk
from db import attempts, audit, keys
from tests import factories
from tests.conftest import OFFICE, PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.desk import Desk

OTHER = "河边的水车咿呀转"


def refused(work: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        work()
    return caught.value


def history(desk: Desk, action: str) -> list[audit.Event]:
    with desk.store.read() as unit:
        return audit.events(unit.connection, unit.schema, unit.schema.audit.c.action == action)


def test_an_encrypted_ledger_opens_by_its_passphrase_alone(sealed_file: Path) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        assert desk.actor.name == operators.FIRST
        factories.add(desk, "rectifications")
    none, wrong = (refused(lambda word=word: open_desk(sealed_file, passphrase=word)) for word in ("", OTHER))
    assert (none.exit_code, wrong.exit_code) == (Exit.NOT_ALLOWED, Exit.NOT_ALLOWED)
    assert "已加密" in none.sentence
    assert "口令不对" in wrong.sentence


def test_damage_is_not_taken_for_a_wrong_passphrase(sealed_file: Path) -> None:
    data = bytearray(sealed_file.read_bytes())
    data[5000] ^= 1
    sealed_file.write_bytes(bytes(data))
    refusal = refused(lambda: open_desk(sealed_file, passphrase=PASSPHRASE))
    assert (refusal.exit_code, "受损" in refusal.sentence) == (Exit.DAMAGED, True)


def test_a_plain_ledger_needs_none_and_minds_none(ledger_file: Path) -> None:
    open_desk(ledger_file, passphrase=PASSPHRASE).close()
    assert signing_in.operators_of(ledger_file) == ()


def test_a_weak_passphrase_makes_nothing(tmp_path: Path) -> None:
    assert "8 个字" in refused(lambda: new_desk(tmp_path / "a.minqing", office_name=OFFICE, passphrase="短")).sentence
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_that_cannot_be_set_up_leaves_no_key(cheap_keys: None, tmp_path: Path) -> None:
    refused(lambda: new_desk(tmp_path / "a.minqing", office_name=OFFICE, campaign="没有", passphrase=PASSPHRASE))
    assert list(tmp_path.glob("*.minqing*")) == []


def test_wrong_tries_make_one_wait_and_are_told_by_the_history(
    sealed_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = SimpleNamespace(time=lambda: 1_400_000_000.0, monotonic=lambda: 1000.0)
    monkeypatch.setattr(attempts, "time", ticks)  # however long the machine takes for the tries, no second passes
    for _ in range(5):
        refused(lambda: open_desk(sealed_file, passphrase=OTHER))
    waiting = refused(lambda: open_desk(sealed_file, passphrase=PASSPHRASE))
    assert (waiting.exit_code, "请过 1 分钟" in waiting.sentence) == (Exit.NOT_ALLOWED, True)
    uuid = keys.identity(sealed_file)
    attempts._write(uuid, attempts.Attempts(5, 0.0, 0.0, attempts.read(uuid).untold))
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        (event,) = history(desk, "sign_in_failed")
    assert event.entry.description.startswith("登录口令不对 5 次")
    assert event.entry.operator == "管理员"
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        assert len(history(desk, "sign_in_failed")) == 1


def test_wrong_tries_are_told_later_when_someone_else_has_the_file(sealed_file: Path) -> None:
    holder = open_desk(sealed_file, passphrase=PASSPHRASE)
    holder.hold()
    refused(lambda: open_desk(sealed_file, passphrase=OTHER))
    open_desk(sealed_file, passphrase=PASSPHRASE).close()
    holder.close()
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        assert len(history(desk, "sign_in_failed")) == 1


def test_a_new_passphrase_rewrites_the_key_file_and_not_the_ledger(sealed_file: Path) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        before = keys.unlock(keys.load(sealed_file)[0], PASSPHRASE)
        assert "口令不对" in refused(lambda: signing_in.change_passphrase(desk, old=OTHER, new=OTHER)).sentence
        assert "太常见" in refused(lambda: signing_in.change_passphrase(desk, old=PASSPHRASE, new="12345678")).sentence
        signing_in.change_passphrase(desk, old=PASSPHRASE, new=OTHER)
        assert [event.entry.description for event in history(desk, "keys")] == ["修改 管理员 的口令"]
    assert keys.unlock(keys.load(sealed_file)[0], OTHER) == before
    refused(lambda: open_desk(sealed_file, passphrase=PASSPHRASE))
    open_desk(sealed_file, passphrase=OTHER).close()


def test_a_passphrase_does_not_change_while_someone_has_the_file(sealed_file: Path) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as window:
        window.hold()
        before = keys.key_path(sealed_file).read_bytes()
        with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
            refusal = refused(lambda: signing_in.change_passphrase(desk, old=PASSPHRASE, new=OTHER))
            assert "正被占用" in refusal.sentence
        assert keys.key_path(sealed_file).read_bytes() == before
        signing_in.change_passphrase(window, old=PASSPHRASE, new=OTHER)


def test_a_forgotten_passphrase_is_set_anew_by_the_code_once(cheap_keys: None, tmp_path: Path) -> None:
    path = tmp_path / "加密.minqing"
    with closing(new_desk(path, office_name=OFFICE, passphrase=PASSPHRASE)) as desk:
        code = desk.recovery_code
        factories.add(desk, "rectifications")
    slip = refused(lambda: signing_in.recover(path, code="A" + code[1:], passphrase=OTHER))
    assert "第 1 组抄错了" in slip.sentence
    assert "8 个字" in refused(lambda: signing_in.recover(path, code=code, passphrase="短")).sentence
    fresh = signing_in.recover(path, code=code.lower().replace("-", " "), passphrase=OTHER)
    with closing(open_desk(path, passphrase=OTHER)) as desk:
        assert [event.entry.description for event in history(desk, "keys")] == [
            "用恢复码打开，重设 管理员 的口令，换发恢复码"
        ]
    assert "口令不对" in refused(lambda: signing_in.recover(path, code=code, passphrase=PASSPHRASE)).sentence
    signing_in.recover(path, code=fresh, passphrase=PASSPHRASE)


def test_the_code_need_not_wait_after_wrong_passphrases(sealed_file: Path) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        code = signing_in.new_recovery_code(desk, passphrase=PASSPHRASE)
    for _ in range(6):
        refused(lambda: open_desk(sealed_file, passphrase=OTHER))
    signing_in.recover(sealed_file, code=code, passphrase=OTHER)
    open_desk(sealed_file, passphrase=OTHER).close()


def test_the_code_changes_nothing_while_someone_has_the_file(sealed_file: Path) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        code = signing_in.new_recovery_code(desk, passphrase=PASSPHRASE)
        desk.hold()
        before = keys.key_path(sealed_file).read_bytes()
        assert "正被占用" in refused(lambda: signing_in.recover(sealed_file, code=code, passphrase=OTHER)).sentence
    assert keys.key_path(sealed_file).read_bytes() == before


def test_the_recovery_sheet_carries_the_code(sealed_file: Path) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        pdf = signing_in.recovery_sheet(desk, code="CQH93-X7KVG-CEGFM-Q9XAK-VMTH7-MFPDX")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    for words in ("民情台账恢复码", OFFICE, "加密.minqing", "CQH93", "X7KVG", "CEGFM", "Q9XAK", "VMTH7", "MFPDX"):
        assert words in text
    assert "照上面六组字" in "".join(text.split())  # it stands above


def test_a_fresh_code_needs_the_passphrase(sealed_file: Path) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        refused(lambda: signing_in.new_recovery_code(desk, passphrase=OTHER))
        code = signing_in.new_recovery_code(desk, passphrase=PASSPHRASE)
    signing_in.recover(sealed_file, code=code, passphrase=OTHER)


def test_each_operator_signs_in_by_his_own(sealed_file: Path) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李审核"))
        signing_in.set_passphrase(desk, operator="李审核", passphrase=OTHER)
    assert signing_in.operators_of(sealed_file) == ("管理员", "李审核")
    refused(lambda: open_desk(sealed_file, user="李审核", passphrase=PASSPHRASE))
    with closing(open_desk(sealed_file, user="李审核", passphrase=OTHER)) as desk:
        assert desk.actor.name == "李审核"
        signing_in.withdraw_passphrase(desk, operator="管理员")
        assert "唯一" in refused(lambda: signing_in.withdraw_passphrase(desk, operator="李审核")).sentence
    refused(lambda: open_desk(sealed_file, passphrase=PASSPHRASE))


def test_a_plain_ledger_has_no_passphrase_to_change(desk: Desk, ledger_file: Path) -> None:
    for work in (
        lambda: signing_in.change_passphrase(desk, old=PASSPHRASE, new=OTHER),
        lambda: signing_in.recover(ledger_file, code="CQH93-X7KVG-CEGFM-Q9XAK-VMTH7-MFPDX", passphrase=OTHER),
    ):
        assert refused(work).sentence == signing_in.NOT_NEEDED


def test_a_key_file_that_cannot_be_written_leaves_the_old_passphrase(
    sealed_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "full")

    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        monkeypatch.setattr(keys, "write_whole", full)
        assert (
            "原来的仍然有效" in refused(lambda: signing_in.change_passphrase(desk, old=PASSPHRASE, new=OTHER)).sentence
        )
    open_desk(sealed_file, passphrase=PASSPHRASE).close()


def test_another_computer_opens_it_by_the_files_and_the_passphrase(
    sealed_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F48: nothing is bound to the machine."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "fresh"))
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        assert desk.read(lambda unit: unit.setting("office")) == OFFICE
    assert keys.spare_path(keys.identity(sealed_file)).exists()


def test_a_lost_key_file_is_put_back_by_the_next_change(sealed_file: Path) -> None:
    keys.key_path(sealed_file).unlink()
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        assert keys.key_path(sealed_file).exists()
        signing_in.change_passphrase(desk, old=PASSPHRASE, new=OTHER)


def test_a_ledger_opened_to_read_is_not_written_while_another_writes(sealed_file: Path) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as writer:
        writer.hold()
        held = refused(lambda: open_desk(sealed_file, passphrase=PASSPHRASE).hold())
        assert "管理员" in held.sentence
        with closing(open_desk(sealed_file, passphrase=PASSPHRASE, read_only=True)) as reader:
            number = factories.add(writer, "rectifications").number
            with reader.store.read() as unit:
                query = sa.select(unit.schema.table("rectifications").c.number)
                assert unit.connection.execute(query).scalars().all() == [number]
            assert "只读打开" in refused(lambda: factories.add(reader, "rectifications")).sentence
            assert "别人使用" in reader.band


def test_no_trace_of_the_ledger_is_plain_anywhere(
    cheap_keys: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty planted words through a day of work; then every file of home, temporary folder and ledger is searched."""
    for name in ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name))
    tokens = [f"凭据词{place:02d}号" for place in range(20)]
    path = tmp_path / "台账" / "甲.minqing"
    path.parent.mkdir()
    with closing(new_desk(path, office_name=OFFICE, passphrase=PASSPHRASE)) as desk:
        desk.hold()
        for place, token in enumerate(tokens):
            factories.add(desk, "opinions", f"原始意见={token}反映路灯不亮", f"提出人={token}")
            factories.add(desk, "petitions", f"反映的主要问题={token}的宅基地", "信访人=匿名")
            if place == 10:
                _search(path, tokens)
        with pytest.raises(ZeroDivisionError):
            desk.write(lambda unit: (unit.put_setting("x", tokens[0]), 1 / 0))
        backups.backup(desk, out=tmp_path / "台账" / "备份.mqbak")
        signing_in.change_passphrase(desk, old=PASSPHRASE, new=OTHER)
        _search(tmp_path, tokens)
    _search(tmp_path, tokens)
    assert len([*tmp_path.rglob("*")]) > 10


def _search(folder: Path, tokens: list[str]) -> None:
    for file in folder.rglob("*") if folder.is_dir() else [folder]:
        data = file.read_bytes() if file.is_file() else b""
        found = [token for token in tokens if token.encode() in data or token.encode("utf-16-le") in data]
        assert (file.name, found) == (file.name, [])


@pytest.mark.file_only("looks into the file")
def test_what_is_searched_for_would_be_found_in_a_plain_ledger(desk: Desk) -> None:
    factories.add(desk, "opinions", "原始意见=凭据词00号反映路灯不亮")
    data = b"".join(file.read_bytes() for file in desk.path.parent.iterdir())
    assert "凭据词00号".encode() in data


def test_the_wait_is_told_in_words() -> None:
    assert [signing_in.wait_words(seconds) for seconds in (20, 60, 200)] == ["20 秒", "1 分钟", "3 分 20 秒"]
    assert os.environ.get("XDG_DATA_HOME")
