"""What every test may use: a fresh real ledger file, copied from one made once a session."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import closing
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import coverage
import pytest
from filelock import FileLock
from hypothesis import settings

from app.ledgers import registry
from app.services import sample
from app.services.desk import Desk, new_desk, open_desk
from db import keys
from db.clock import Clock
from tests import desks, offline
from tests.server import kept, offices, running
from tests.services import package_offices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.server.offices import County

OFFICE = "清河镇"
ROOT = Path(__file__).resolve().parents[1]
settings.load_profile("ci")  # the same examples in every run of the checks; `make fuzz` looks for new ones


def pytest_sessionfinish() -> None:
    """Save what was covered while there is time: a worker full of objects is ended before it has taken itself apart."""
    running = coverage.Coverage.current()
    if running is not None:
        running.save()


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the program keeps in the user's data folder, in a folder of the tests."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """No test reaches a network."""
    with pytest.MonkeyPatch.context() as patch:
        offline.block(patch)
        yield


@pytest.fixture(autouse=True)
def no_office_left_behind() -> Iterator[None]:
    """A file that a test left open arranges no columns of the tests after it."""
    before = list(registry._open)
    yield
    registry._open[:] = before


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that runs over midnight stays on the day it began: what may be undone ends there, and a year may turn."""
    now = Clock.now
    end = datetime.combine(Clock().today(), time(23, 59, 59))

    def before_midnight(clock: Clock) -> datetime:
        moment = min(now(Clock()), end)
        return moment if clock.fixed is None else datetime.combine(clock.fixed, moment.time())

    monkeypatch.setattr(Clock, "now", before_midnight)


PASSPHRASE = "村口那棵老槐树下"


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A try of a passphrase that takes no time: what it costs has a test of its own."""
    monkeypatch.setattr(keys, "choose_cost", lambda: keys.Cost(1, 8))


@pytest.fixture(scope="session")
def sealed_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted ledger of the office, made once a session."""
    path = tmp_path_factory.mktemp("sealed") / "加密.minqing"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "choose_cost", lambda: keys.Cost(1, 8))
        new_desk(path, office_name=OFFICE, passphrase=PASSPHRASE).close()
    return path


