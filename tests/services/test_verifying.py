from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import anchors, exporting_history, records, recycle_bin, verifying, watching
from app.services.desk import Desk, open_desk
from db import audit, sqlite
from tests.conftest import PASSPHRASE
from tests.services import tampering

if TYPE_CHECKING:
    from collections.abc import Callable

FLIPS = min(20, int(os.environ.get("ROUNDS", "2")))
"""So many times ten flipped bits; a soak's rounds make the 200 of the promise."""
TOOL = Path(__file__).parents[2] / "tools" / "verify_history.py"


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small ledger, made once."""
    path: Path = shutil.copy(template, tmp_path_factory.mktemp("filled") / "filled.minqing")
    desk = open_desk(path)
    tampering.fill(desk)
    desk.close()
    return path


@pytest.fixture
def spoilt(filled: Path, tmp_path: Path) -> Path:
    """A copy of it that may be tampered with."""
    return shutil.copy(filled, tmp_path / "台账.minqing")


def _verify(path: Path, anchor: str = "") -> dict[str, str]:
    """The sentences of the checks that failed, by name."""
    desk = open_desk(path)
    try:
        return {one.name: one.sentence for one in verifying.run(desk, anchor=anchor) if not one.ok}
    finally:
        desk.close()


def _tool(path: Path, *anchor: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", TOOL, path, *anchor], capture_output=True, text=True, check=False)


def _anchor(path: Path) -> str:
    desk = open_desk(path)
    try:
        return desk.read(anchors.of).text
    finally:
        desk.close()


def _rows(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("SELECT count(*) FROM audit").fetchone()[0])


def _seq(path: Path, description: str) -> int:
    query = "SELECT seq FROM audit_value WHERE description LIKE ? ORDER BY seq LIMIT 1"
    with sqlite3.connect(path) as connection:
        return int(connection.execute(query, (description,)).fetchone()[0])


def test_a_sound_file_passes_every_check_and_the_other_verifier(spoilt: Path) -> None:
    assert _verify(spoilt, _anchor(spoilt)) == {}
    said = _tool(spoilt, _anchor(spoilt))
    assert (said.returncode, said.stdout.splitlines()[-1]) == (0, "the history holds")


CHAIN: dict[str, tuple[tuple[str, ...], str, str]] = {
    "who": (("UPDATE audit SET operator='别人' WHERE seq={at}",), "第 {at} 条的时间、操作人", "row {at}: who"),
    "when": (("UPDATE audit SET at='2014-01-01T00:00:00' WHERE seq={at}",), "第 {at} 条的时间", "row {at}: who"),
    "why": (("UPDATE audit SET reason='另有原因' WHERE seq={at}",), "第 {at} 条的时间", "row {at}: who"),
    "words": (
        ("UPDATE audit_value SET description='修改 别的' WHERE seq={at}",),
        "第 {at} 条记下的说明或改动前后内容",
        "row {at}: its words",
    ),
    "old value": (("UPDATE audit_value SET old='{{}}' WHERE seq={at}",), "第 {at} 条记下的说明", "row {at}: its words"),
    "values gone": (
        ("DELETE FROM audit_value WHERE seq={at}",),
        "第 {at} 条记下的说明",
        "row {at}: its values are gone",
    ),
    "row gone": (
        ("DELETE FROM audit_value WHERE seq={at}", "DELETE FROM audit WHERE seq={at}"),
        "第 {next} 条之前缺少记录",
        "row {next}: rows are missing",
    ),
    "row gone, the rest renumbered": (
        (
            "DELETE FROM audit_value WHERE seq={at}",
            "DELETE FROM audit WHERE seq={at}",
            "UPDATE audit_value SET seq=seq-1 WHERE seq>{at}",
            "UPDATE audit SET seq=seq-1 WHERE seq>{at}",
        ),
        "第 {at} 条与前一条接不上",
        "row {at}: does not continue",
    ),
    "two rows exchanged": (
        (
            "UPDATE audit SET seq=-1 WHERE seq={at}",
            "UPDATE audit SET seq={at} WHERE seq={next}",
            "UPDATE audit SET seq={next} WHERE seq=-1",
        ),
        "第 {at} 条与前一条接不上",
        "row {at}: does not continue",
    ),
}


@pytest.mark.parametrize("name", CHAIN)
def test_a_history_row_changed_is_named_by_both_verifiers(spoilt: Path, name: str) -> None:
    statements, sentence, words = CHAIN[name]
    at = _seq(spoilt, "修改 %")
    places = {"at": at, "next": at + 1}
    tampering.tamper(spoilt, *(statement.format(**places) for statement in statements))
    assert sentence.format(**places) in _verify(spoilt)["chain"]
    said = _tool(spoilt)
    assert (said.returncode, words.format(**places) in said.stdout) == (4, True), said.stdout


def test_a_cut_tail_is_seen_by_the_records_it_spoke_of(spoilt: Path) -> None:
    at = _seq(spoilt, "登记操作人 小李%")
    tampering.tamper(spoilt, f"DELETE FROM audit_value WHERE seq>={at}", f"DELETE FROM audit WHERE seq>={at}")
    assert _verify(spoilt) == {"operators": f"操作人名单被动过：操作人 小李 在历史里没有登记过。{verifying.KEEP}"}


def test_a_tail_that_changed_no_record_is_missed_only_by_the_anchor(spoilt: Path) -> None:
    desk = open_desk(spoilt)
    before = _rows(spoilt)
    desk.write(
        lambda unit: watching.record_export(unit, actor=desk.actor, ledger="petitions", rows=900, profile="内部")
    )
    desk.close()
    anchor = _anchor(spoilt)
    tampering.tamper(spoilt, f"DELETE FROM audit_value WHERE seq>{before}", f"DELETE FROM audit WHERE seq>{before}")
    assert _verify(spoilt) == {}
    assert _tool(spoilt).returncode == 0
    assert f"这个文件里只有 {before} 条" in _verify(spoilt, anchor)["anchor"]
    said = _tool(spoilt, anchor)
    assert (said.returncode, "the end was cut off" in said.stdout) == (4, True)


def test_a_chain_written_anew_is_found_only_by_an_anchor(spoilt: Path) -> None:
    anchor, at = _anchor(spoilt), _seq(spoilt, "修改 %")
    tampering.tamper(spoilt, f"UPDATE audit SET operator='别人' WHERE seq={at}", also=tampering.rewrite)
    assert _verify(spoilt) == {}
    assert _tool(spoilt).returncode == 0
    assert "被改写过" in _verify(spoilt, anchor)["anchor"]
    said = _tool(spoilt, anchor)
    assert (said.returncode, "written anew" in said.stdout) == (4, True)


def test_guards_taken_off_the_history_are_missed(spoilt: Path) -> None:
    with sqlite3.connect(spoilt) as connection:
        connection.execute("DROP TRIGGER audit_no_delete")
    connection.close()
    assert "去掉了 1 处" in _verify(spoilt)["guards"]


BEHIND: dict[str, tuple[str, str, str]] = {
    "a value": (
        "UPDATE petitions SET petitioner_phone='13900000000'",
        "records",
        "信访事项 信访〔{year}〕1号 的「联系电话」被改过",
    ),
    "a value taken out": ("UPDATE opinions SET remark=NULL", "records", "的「备注」被改过"),
    "a void": ("UPDATE opinions SET voided_at=NULL, voided_by=NULL, void_reason=NULL", "records", "「作废时间」"),
    "who entered it": ("UPDATE petitions SET created_by='别人'", "records", "「登记人」被改过"),
    "a number": ("UPDATE petitions SET number='信访〔2013〕99号'", "records", "信访〔2013〕99号 的「编号」被改过"),
    "a holiday": ("UPDATE holidays SET is_off=NOT is_off WHERE id=1", "records", "被改过"),
    "a link": ("UPDATE link SET kind='source'", "records", "关联"),
    "words of a file": ("UPDATE attachment SET name='别的.txt'", "records", "附件 别的.txt 的「内容」被改过"),
    "a role": ("UPDATE operators SET role='管理' WHERE name='小李'", "operators", "操作人 小李 的「角色」被改过"),
    "a grant": ("UPDATE operators SET sees_restricted=1 WHERE name='小李'", "operators", "小李 的「限制查阅权」被改过"),
    "an operator put in": (
        "INSERT INTO operators(name, role, created_at) VALUES('影子', '管理', '2014-01-01 00:00:00')",
        "operators",
        "操作人 影子 在历史里没有登记过",
    ),
    "an operator taken out": ("DELETE FROM operators WHERE name='小李'", "operators", "登记操作人 小李"),
    "a record taken out": (
        "DELETE FROM petitions",
        "records",
        "历史记着「新增 信访〔{year}〕1号」，记录已不在",
    ),
    "bytes of a file": (
        "UPDATE attachment_chunk SET data=zeroblob(length(data)) WHERE position=1",
        "attachments",
        "信访事项 信访〔{year}〕1号 的附件内容被改过",
    ),
    "a piece of a file": ("DELETE FROM attachment_chunk WHERE position=2", "attachments", "的附件内容被改过"),
    "a whole file": ("DELETE FROM attachment_chunk", "attachments", "的附件已不在"),
    "bytes of nobody": (
        "INSERT INTO attachment_chunk VALUES('00', 0, x'00')",
        "attachments",
        "有 1 份内容不属于任何记录",
    ),
    "a search row": ("DELETE FROM search_row WHERE ledger='petitions'", "search", "信访事项 1 条"),
    "a number missing": ("DELETE FROM opinions WHERE serial=2", "numbers", "缺 2 号"),
    "a link to nothing": ("UPDATE link SET to_id=999", "references", "关联有 1 处指向已不在的整改台账"),
}


@pytest.mark.parametrize("name", BEHIND)
def test_what_is_changed_behind_the_program_is_named(spoilt: Path, name: str) -> None:
    statement, check, sentence = BEHIND[name]
    with sqlite3.connect(spoilt) as connection:
        (year,) = connection.execute("SELECT year FROM petitions").fetchone()
    tampering.tamper(spoilt, statement)
    assert sentence.format(year=year) in _verify(spoilt).get(check, "")


def test_a_number_used_twice_is_named(spoilt: Path) -> None:
    def twice(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE opinions SET serial=1 WHERE serial=2")

    tampering.tamper(spoilt, also=twice)
    said = _verify(spoilt)["numbers"]
    assert "1 号用了两次" in said
    assert "缺 2 号" in said


def test_a_broken_page_is_a_failed_check_and_no_crash(spoilt: Path) -> None:
    with sqlite3.connect(spoilt) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name='petitions'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    desk = open_desk(spoilt)  # before the damage: a damaged file is not even opened
    with spoilt.open("rb+") as stream:
        stream.seek((page - 1) * size)
        stream.write(b"\xff" * size)
    found = {one.name: one.sentence for one in verifying.run(desk) if not one.ok}
    desk.close()
    assert "处损坏" in found["pages"] or "读不出来" in found["pages"]
    assert "读不出来" in found["records"]


def test_values_destroyed_by_order_leave_the_history_sound(spoilt: Path) -> None:
    at = _seq(spoilt, "修改 %")
    desk = open_desk(spoilt)
    with sqlite3.connect(spoilt) as connection:
        (uuid,) = connection.execute("SELECT uuid FROM audit WHERE seq=?", (at,)).fetchone()
    desk.write(lambda unit: unit.audit(operator="管理员", action="erase", description="销毁", uuid=uuid))
    desk.close()
    tampering.tamper(spoilt, f"DELETE FROM audit_value WHERE seq={at}")
    assert "chain" not in _verify(spoilt)
    assert _tool(spoilt).returncode == 0


def test_a_record_emptied_from_the_bin_is_lawful_and_what_is_put_into_it_afterwards_is_named(spoilt: Path) -> None:
    desk = open_desk(spoilt)
    with sqlite3.connect(spoilt) as connection:
        (petition,) = connection.execute("SELECT id FROM petitions").fetchone()
    desk.write(lambda unit: records.void(unit, actor=desk.actor, ledger="petitions", record_id=petition, reason="重复"))
    chosen = [("petitions", petition)]
    desk.write(lambda unit: recycle_bin.empty(unit, actor=desk.actor, chosen=chosen, reason="满十年"))
    desk.close()
    assert _verify(spoilt) == {}
    assert _tool(spoilt).returncode == 0
    tampering.tamper(spoilt, "UPDATE petitions SET petitioner_name='李某'")
    assert "「信访人姓名」被改过" in _verify(spoilt)["records"]


def test_an_encrypted_ledger_is_verified_and_a_flipped_byte_is_seen_by_its_seal(
    sealed_file: Path, tmp_path: Path
) -> None:
    desk = open_desk(sealed_file, passphrase=PASSPHRASE)
    tampering.fill(desk)
    assert [one.name for one in verifying.run(desk) if not one.ok] == []
    out = tmp_path / "历史.jsonl"
    anchor = desk.read(anchors.of).text
    exporting_history.export(desk, out=out)
    assert _tool(out, anchor).returncode == 0
    assert _tool(sealed_file).returncode != 0  # the other verifier cannot read what is sealed
    desk.close()
    desk = open_desk(sealed_file, passphrase=PASSPHRASE)
    with sealed_file.open("rb+") as stream:
        stream.seek(-2000, 2)
        (byte,) = stream.read(1)
        stream.seek(-2000, 2)
        stream.write(bytes([byte ^ 1]))
    assert "处损坏" in {one.name: one.sentence for one in verifying.run(desk) if not one.ok}["pages"]
    desk.close()


COVERED = ("audit", "audit_value", "attachment", "attachment_chunk", "link", "operators", "numbers")


def _everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows that the verification answers for, by plain SQL."""
    with sqlite3.connect(path) as connection:
        named = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        ledgers = {ledger.name for ledger in (*registry.LEDGERS, *registry.BASE)}
        wanted = [name for name in named if name in COVERED or name.split("__")[0] in ledgers]
        found = {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() for name in wanted}
    connection.close()
    return found


