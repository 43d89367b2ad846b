from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.rules.refusal import Exit, Refused
from app.services import (
    anchors,
    attachments,
    drafts,
    erasing,
    erasing_paper,
    freezing,
    history,
    operators,
    records,
    settings,
    undo,
    verifying,
)
from app.services.changes import Actor
from app.services.desk import open_desk
from app.services.drafts import Draft, Typed
from app.services.erasing import Asked, Sheet
from app.services.listing import Ask, page
from db import audit, sqlite
from db.redaction import MARK
from db.values import FuzzyDate
from tests import desks, factories
from tests.faults import whole
from tests.services import killing, tampering

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk
    from tests.services.package_offices import Offices

NAME, PHONE = "欧阳鞿鞲", "13877665544"
TOOL = Path(__file__).parents[2] / "tools" / "verify_history.py"
GROUND = erasing.GROUNDS[0]
SHEET = Sheet("审批单.png", b"signed sheet " * 50, "王镇长", date(2014, 3, 1))


def petition(desk: Desk) -> Changes:
    """A petition whose petitioner stands in columns, a child, the history, a file's name, a draft and a reason."""
    made = factories.add(desk, "petitions", f"信访人姓名={NAME}", f"联系电话={PHONE}", f"反映的主要问题={NAME}家断水")
    key = made.ids[0]
    edit(desk, made, 1, {"petitioner_name": f"{NAME}（户主）", "remark": f"问过{NAME}本人"}, reason=f"{NAME}打来电话")
    edit(desk, made, 2, {"petitioner_name": "换了人", "remark": f"电话{PHONE}是{NAME}的"})
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="petitions", record_id=key, name=f"{NAME}来信.txt", data=b"a letter" * 50
        )
    )
    desk.write(
        lambda unit: drafts.keep(
            unit, actor=desk.actor, draft=Draft(f"d{key}", "petitions", key, 3, Typed(texts={"remark": f"{NAME}说"}))
        )
    )
    return made


def edit(desk: Desk, made: Changes, version: int, values: dict[str, object], *, reason: str = "") -> None:
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=made.ledger, record_id=made.ids[0], version=version, values=values,  # type: ignore[arg-type]
            reason=reason,
        )
    )  # fmt: skip


def asked(
    made: Changes, *words: str, scope: str = erasing.ONE_RECORD, reason: str = "已办结，不再需要", **more: object
) -> Asked:
    return Asked(made.ledger, made.ids[0], words or (NAME, PHONE), GROUND, reason, scope, **more)  # type: ignore[arg-type]


def erase(desk: Desk, made: Changes, *words: str, scope: str = erasing.ONE_RECORD) -> Changes:
    return erasing.erase_signed(desk, asked=asked(made, *words, scope=scope), sheet=SHEET)


def second(desk: Desk, name: str = "李审") -> Desk:
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name=name, role="管理"))
    return desks.beside(desk, user=name)


def wrong(desk: Desk) -> list[str]:
    return [one.sentence for one in verifying.run(desk) if not one.ok] + whole.problems(desk)


def traces(path: Path, *words: str) -> list[str]:
    """Where a word or its split form still stands in any file of the folder, log and all."""
    found = []
    for file in path.parent.iterdir():
        data = file.read_bytes() if file.is_file() else b""
        for word in words:
            forms = {word.encode(), " ".join(word).encode(), json.dumps(word)[1:-1].encode(), word.encode("utf-16-le")}
            found += [f"{file.name}: {form!r}" for form in forms if form in data]
    return found


def test_words_go_from_record_history_draft_file_and_index(desk: Desk, ledger_file: Path) -> None:
    made = petition(desk)
    assert traces(ledger_file, NAME, PHONE)
    told = erase(desk, made)
    assert told.number == f"删〔{desk.store.clock.today().year}〕1号"
    assert traces(ledger_file, NAME, PHONE) == []
    record = factories.read(desk, "petitions", made.ids[0])
    assert record.values["remark"] == f"电话{MARK}是{MARK}的"
    assert record.values["petitioner_name"] == "换了人"
    lines = desk.read(lambda unit: history.of(unit, ledger="petitions", uuid=made.uuid))
    assert {line.reason for line in lines} >= {f"{MARK}打来电话"}
    assert any(change.old == MARK for line in lines for change in line.changes)
    assert desk.read(lambda unit: page(unit, ask=Ask("petitions", search=NAME))).total == 0
    assert desk.read(lambda unit: page(unit, ask=Ask("petitions", search="oyjg"))).total == 0
    (file, sheet) = desk.read(lambda unit: attachments.of(unit, ledger="petitions", record_id=made.ids[0]))
    assert file.name == f"{MARK}来信.txt"
    assert sheet.name.startswith("删除审批单删〔")
    assert wrong(desk) == []
    desk.close()
    assert traces(ledger_file, NAME, PHONE) == []


