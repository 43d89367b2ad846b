"""A ledger opened by an operator, from its file or at a county's server: what the window and the command line hold."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import faults, kept_backups, office, operators, signing_in, watching
from db import keys, media
from db.errors import Fault, StoreError
from db.holding import Hold
from db.opened import SCRUB
from db.store import Store, create_store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from app.services.changes import Actor
    from db.declare import Ledger
    from db.opened import Opened
    from db.unit import UnitOfWork

Answer = TypeVar("Answer")


class Desk:
    """One operator at one open ledger; every read and write goes through it and answers with a value or a Refused."""

    def __init__(self, store: Opened, actor: Actor, *, recovery_code: str = "") -> None:
        """Take an open store; use `open_desk` or `new_desk`, at a server `county.open_desk`."""
        self.recovery_code = recovery_code
        """Of a file just made encrypted: to be shown once, and kept nowhere."""
        self.store = store
        self.actor = actor
        self.doubts: tuple[str, ...] = ()
        """Where the table of operators is not what the history says, found at opening."""
        self.head = 0
        """The end of the history when a desk at a server was opened: what comes after it others wrote, or this one."""
        # A server lets many save in turn: nobody has it for himself.
        self._hold = Hold(store.path) if isinstance(store, Store) else None
        registry.opened(self)

    @property
    def path(self) -> Path:
        """Where the ledger file lies; raises Refused at a server: what asks for it is done with a file only."""
        if not isinstance(self.store, Store):
            raise faults.refusal(StoreError(Fault.FILE_ONLY))
        return self.store.path

    @property
    def ledgers(self) -> Mapping[str, Ledger]:
        """The ledgers by machine name, as the office arranged them."""
        return self.store.schema.ledgers

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved: a file or folder that cannot be written, a share, a newer program's file."""
        return self.store.read_only

    @property
    def reads_for_county(self) -> bool:
        """Whether who signed in is none of the office's own: he reads all offices of a server and writes none."""
        return self.store.reads_for_county

    @property
    def band(self) -> str:
        """Why nothing can be saved, for the band above the pages; empty when it can."""
        closed = self.store.closed_to_writing
        return "" if closed is None else faults.BANDS.get(closed, faults.BANDS[Fault.READ_ONLY])

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the clerk is to be warned of at opening."""
        service = "" if self.store.is_server else media.synced_by(self.path)
        said = (
            faults.BEHIND if self.store.behind else "",
            faults.UNMERGED if self.store.unmerged else "",
            faults.synced(service) if service else "",
        )
        return (*self.doubts, *(sentence for sentence in said if sentence))

    def read(self, work: Callable[[UnitOfWork], Answer]) -> Answer:
        """Run reading work in one transaction; raises Refused for a fault of the file."""
        try:
            with self.store.read() as unit, registry.using(unit.schema.ledgers):
                unit.sees_restricted = self.actor.sees_restricted
                return work(unit)
        except StoreError as error:
            raise faults.refusal(error) from error
        except UnicodeEncodeError as error:
            raise Refused(faults.HALF_CHARACTER) from error

    def write(self, work: Callable[[UnitOfWork], Answer]) -> Answer:
        """Run writing work in one transaction, saved whole or not at all; raises Refused."""
        try:
            with self._writing(), self.store.write() as unit, registry.using(unit.schema.ledgers):
                unit.sees_restricted = self.actor.sees_restricted
                return work(unit)
        except StoreError as error:
            raise faults.refusal(error) from error
        except UnicodeEncodeError as error:
            raise Refused(faults.HALF_CHARACTER) from error

    def note_coming(self, unit: UnitOfWork) -> None:
        """Write into the history that the operator came to the window."""
        watching.record_sign_in(unit, actor=self.actor)

    def note_leaving(self, unit: UnitOfWork) -> None:
        """Write into the history that the operator left it."""
        watching.record_sign_out(unit, actor=self.actor)

    def hold(self) -> None:
        """Keep the file for this desk until `close`: the window's way; raises Refused naming who has it."""
        if self._hold is not None and not self.read_only:
            try:
                self._hold.acquire(self.actor.name)
            except StoreError as error:
                raise faults.refusal(error) from error

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have the file for the block; raises Refused naming who has it otherwise."""
        was_held = self._hold is None or self._hold.is_held
        self.hold()
        try:
            yield
        finally:
            if self._hold is not None and not was_held:
                self._hold.release()

    @contextmanager
    def giving_out(self) -> Iterator[None]:
        """Have the file while something leaves it, so that the history can say so; raises Refused naming who has it,
        before anything is written.
        """
        try:
            with self._writing():
                yield
        except StoreError as error:
            if error.fault is not Fault.LOCKED:
                raise faults.refusal(error) from error
            sentence = (
                f"台账正被占用（{error.detail}），没有生成文件，台账没有改动。请在那个窗口里办，或等它关闭后再试。"
            )
            raise Refused(sentence) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Have the file for one write, unless this desk has it anyway."""
        if self.read_only or self._hold is None:
            yield
            return
        with self._hold.held(self.actor.name):
            yield

    def close(self) -> None:
        """Let the file go."""
        registry.closed(self)
        self.store.close()
        if self._hold is not None:
            self._hold.release()


