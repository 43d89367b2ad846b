"""Twenty planted pieces of personal data, a day at the desk with faults forced into it, and no trace on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.leaks.planted import FILES, IDENTITIES, NAMES, PHONES, TEXTS, TOKENS

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(600)
"""A dozen programs are started, each of which opens an encrypted ledger."""
PASSPHRASE = "清河镇-长口令-2014"


FORCED = """
import sys
from app.bootstrap import main
from app.services import records
def add(*given, **named): raise ValueError(repr((given, named)))
records.add = add
sys.exit(main(sys.argv[1:]))
"""


class Home:
    """A home folder of its own, with folders for temporary files, for the ledger and for what the clerk takes out."""

    def __init__(self, root: Path) -> None:
        self.root, self.began = root, time.time()
        self.home, self.tmp, self.office, self.out = (root / name for name in ("home", "tmp", "office", "out"))
        for folder in (self.home, self.tmp, self.office, self.out):
            folder.mkdir()
        own = {"HOME": str(self.home), "TMPDIR": str(self.tmp), "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "MINQING_", "COVERAGE"))}
        own |= {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "MINQING_PASSPHRASE": PASSPHRASE}
        self.env = {**kept, **own}
        self.window = self.forced = ""
        """What the window and the command line with a forced fault printed."""

    def run(self, *arguments: object, code: int | None = 0) -> str:
        """Run Python; what it printed on either stream."""
        done = subprocess.run(
            [sys.executable, *map(str, arguments)], env=self.env, cwd=self.office, capture_output=True, check=False
        )
        printed = (done.stdout + done.stderr).decode("utf-8", "replace")
        assert code is None or done.returncode == code, printed
        return printed

    def hits(self, *folders: Path) -> set[str]:
        """Where a token stands, in any of the ways a program writes text."""
        return {f"{path.name}: {token}" for folder in folders for path, token in _found(folder)}


def _found(folder: Path) -> list[tuple[Path, str]]:
    forms = {token: _forms(token) for token in TOKENS}
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        data = path.read_bytes() + path.name.encode()
        found += [(path, token) for token, ways in forms.items() if any(way in data for way in ways)]
    return found


def _forms(token: str) -> set[bytes]:
    spaced = " ".join(token).encode()
    escaped = token.encode("unicode_escape")
    return {token.encode(), token.encode("utf-16-le"), token.encode("gb18030"), escaped, spaced}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The day in the window on an encrypted ledger, then the same matters on the command line."""
    home = Home(tmp_path_factory.mktemp("leaks"))
    ledger = home.office / "台账.minqing"
    home.window = home.run("-m", "tests.leaks.planted", ledger, PASSPHRASE, home.out)
    program = ("-m", "app", "--file", ledger, "--json")
    source = home.out / FILES[0]
    source.write_text(TEXTS[1], "utf-8")
    entered = f"信访人姓名={NAMES[0]}", f"联系电话={PHONES[1]}", f"反映的主要问题={TEXTS[0]}"
    number = json.loads(home.run(*program, "add", "petitions", "--set", *entered))["number"]
    home.run(*program, "list", "petitions", "--search", NAMES[0])
    home.run(*program, "list", "petitions", "--search", f'"{TEXTS[2]}')
    home.run(*program, "attach", "petitions", number, source)
    home.run(*program, "print", "petitions", home.out / "l.pdf")
    home.run(*program, "backup", home.out / "b.mqbak")
    home.run(*program, "verify", "--all")
    home.run(*program, "add", "petitions", "--set", f"没有的栏={NAMES[1]}", code=2)
    words = [str(word) for word in (*program[2:], "add", "petitions", "--set", *entered)]
    home.forced = home.run("-c", FORCED, *words, code=1)
    return home


def test_twenty_tokens_are_planted() -> None:
    assert len(set(TOKENS)) == 20


def test_no_token_stands_in_any_file_but_what_the_clerk_took_out(day: Home) -> None:
    assert day.hits(day.home, day.tmp, day.office) == set()


def test_no_token_stands_in_a_new_file_of_the_program(day: Home) -> None:
    changed = [path for name in ("app", "db", "resources") for path in (ROOT / name).rglob("*") if path.is_file()]
    changed = [path for path in changed if path.stat().st_mtime > day.began and path.suffix != ".pyc"]
    assert [path for path in changed if any(token.encode() in path.read_bytes() for token in TOKENS)] == []


def test_the_forced_faults_were_logged_by_their_places(day: Home) -> None:
    (log,) = day.home.rglob("minqing.log")
    lines = log.read_text("utf-8")
    for place in ("db/unit.py", "app/services/records.py", "app/services/attachments.py", "app/services/printing.py"):
        assert place in lines, place
    for kind in ("ValueError", "RuntimeError", "OSError", "KeyError", "sqlalchemy"):
        assert kind in lines, kind
    assert len(lines.splitlines()) >= 9


def test_nothing_is_said_on_the_terminal_but_the_sentence(day: Home) -> None:
    for printed in (day.window, day.forced):
        for token in (*NAMES, *IDENTITIES, *PHONES, *TEXTS):
            assert token not in printed


@pytest.mark.parametrize(
    "data",
    [NAMES[0].encode(), PHONES[0].encode("utf-16-le"), TEXTS[0].encode("gb18030"), json.dumps(TEXTS[1]).encode()],
    ids=["utf-8", "utf-16", "gb18030", "escaped"],
)
def test_a_token_on_disk_would_be_found(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "note").write_bytes(b"..." + data + b"...")
    assert len(_found(tmp_path)) == 1


def test_what_the_clerk_took_out_is_there(day: Home) -> None:
    assert day.hits(day.out) >= {f"{FILES[0]}: {TEXTS[1]}", f"{FILES[0]}: {FILES[0]}"}