def test_the_chain_keeps_every_hash_and_says_what_it_restates(desk: Desk, ledger_file: Path) -> None:
    made = petition(desk)
    before = desk.read(hashes)
    erase(desk, made)
    after = desk.read(hashes)
    assert {seq: after[seq] for seq in before} == before
    walked = desk.read(lambda unit: audit.walk(unit.connection, unit.schema))
    assert walked.breaks == []
    assert len(walked.restated) >= 4
    desk.close()
    assert tool(ledger_file).returncode == 0


def hashes(unit) -> dict[int, str]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return dict(unit.connection.exec_driver_sql("SELECT seq, hash FROM audit").all())


def tool(*paths: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(TOOL), *map(str, paths)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_value SET new = replace(new, '〔已删除〕', '张三') WHERE instr(new, '〔已删除〕')",
        "UPDATE audit SET reason = '换一个原因' WHERE instr(reason, '〔已删除〕')",
        "DELETE FROM audit_value WHERE seq = (SELECT seq FROM audit WHERE action = 'redact' AND uuid = '')",
        'UPDATE audit_value SET new = \'{"rows":{},"values":{}}\' '
        "WHERE seq = (SELECT seq FROM audit WHERE action = 'redact' AND uuid = '')",
    ],
)
def test_what_was_restated_is_guarded_as_all_else(desk: Desk, ledger_file: Path, change: str) -> None:
    erase(desk, petition(desk))
    desk.close()
    tampering.tamper(ledger_file, change)
    with closing(open_desk(ledger_file)) as again:
        checks = {one.name: one.ok for one in verifying.run(again)}
    assert not checks["chain"]
    assert tool(ledger_file).returncode == 4


def test_a_restatement_excuses_no_row_it_does_not_name(desk: Desk, ledger_file: Path) -> None:
    factories.add(desk, "opinions", "原始意见=路灯不亮")
    erase(desk, petition(desk))
    desk.close()
    tampering.tamper(ledger_file, "UPDATE audit_value SET new = replace(new, '路灯', '水井')")
    with closing(open_desk(ledger_file)) as again:
        assert not next(one.ok for one in verifying.run(again) if one.name == "chain")
    assert tool(ledger_file).returncode == 4


def test_the_salt_is_drawn_anew_so_that_no_guess_can_be_tried(desk: Desk) -> None:
    made = petition(desk)
    rows = sa.text("SELECT v.seq, v.salt, a.digest FROM audit_value v JOIN audit a USING (seq) WHERE a.uuid = :uuid")
    own = {"uuid": made.uuid}
    before = desk.read(lambda unit: unit.connection.execute(rows, own).all())
    erase(desk, made)
    after = {row[0]: row for row in desk.read(lambda unit: unit.connection.execute(rows, own).all())}
    for seq, salt, _digest in before:
        assert after[seq][1] != salt
    # The row whose reason went does not even keep the digest its hash was made of.
    changed = [seq for seq, _salt, digest in before if after[seq][2] != digest]
    assert len(changed) == 1


def test_a_file_too_large_to_be_written_anew_keeps_no_trace_either(
    desk: Desk, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "REWRITTEN", 0)
    made = [petition(desk) for _one in range(5)]
    for one in made:
        erase(desk, one)
    assert traces(ledger_file, NAME, PHONE) == []
    assert wrong(desk) == []


def test_a_second_erasure_of_the_same_rows_holds_too(desk: Desk, ledger_file: Path) -> None:
    made = petition(desk)
    erase(desk, made, NAME)
    assert traces(ledger_file, PHONE)
    erase(desk, made, PHONE)
    assert traces(ledger_file, PHONE, NAME) == []
    assert wrong(desk) == []
    desk.close()
    assert tool(ledger_file).returncode == 0


def test_the_exported_chain_holds_after_an_erasure(desk: Desk, tmp_path: Path) -> None:
    from app.services import exporting_history

    erase(desk, petition(desk))
    out = tmp_path / "链.jsonl"
    exporting_history.export(desk, out=out)
    assert tool(out).returncode == 0
    assert NAME not in out.read_text(encoding="utf-8")