def open_desk(path: Path, *, user: str = "", passphrase: str = "", read_only: bool = False) -> Desk:
    """Open a ledger file for an operator; an encrypted one by his passphrase.

    Raises Refused: exit 4 for a file not ours or damaged, 3 for an unknown name or a wrong passphrase.
    """
    try:
        key, name = signing_in.unlock(path, user=user, passphrase=passphrase)
        if not read_only:
            kept_backups.before_upgrade(path, key)
        store = open_store(path, registry.LEDGERS + registry.BASE, key=key, read_only=read_only)
    except StoreError as error:
        raise faults.refusal(error) from error
    try:
        with store.read() as unit:
            actor, doubts = operators.find(unit, name=name), operators.doubts(unit)
            is_unscrubbed = unit.setting(SCRUB) is not None
    except StoreError as error:
        store.close()
        raise faults.refusal(error) from error
    except BaseException:
        store.close()
        raise
    desk = Desk(store, actor)
    desk.doubts = doubts
    signing_in.tell_failures(desk)
    if is_unscrubbed:
        from app.services import redacting  # late: hardly ever needed

        redacting.finish(desk)
    return desk


def reading_desk(desk: Desk) -> Desk:
    """The same operator at the same file, to read only: for a file that someone else has. Ends the given desk."""
    desk.close()
    try:
        store = open_store(desk.path, registry.LEDGERS + registry.BASE, key=desk.store.key, read_only=True)
    except StoreError as error:
        raise faults.refusal(error) from error
    return Desk(store, desk.actor)


def new_desk(
    path: Path, *, office_name: str, campaign: str = "", operator: str = operators.FIRST, passphrase: str = ""
) -> Desk:
    """Make a ledger file with its first operator, holidays and campaign, encrypted when a passphrase is given.

    The desk's `recovery_code` is to be shown once. Raises Refused, and makes nothing then.
    """
    office.check_name(office_name)
    if passphrase:
        signing_in.check_new(passphrase)
    try:
        new = keys.new_keys(operator, passphrase) if passphrase and not path.exists() else None
        store = create_store(path, registry.LEDGERS + registry.BASE, new=new)
    except StoreError as error:
        raise faults.refusal(error) from error
    try:
        with store.write() as unit:
            actor = office.set_up(unit, office_name=office_name.strip(), campaign=campaign, operator=operator)
    except BaseException:
        store.close()
        for made in (path, *((keys.key_path(path), keys.spare_path(new.file.uuid)) if new else ())):
            made.unlink(missing_ok=True)
        raise
    return Desk(store, actor, recovery_code=new.code if new else "")