@pytest.mark.parametrize("seed", range(FLIPS))
@pytest.mark.timeout(600)
def test_a_flipped_bit_of_a_plain_file_is_found_or_harmless(spoilt: Path, seed: int) -> None:
    """Ten bits a file: SQLite itself does not see a letter that became another (its own checks say ok)."""
    whole, chance = _everything(spoilt), random.Random(seed)
    pristine = spoilt.read_bytes()
    for _ in range(10):
        data = bytearray(pristine)
        data[chance.randrange(100, len(data))] ^= 1 << chance.randrange(8)
        spoilt.write_bytes(data)
        try:
            found = _verify(spoilt)
        except Refused:
            continue
        assert found or _everything(spoilt) == whole


def test_the_exported_history_is_verified_without_the_program_and_holds_no_value(spoilt: Path, tmp_path: Path) -> None:
    out = tmp_path / "历史.jsonl"
    desk = open_desk(spoilt)
    count = exporting_history.export(desk, out=out)
    desk.close()
    text = out.read_text("utf-8")
    assert "13800138000" not in text
    assert len(text.splitlines()) == count == _rows(spoilt) - 1
    assert _tool(out).returncode == 0
    lines = text.splitlines()
    changed = json.loads(lines[4]) | {"operator": "别人"}
    for kept, words in (
        ([*lines[:4], json.dumps(changed), *lines[5:]], "row 5: who"),
        ([*lines[:4], *lines[5:]], "row 6: rows are missing"),
    ):
        out.write_text("\n".join(kept), "utf-8")
        said = _tool(out)
        assert (said.returncode, words in said.stdout) == (4, True)