def test_two_operators_one_asks_and_another_approves(desk: Desk, ledger_file: Path) -> None:
    made = petition(desk)
    with closing(second(desk)) as other:
        order = desk.write(lambda unit: erasing.ask_for(unit, actor=desk.actor, asked=asked(made)))
        with pytest.raises(Refused, match="另一位操作人批准") as refused:
            erasing.approve(desk, number=order.number)
        assert refused.value.exit_code == Exit.NOT_ALLOWED
        assert factories.read(desk, "petitions", made.ids[0]).version == 3
        waiting = other.read(lambda unit: erasing.find(unit, actor=other.actor, number=order.number))
        assert (waiting.words, waiting.label, waiting.asked_by) == ((NAME, PHONE), "待批准", desk.actor.name)
        erasing.approve(other, number=order.number)
        done = other.read(lambda unit: erasing.find(unit, actor=other.actor, number=order.number))
        assert (done.words, done.label, done.settled_by) == ((), "已删除", "李审")
        assert done.counts["记录"] == 4
        with pytest.raises(Refused, match="已经办过"):
            erasing.approve(other, number=order.number)
        assert wrong(other) == []
    assert traces(ledger_file, NAME, PHONE) == []


def test_an_order_that_is_turned_down_loses_its_words_only(desk: Desk, ledger_file: Path) -> None:
    made = factories.add(desk, "opinions", f"原始意见={NAME}说路灯不亮")
    with closing(second(desk)) as other:
        order = desk.write(lambda unit: erasing.ask_for(unit, actor=desk.actor, asked=asked(made, f"{NAME}说路")))
        other.write(lambda unit: erasing.turn_down(unit, actor=other.actor, number=order.number, reason="还要用"))
        assert other.read(lambda unit: erasing.orders(unit, actor=other.actor))[0].words == ()
        assert wrong(other) == []
    assert factories.read(desk, "opinions", made.ids[0]).values["verbatim_text"] == f"{NAME}说路灯不亮"


def test_nobody_to_approve_asks_for_the_signed_sheet(desk: Desk) -> None:
    made = petition(desk)
    with pytest.raises(Refused, match="签字"):
        desk.write(lambda unit: erasing.ask_for(unit, actor=desk.actor, asked=asked(made)))
    on, later = SHEET.signed_on, date(2999, 1, 1)
    for data, by, day in ((b"", "王镇长", on), (b"x", " ", on), (b"x", desk.actor.name, on), (b"x", "王镇长", later)):
        sheet = Sheet("a.png", data, by, day)
        with pytest.raises(Refused):
            erasing.erase_signed(desk, asked=asked(made), sheet=sheet)
    assert factories.read(desk, "petitions", made.ids[0]).version == 3
    assert desk.read(lambda unit: erasing.orders(unit, actor=desk.actor)) == ()


@pytest.mark.parametrize(
    ("words", "reason", "says"),
    [
        ((NAME,), f"{NAME}要求", "不要在原因里写"),
        ((NAME,), "", "写明原因"),
        (("欧",), "不再需要", "2 到 200"),
        (("没有写过的话",), "不再需要", "都没有这些字词"),
        ((MARK,), "不再需要", "2 到 200"),
    ],
)
def test_what_is_no_order_is_refused_before_anything(
    desk: Desk, words: tuple[str, ...], reason: str, says: str
) -> None:
    made = petition(desk)
    with pytest.raises(Refused, match=says):
        erasing.erase_signed(desk, asked=asked(made, *words, reason=reason), sheet=SHEET)


