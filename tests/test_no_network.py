"""The program uses no network: it names no client, loads none, opens no such socket, and says so."""

from __future__ import annotations

import ast
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.ui import help_texts
from tests.offline import NetworkUsedError

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "db").rglob("*.py")])
CLIENTS = frozenset(
    (
        "http", "urllib.request", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "socketserver",
        "ssl", "requests", "httpx", "aiohttp", "webbrowser", "PySide6.QtWebEngineCore", "PySide6.QtWebSockets",
    )
)  # fmt: skip
LOCAL = {"socket": {"db/holding.py"}, "PySide6.QtNetwork": {"app/ui/single.py"}}
"""What may be imported in one place: the computer's own name, and the named socket by which a second start is seen."""


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_no_module_of_the_program_names_a_network_client() -> None:
    for path in SOURCES:
        names = imported(path)
        assert not {name for name in names if name in CLIENTS or name.split(".")[0] in CLIENTS}, path
        for name, places in LOCAL.items():
            if name in names:
                assert path.relative_to(ROOT).as_posix() in places, f"{path} imports {name}"


def test_of_the_socket_only_the_name_of_the_computer_is_asked() -> None:
    text = (ROOT / "db/holding.py").read_text("utf-8")
    assert set(re.findall(r"\bsocket\.(\w+)", text)) == {"gethostname"}
    text = (ROOT / "app/ui/single.py").read_text("utf-8")
    assert set(re.findall(r"\bQ(?:Local|Tcp|Udp|Ssl|Network|Host)\w+", text)) == {"QLocalServer", "QLocalSocket"}


LOADED = """
import sys
import app.cli, app.ui.session, app.ui.main_window
import app.services.desk, app.services.printing, app.paper.canvas, app.figures
print(*(name for name in {clients} if name in sys.modules))
"""


def test_at_start_no_network_client_is_loaded() -> None:
    clients = sorted(CLIENTS - {"ssl"} | {"http.client", "urllib.request"})
    # asyncio, which the file lock brings for its other half, loads ssl and opens nothing
    script = LOADED.format(clients=clients)
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT, env=env)
    assert said.stdout.split() in ([], ["http"])


FLOW = """
import sys
from pathlib import Path
from app.services import attachments, backups, figures, printing, verifying
from app.services.desk import new_desk
from app.services.listing import Ask
from app.ui import application
from app.ui.main_window import MainWindow
from app.ui.operation import Operation
from tests import factories

folder = Path(sys.argv[1])
desk = new_desk(folder / "a.minqing", office_name="清河镇", campaign="mass_line_2013", passphrase=sys.argv[2])
made = factories.add(desk, "rectifications")
desk.write(lambda unit: attachments.attach(unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0],
                                           name="a.jpg", data=b"x"))
printing.print_ledger(desk, out=folder / "a.pdf", ask=Ask("rectifications"))
backups.backup(desk, out=folder / "a.mqbak")
desk.read(lambda unit: figures.as_json(unit, as_of="", campaign=""))
assert all(check.ok for check in verifying.run(desk))
app = application.make_application()
window = MainWindow(Operation(desk))
window.show()
app.processEvents()
window.operation.close()
desk.close()
"""


def test_a_day_of_work_opens_no_socket_that_could_leave_the_machine(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    words = [
        "strace",
        "-f",
        "-o",
        trace,
        "-e",
        "trace=network",
        sys.executable,
        "-c",
        FLOW,
        tmp_path,
        "槐树底下乘凉的那个人",
    ]
    subprocess.run(words, check=True, cwd=ROOT, env=env, capture_output=True)
    calls = trace.read_text("utf-8")
    assert (tmp_path / "a.pdf").is_file()
    assert "exited with 0" in calls
    assert not re.findall(r"^.*AF_(?:INET6?|PACKET|NETLINK)\b.*$", calls, re.M)


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.invalid", 80)])
def test_a_test_that_reaches_for_the_network_fails(address: tuple[str, int]) -> None:
    with socket.socket() as one, pytest.raises(NetworkUsedError):
        one.connect(address)
    with pytest.raises(NetworkUsedError):
        socket.getaddrinfo(*address)


def test_sockets_of_this_machine_are_let_be() -> None:
    here, there = socket.socketpair()
    here.close()
    there.close()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))


def test_the_program_says_that_it_uses_no_network() -> None:
    assert "不联网" in help_texts.ABOUT