@pytest.mark.parametrize(
    "typed",
    [
        "锚 12-ABCD-EFGH-JKMN",
        "12-abcd-efgh-jkmn",
        "１２－ＡＢＣＤ－ＥＦＧＨ－ＪＫＭＮ",
        " 锚12 - ABCD EFGH JKMN ",
        "ABCD-EFGH-JKMN/12",
    ],
)
def test_an_anchor_is_read_as_people_write_it(typed: str) -> None:
    assert anchors.read(typed) == anchors.Anchor(12, "ABCD-EFGH-JKMN")


def test_letters_that_look_like_figures_are_read_as_figures() -> None:
    assert anchors.read("3-OOOO-IIII-LLLL") == anchors.Anchor(3, "0000-1111-1111")


def test_a_whole_hash_is_an_anchor_too(desk: Desk) -> None:
    made = desk.read(anchors.manifest)
    assert anchors.read(f"{made['hash']}/{made['seq']}") == desk.read(anchors.of)


@pytest.mark.parametrize("typed", ["12", "锚", "12-ABC", "ABCD-EFGH-JKMN", "12-ABCD-EFGH-JK!N"])
def test_what_is_no_anchor_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refused, match="1234-ABCD-EFGH-JKMN"):
        anchors.read(typed)


@pytest.mark.parametrize("speak", [lambda label, done, total: (_ for _ in ()).throw(verifying.Cancelled)])
def test_a_check_can_be_stopped(desk: Desk, speak: Callable[[str, int, int], None]) -> None:
    with pytest.raises(verifying.Cancelled):
        verifying.run(desk, progress=speak)