def test_choices_days_numbers_and_codes_are_never_touched(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", "登记日期=2014-03-09", "问题描述=2014年的路灯，限期整改")
    erase(desk, made, "2014", "限期")
    record = factories.read(desk, "rectifications", made.ids[0])
    assert record.values["description"] == f"{MARK}年的路灯，{MARK}整改"
    assert record.number == made.number
    assert record.values["registered_on"] == FuzzyDate(date(2014, 3, 9))
    assert wrong(desk) == []


def test_a_person_of_the_register_goes_from_what_bears_his_name(desk: Desk, ledger_file: Path) -> None:
    person = factories.add(desk, "people", f"姓名={NAME}")
    made = factories.add(desk, "rectifications", f"责任人={NAME}")
    voided = factories.add(desk, "rectifications", f"责任人={NAME}", "问题描述=另一件")
    desk.write(
        lambda unit: records.void(
            unit, actor=desk.actor, ledger="rectifications", record_id=voided.ids[0], reason=f"{NAME}说重复了"
        )
    )
    erase(desk, person, NAME)
    assert traces(ledger_file, NAME) == []
    record = factories.read(desk, "rectifications", made.ids[0])
    held = record.values["responsible_person"]
    assert (held.name, held.id) == (MARK, None)  # type: ignore[union-attr]
    assert factories.read(desk, "rectifications", voided.ids[0]).void_reason == f"{MARK}说重复了"
    assert wrong(desk) == []


def test_everywhere_reaches_other_records_frozen_figures_and_saved_views(desk: Desk, ledger_file: Path) -> None:
    made = petition(desk)
    other = factories.add(desk, "learning_sessions", f"主题={NAME}讲党课", f"主讲人={NAME}")
    desk.write(lambda unit: freezing.freeze(unit, actor=desk.actor, name="一季度"))
    desk.write(
        lambda unit: unit.put_setting("views:learning_sessions:", json.dumps([{"search": NAME}], ensure_ascii=False))
    )
    planned = desk.read(lambda unit: erasing.plan(unit, actor=desk.actor, asked=asked(made)))
    assert [(one.label, one.number) for one in planned.elsewhere] == [("学习活动", other.number)]
    erase(desk, made, scope=erasing.EVERYWHERE)
    assert traces(ledger_file, NAME, PHONE) == []
    assert factories.read(desk, "learning_sessions", other.ids[0]).values["topic"] == f"{MARK}讲党课"
    assert wrong(desk) == []


def test_one_record_leaves_the_others_and_says_where_they_are(desk: Desk, ledger_file: Path) -> None:
    made = petition(desk)
    other = factories.add(desk, "opinions", f"原始意见={NAME}家门口没灯")
    erase(desk, made)
    assert factories.read(desk, "opinions", other.ids[0]).values["verbatim_text"] == f"{NAME}家门口没灯"
    assert traces(ledger_file, NAME)
    assert traces(ledger_file, PHONE) == []


def test_a_restricted_record_is_not_told_of_in_the_plan(desk: Desk) -> None:
    made = petition(desk)
    factories.add(desk, "petitions", f"信访人姓名={NAME}", "问题类别=检举控告")
    blind = Actor("李审", "管理")

    def told(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        with unit.seeing(restricted=False):
            return erasing.plan(unit, actor=blind, asked=asked(made)).elsewhere

    assert desk.read(told) == ()
    assert len(desk.read(lambda unit: erasing.plan(unit, actor=desk.actor, asked=asked(made))).elsewhere) == 1


def test_files_named_in_the_order_go_whole(desk: Desk, ledger_file: Path) -> None:
    made = petition(desk)
    (file,) = desk.read(lambda unit: attachments.of(unit, ledger="petitions", record_id=made.ids[0]))
    assert traces(ledger_file, "a letter")
    erasing.erase_signed(desk, asked=asked(made, files=(file.uuid,)), sheet=SHEET)
    assert traces(ledger_file, "a letter") == []
    assert wrong(desk) == []


def test_undo_does_not_bring_the_words_back(desk: Desk) -> None:
    made = petition(desk)
    erase(desk, made)
    with pytest.raises(Refused, match="收不回来"):
        desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert NAME not in str(factories.read(desk, "petitions", made.ids[0]).values)


def test_undo_of_an_older_step_of_another_brings_back_the_mark_only(desk: Desk) -> None:
    made = petition(desk)
    with closing(second(desk)) as other:
        order = other.write(lambda unit: erasing.ask_for(unit, actor=other.actor, asked=asked(made)))
        erasing.approve(desk, number=order.number)
    with pytest.raises(Refused):
        desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert NAME not in str(factories.read(desk, "petitions", made.ids[0]).values)
    assert wrong(desk) == []


def test_a_form_that_was_open_cannot_save_the_words_again(desk: Desk) -> None:
    made = petition(desk)
    erase(desk, made)
    with pytest.raises(Refused):
        edit(desk, made, 3, {"remark": f"{NAME}又来了"})


def test_only_who_may_erase_asks_and_sees_the_orders(desk: Desk) -> None:
    made = petition(desk)
    clerk = Actor("小李", "录入")
    with pytest.raises(Refused) as refused:
        desk.read(lambda unit: erasing.plan(unit, actor=clerk, asked=asked(made)))
    assert refused.value.exit_code == Exit.NOT_ALLOWED


def test_an_encrypted_ledger_keeps_no_trace_under_its_seal(sealed_file: Path) -> None:
    from tests.conftest import PASSPHRASE

    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        made = petition(desk)
        assert NAME.encode() in plain_pages(sealed_file, desk.store.key)
        erase(desk, made)
        data = plain_pages(sealed_file, desk.store.key)
        assert b"rectifications" in data
        for word in (NAME, PHONE):
            assert word.encode() not in data
            assert " ".join(word).encode() not in data
        assert wrong(desk) == []
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as again:
        assert wrong(again) == []


def plain_pages(path: Path, key: bytes | None) -> bytes:
    """Every page of an encrypted file and of its log as the disk has them, opened without SQLite: what stands in no
    row any more is there too.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    assert key is not None
    size, reserve, found = 4096, 80, []
    log = path.with_name(path.name + "-wal")
    main, written = path.read_bytes(), log.read_bytes() if log.exists() else b""
    pages = [main[at : at + size] for at in range(0, len(main), size)]
    pages += [written[at + 24 : at + 24 + size] for at in range(32, len(written), size + 24)]
    for number, one in enumerate(pages):
        body = one[16 if number == 0 else 0 : size - reserve]
        cipher = Cipher(algorithms.AES(key[:32]), modes.CBC(one[size - reserve : size - reserve + 16])).decryptor()
        found.append(cipher.update(body[: len(body) // 16 * 16]) + cipher.finalize())
    return b"".join(found)


def test_a_fault_before_the_file_was_written_anew_is_made_good_at_the_next_opening(
    desk: Desk, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = petition(desk)
    with monkeypatch.context() as patch:
        patch.setattr(type(desk.store), "scrub", lambda _store: False)
        told = erase(desk, made)
        paper = desk.read(lambda unit: erasing_paper.slip(unit, actor=desk.actor, number=told.number))
        assert any("还没有重写" in row.cells[1] for row in paper.rows)
    assert traces(ledger_file, NAME)
    desk.close()
    with closing(open_desk(ledger_file)) as again:
        assert again.read(lambda unit: unit.setting("scrub_due")) is None
    assert traces(ledger_file, NAME, PHONE) == []
    rows = sqlite3.connect(ledger_file).execute("PRAGMA integrity_check").fetchall()
    assert rows == [("ok",)]


@pytest.mark.parametrize("number", ["0001", "0002", "0007"])
def test_rows_of_older_formats_and_files_are_restated_too(tmp_path: Path, number: str) -> None:
    fixture = Path(__file__).parents[1] / "fixtures" / f"schema_{number}.minqing"
    path = Path(shutil.copy(fixture, tmp_path / "旧.minqing"))
    with closing(open_desk(path)) as desk:
        before = desk.read(hashes)
        (row, *_more) = desk.read(lambda unit: page(unit, ask=Ask("rectifications"))).rows
        one = Asked("rectifications", row.id, ("村西路灯",), GROUND, "不再需要", erasing.EVERYWHERE)
        erasing.erase_signed(desk, asked=one, sheet=SHEET)
        after = desk.read(hashes)
        assert {seq: after[seq] for seq in before} == before
        assert [one for one in verifying.run(desk) if not one.ok] == []
    path.with_name("旧.升级前.minqing").unlink()  # the file as it was before the upgrade is a copy, out of reach
    assert traces(path, "村西路灯") == []
    assert tool(path).returncode == 0


ERASER = """
import sys
from pathlib import Path
from app.services import erasing, redacting
from app.services.desk import open_desk
from tests.services.test_erasing import GROUND, NAME, PHONE, SHEET
from app.services.erasing import Asked
from db import audit, redaction, search
from db.restating import FileRestating
from db.store import Store
desk = open_desk(Path(sys.argv[1]))
def told(name, work):
    def then(*given, **named):
        print(name, flush=True)
        return work(*given, **named)
    return then
redaction.out_of_record = told("record", redaction.out_of_record)
redaction.out_of_history = told("history", redaction.out_of_history)
FileRestating.history = told("reasons", FileRestating.history)
search.index = told("index", search.index)
erasing.first_page.keep = told("kept", erasing.first_page.keep)
Store.scrub = told("scrub", Store.scrub)
erasing.erase_signed(desk, asked=Asked("petitions", int(sys.argv[2]), (NAME, PHONE), GROUND, "不再需要"), sheet=SHEET)
print("done", flush=True)
"""


@pytest.mark.parametrize("later", [0.0, 0.01])
@pytest.mark.parametrize("step", ["record", "history", "reasons", "index", "kept", "scrub"])
def test_kill_9_in_the_middle_leaves_an_erasure_whole_or_not_begun(
    desk: Desk, ledger_file: Path, step: str, later: float
) -> None:
    made = petition(desk)
    desk.close()
    said = killing.kill_at(step, ERASER, str(ledger_file), str(made.ids[0]), later=later)
    assert step in said
    with closing(open_desk(ledger_file)) as again:
        (*_more, order) = again.read(lambda unit: erasing.orders(unit, actor=again.actor)) or (None,)
        left = traces(ledger_file, NAME, PHONE)
        assert left == [] if order is not None else left != []
        assert order is None or order.label == "已删除"
        assert step != "scrub" or order is not None
        assert wrong(again) == []
        if order is None:  # what was not begun can be done now
            erase(again, made)
            assert traces(ledger_file, NAME, PHONE) == []


def test_an_erasure_without_its_second_or_its_sheet_is_named_by_the_check(desk: Desk, ledger_file: Path) -> None:
    erase(desk, petition(desk))
    found = {one.name: one for one in verifying.run(desk)}
    assert found["erasures"].ok
    assert "按批准删去了个人信息" in found["chain"].sentence
    desk.close()
    tampering.tamper(ledger_file, "UPDATE erasure SET signed_by = '', sheet = ''")
    with closing(open_desk(ledger_file)) as again:
        checks = {one.name: one for one in verifying.run(again)}
    assert not checks["erasures"].ok
    assert "只有一个人经手" in checks["erasures"].sentence
    assert not checks["records"].ok


def test_an_order_taken_out_of_its_table_is_named(desk: Desk, ledger_file: Path) -> None:
    erase(desk, petition(desk))
    desk.close()
    tampering.tamper(ledger_file, "DELETE FROM erasure")
    with closing(open_desk(ledger_file)) as again:
        checks = {one.name: one for one in verifying.run(again)}
    assert "找不到对应的审批" in checks["erasures"].sentence


def test_a_package_that_still_says_the_words_brings_them_back_for_nobody_unasked(two: Offices) -> None:
    made = factories.add(two.village, "petitions", f"信访人姓名={NAME}", "反映的主要问题=断水")
    sent = two.pack()
    two.merge(sent)
    town = two.town
    (row,) = town.read(lambda unit: page(unit, ask=Ask("petitions", search=NAME))).rows
    asked_here = Asked("petitions", row.id, (NAME,), GROUND, "不再需要")
    erasing.erase_signed(town, asked=asked_here, sheet=SHEET)
    two.merge(sent)  # once more: nothing is new
    assert factories.read(town, "petitions", row.id).values["petitioner_name"] == MARK
    edit(two.village, made, 1, {"remark": "又来问过"})
    merged = two.merge(two.pack())
    assert factories.read(town, "petitions", row.id).values["petitioner_name"] == MARK
    assert [one.field for one in merged.conflicts] != []
    assert [one.sentence for one in verifying.run(town) if not one.ok] == []


def test_an_anchor_on_paper_from_before_still_holds(desk: Desk) -> None:
    made = petition(desk)
    anchor = desk.read(anchors.of).text
    erase(desk, made)
    assert [one.sentence for one in verifying.run(desk, anchor=anchor) if not one.ok] == []


def test_what_stays_though_everything_was_searched_is_counted_on_the_slip(desk: Desk) -> None:
    made = petition(desk)
    desk.write(lambda unit: settings.change(unit, actor=desk.actor, values={"chief_leader": NAME}))
    told = erase(desk, made, NAME, scope=erasing.EVERYWHERE)
    order = desk.read(lambda unit: erasing.find(unit, actor=desk.actor, number=told.number))
    assert order.counts[erasing.LEFT] == 1
    assert wrong(desk) == []
    paper = desk.read(lambda unit: erasing_paper.slip(unit, actor=desk.actor, number=told.number))
    assert any("还有 1 处" in row.cells[1] for row in paper.rows)


def test_an_order_that_only_waits_is_taken_back_by_turning_it_down(desk: Desk) -> None:
    made = petition(desk)
    with closing(second(desk)):
        desk.write(lambda unit: erasing.ask_for(unit, actor=desk.actor, asked=asked(made)))
        with pytest.raises(Refused, match="不批准"):
            desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