@pytest.fixture
def sealed_file(
    cheap_keys: None,
    sealed_template: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """An encrypted ledger opened by PASSPHRASE, with its keys beside it and in a data folder of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
    path = Path(shutil.copy(sealed_template, tmp_path))
    shutil.copy(keys.key_path(sealed_template), keys.key_path(path))
    keys.keep_spare(keys.load(path)[0])
    return path


@pytest.fixture
def fresh_data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one test: all its ledgers are copies of one, so their backups would lie together."""
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    return folder / "minqing"


@pytest.fixture(scope="session")
def sample_file() -> Path:
    """The sample township as this source makes it, made once for all runs and workers; tests work on copies."""
    digest = hashlib.sha256()
    for folder in ("app", "db", "resources/sample", "resources/presets"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(file.read_bytes())
    path = ROOT / ".setup" / "tests" / digest.hexdigest()[:16] / "清河镇.minqing"
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.parent / "sample.lock"):
        if not path.exists():
            for older in path.parent.parent.iterdir():
                if older != path.parent:
                    shutil.rmtree(older, ignore_errors=True)
            unfinished = path.with_name("unfinished.minqing")
            unfinished.unlink(missing_ok=True)
            made = sample.create(unfinished)
            sample.build(made)
            made.close()
            unfinished.rename(path)
    return path


@pytest.fixture
def sample_desk(sample_file: Path, tmp_path: Path) -> Iterator[Desk]:
    """The desk of the sample township on a copy of its own."""
    with closing(open_desk(Path(shutil.copy(sample_file, tmp_path)))) as desk:
        yield desk


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file of an office with the campaign of 2013, as `new` makes it."""
    path = tmp_path_factory.mktemp("template") / "template.minqing"
    new_desk(path, office_name=OFFICE, campaign="mass_line_2013").close()
    return path


@pytest.fixture
def ledger_file(template: Path, tmp_path: Path) -> Path:
    """A copy of the template that the test may spoil."""
    return shutil.copy(template, tmp_path / "清河镇.minqing")


FILE, SERVER = "file", "server"


AT_BOTH = ("badinput", "db", "figures", "paper", "server", "services")
"""The folders whose tests run at both, and those of the command line; the window has its own at a server."""
STANDING = ("stands_at", "two")
"""The fixtures whose ledgers stand at either."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests at a server run alone, and each with all its values."""
    parser.addoption("--at-server", action="store_true", help="only the tests at a county's server, with all values")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What asks for a desk runs at a file and at a county's server, unless it is of a file alone and says why."""
    folder = metafunc.definition.path.relative_to(ROOT / "tests").parts[0]
    is_of_a_file = "ledger_file" in metafunc.fixturenames or metafunc.definition.get_closest_marker("file_only")
    if (folder in AT_BOTH or folder.startswith("test_cli")) and not is_of_a_file:
        for name in metafunc.fixturenames:
            if name in STANDING:
                metafunc.parametrize(name, [FILE, SERVER], indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run a test at the server once, with the first of its values; `--at-server` runs these alone and with all."""
    at_server, chosen, seen = config.getoption("--at-server"), list[pytest.Item](), set[tuple[Path, str]]()
    for item in items:
        values = getattr(getattr(item, "callspec", None), "params", {})
        is_there = any(values.get(name) == SERVER for name in STANDING)
        name = (item.path, item.nodeid.partition("[")[0])
        if is_there if at_server else not (is_there and name in seen):
            chosen.append(item)
        if is_there:
            seen.add(name)
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


@pytest.fixture
def offices_at_server(county_server: County, monkeypatch: pytest.MonkeyPatch) -> County:
    """The server for many offices, which are opened by connections that are kept between tests."""
    folder = str(county_server.server.folder)
    monkeypatch.setattr("db.postgres.engine.connect", partial(kept.connect, folder=folder))
    return county_server


@pytest.fixture
def stands_at(request: pytest.FixtureRequest) -> str:
    """Where a fresh office's ledgers stand, as the command line is told: a file, or an office at a server."""
    if getattr(request, "param", FILE) == SERVER:
        return str(request.getfixturevalue("offices_at_server").new_office())
    return str(request.getfixturevalue("ledger_file"))


@pytest.fixture
def desk(stands_at: str) -> Iterator[Desk]:
    """The first operator there."""
    opened = desks.at(stands_at)
    yield opened
    opened.close()


@pytest.fixture
def day(desk: Desk) -> Desk:
    """The first operator on Monday 31 March 2014."""
    desk.store.clock.fixed = desks.TODAY
    return desk


@pytest.fixture(scope="session")
def county_server() -> Iterator[County]:
    """A PostgreSQL server with a county's tables and its first office, once a session; fails where there is none."""
    # Every office is new: there is nothing to be swept, and no figures of sizes by which plans would change under way.
    with running.server(autovacuum="off", full_page_writes="off", checkpoint_timeout="1h") as server:
        made = offices.make(server)
        yield made
        made.close()
        kept.end()


PATIENCE = 30_000
"""Milliseconds a wait of the window's tests may take on a busy machine; it ends as soon as its condition holds."""


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """The bot of pytest-qt, patient."""
    for name in ("waitUntil", "waitSignal", "waitSignals"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE))
    return qtbot


@pytest.fixture(scope="session")
def made_offices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of two offices that report to each other, made once a session."""
    folder = tmp_path_factory.mktemp("offices")
    package_offices.make(folder)
    return folder


@pytest.fixture
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[package_offices.Offices]:
    """A village and the town it reports to: on copies of files of their own, or as offices of a server."""
    if getattr(request, "param", FILE) == SERVER:
        opened = package_offices.opened_at(request.getfixturevalue("offices_at_server"), tmp_path)
    else:
        opened = package_offices.opened(request.getfixturevalue("made_offices"), tmp_path)
    with closing(opened):
        yield opened
