"""F01b: a program killed while a clerk types; `ROUNDS` makes the loop long for a soak."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from app.services import drafts
from app.services.desk import open_desk
from db import audit

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = int(os.environ.get("ROUNDS", "2"))
SECONDS = 2.0
LETTERS = "村西路灯不亮夜间出行不便请尽快修好田埂水渠𠮷㐂abcXYZ 0189。，、；"


def text(chance: random.Random, most: int) -> str:
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(5, most))).strip() or "路灯"


@pytest.mark.timeout(60 + 30 * ROUNDS)
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_character_typed_survives_kill_9(ledger_file: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    words, first, open_cell = text(chance, 120), text(chance, 20), text(chance, 20)
    blurred = f"三月初{chance.randint(1, 99)}号来着"
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(chance.randbytes(chance.randint(1, 700_000)))
    own = {name: str(tmp_path / name) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    env = os.environ | own | {"PYTHONPATH": os.pathsep.join(sys.path), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.ui.draft_child", ledger_file, photo, words, blurred, first, open_cell]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.readline().split()
        time.sleep(SECONDS)  # what is promised: two seconds after the last key
        child.kill()
    assert said[0] == "typed"
    desk = open_desk(ledger_file)
    (line,) = desk.read(lambda unit: drafts.of(unit, actor=desk.actor))
    draft = desk.read(lambda unit: drafts.get(unit, actor=desk.actor, uuid=line.uuid))
    with desk.store.read() as unit:
        entered = unit.connection.exec_driver_sql("SELECT count(*) FROM rectifications").scalar_one()
        check = unit.connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        _rows, fault = audit.verify(unit.connection, unit.schema)
    desk.close()
    assert draft.uuid == said[1]
    assert draft.typed.texts["description"] == words
    assert draft.typed.texts["registered_on"] == blurred
    assert [row.texts.get("text") for row in draft.typed.rows["measures"]] == [first, open_cell]
    assert [(file.name, file.data) for file in draft.files] == [("现场.jpg", photo.read_bytes())]
    assert (entered, check, fault) == (0, "ok", "")