def test_the_command_line_answers_and_ends_with_4_when_something_is_wrong(spoilt: Path) -> None:
    def run() -> tuple[int, dict[str, object]]:
        command = [sys.executable, "-m", "app", "--file", spoilt, "--json", "verify"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout)

    code, answer = run()
    assert (code, answer["ok"]) == (0, True)
    tampering.tamper(spoilt, "UPDATE petitions SET petitioner_name='李某'")
    code, answer = run()
    assert (code, answer["ok"]) == (4, False)
    spoilt.write_bytes(b"SQLite format 3\0" + b"\0" * 500)
    code, answer = run()
    assert (code, answer["ok"]) == (4, False)


@pytest.mark.parametrize("schema", range(1, sqlite.SCHEMA + 1))
def test_a_file_of_every_schema_is_in_order_after_its_upgrade(schema: int, tmp_path: Path) -> None:
    """What an upgrade fills in is no tampering; a role, a name or a kind changed afterwards is."""
    source = Path(__file__).parents[1] / "fixtures" / f"schema_{schema:04d}.minqing"
    path = Path(shutil.copy(source, tmp_path / source.name))

    def wrong() -> list[str]:
        desk = open_desk(path)
        try:
            return [one.sentence for one in verifying.run(desk) if not one.ok]
        finally:
            desk.close()

    assert wrong() == []
    with sqlite3.connect(path) as bare:
        bare.execute("UPDATE operators SET role = '录入'")
        bare.execute("UPDATE campaigns SET kind = '专项攻坚'")
    found = "".join(wrong())
    assert "操作人名单被动过" in found
    assert "「类型」被改过" in found


def test_a_row_of_which_a_damaged_page_left_nothing_is_a_break(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = list(desk.read(lambda unit: list(audit._rows(unit.connection, unit.schema))))
    empty = ((rows[-1][0][0] + 1, *(None,) * 11), (None,) * 4)
    monkeypatch.setattr(audit, "_rows", lambda *_asked: iter([*rows, empty]))
    found = desk.read(lambda unit: audit.walk(unit.connection, unit.schema))
    assert [one.seq for one in found.breaks] == [empty[0][0]]
