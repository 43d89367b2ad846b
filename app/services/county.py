"""A county's server: the same ledgers for many offices, each signed in by its own name there."""

from __future__ import annotations

import uuid as uuids
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.services import faults, office, operators, others
from app.services.desk import Desk
from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.opened import Opened
    from db.postgres.address import Address

LEDGERS = registry.LEDGERS + registry.BASE
WANTED = {"host": "服务器", "database": "库名", "role": "登录名"}
"""What an address cannot do without, with the words of its fields."""
NOTHING_YET = "这个单位在服务器上还没有建台账，没有可看的内容。"
NOT_SET_UP = (
    "这个单位在服务器上还没有建台账，没有改动任何内容。请在“打开县级服务器”里登录，一步一步建好，或把本机的台账搬去。"
)
SET_UP_ALREADY = "这个单位在服务器上已经有台账，没有改动它。请直接打开。"
RESERVED = ("public", "none")
"""Names that a server keeps for itself, besides all that begin with pg_."""
DRIVER_MISSING = "本机的程序缺少连接服务器的部件，没有连接。请重新安装民情台账。"


@dataclass(frozen=True, slots=True)
class Server:
    """Where an office's ledgers stand at a server, in the parts that a clerk fills in; `host` with its port, if it has
    one of its own, `certificate` the file that vouches for the server, `office` for one who reads for the county.
    """

    host: str = ""
    database: str = ""
    role: str = ""
    certificate: str = ""
    office: str = ""

    @property
    def text(self) -> str:
        """The address; raises Refused for what is wanting, naming the field."""
        for key, label in WANTED.items():
            if not getattr(self, key):
                sentence = f"还没有填「{label}」，没有连接。不清楚时请问县里的管理员。"
                raise Refused(sentence, field=key)
        from db.postgres.address import Address, host_and_port

        with sentences():
            host, port = host_and_port(self.host)
        return Address(
            host, port, self.database, self.role, sslrootcert=self.certificate, office=self.office
        ).text  # fmt: skip


def server_of(text: str) -> Server:
    """An address in its parts, without its password; raises Refused for one that is not whole."""
    with sentences():
        found = address_of(text, "")
    return Server(found.host_and_port, found.database, found.role, found.sslrootcert, found.office)


def without_password(text: str) -> tuple[str, str]:
    """An address as it may be shown and kept, and the password that stood in it; raises Refused."""
    with sentences():
        found = address_of(text, "")
    return found.text, found.password


def connect(text: str, *, password: str = "", read_only: bool = False) -> Opened:
    """An office's ledgers at a server before anybody sits down at them; the address says who signs in there.

    Raises Refused: the server gone, its certificate wrong, a sign-in refused, a role of no office, another schema.
    """
    with sentences():
        from db.postgres import store  # late: a file never pays for the driver

        return store.open_server(address_of(text, password), LEDGERS, read_only=read_only)


def for_the_county(opened: Opened, *, office: str = "") -> tuple[str, str]:
    """The address of the whole county, or of another of its offices, for who reads for it and has an office open, and
    the password he signed in by; raises Refused for anybody else.
    """
    from db.postgres.store import ServerStore

    if not isinstance(opened, ServerStore) or not opened.reads_for_county:
        raise faults.refusal(StoreError(Fault.NO_RIGHTS, opened.place_name))
    address = replace(opened.address, office=office)
    return address.text, address.password


def operators_at(opened: Opened) -> tuple[str, ...]:
    """Who may sit down at the ledgers, the first operator first; none where the office was not set up yet.

    Raises Refused.
    """
    with sentences(), opened.read() as unit:
        return operators.names(unit)


def sit_down(opened: Opened, *, user: str = "") -> Desk:
    """The desk of an operator at ledgers that are connected.

    Raises Refused, and closes them, for an unknown one and for an office that was not set up yet.
    """
    try:
        with sentences(), opened.read() as unit:
            if not operators.names(unit):
                raise Refused(NOTHING_YET if opened.read_only else NOT_SET_UP)
            actor, doubts = operators.find(unit, name=user), operators.doubts(unit)
            head = others.head(unit)
    except BaseException:
        opened.close()
        raise
    desk = Desk(opened, actor)
    desk.doubts = doubts
    desk.head = head
    return desk


def open_desk(text: str, *, user: str = "", password: str = "", read_only: bool = False) -> Desk:
    """Open an office's ledgers at a server for an operator; raises Refused as `connect` and `sit_down` do."""
    return sit_down(connect(text, password=password, read_only=read_only), user=user)


def new_desk(
    text: str, *, office_name: str, campaign: str = "", operator: str = operators.FIRST, password: str = ""
) -> Desk:
    """Set an office's ledgers up at a server: its first operator, holidays and campaign; raises Refused.

    The administrator has entered the office and its sign-in before.
    """
    opened = connect(text, password=password)
    try:
        return set_up(opened, office_name=office_name, campaign=campaign, operator=operator)
    except BaseException:
        opened.close()
        raise


def set_up(opened: Opened, *, office_name: str, campaign: str = "", operator: str = operators.FIRST) -> Desk:
    """The same for ledgers that are connected; they stay so where it is refused, and then nothing was written."""
    from db.opened import FILE_UUID

    office.check_name(office_name)
    with sentences(), opened.write() as unit:
        if operators.everyone(unit, retired=True) or operators.everyone(unit):
            raise Refused(SET_UP_ALREADY)
        uuid = uuids.uuid4().hex
        unit.put_setting(FILE_UUID, uuid)
        actor = office.set_up(unit, office_name=office_name.strip(), campaign=campaign, operator=operator)
    opened.uuid = uuid
    return Desk(opened, actor)


def found(text: str, *, password: str = "", partitions: int = 0) -> None:
    """Make the tables of a county in an empty database, or bring them to this program's schema; for its administrator.

    `partitions` is into how many parts each table is split by office, 0 for not at all. Raises Refused.
    """
    if partitions < 0:
        sentence = f"「{partitions}」不能作份数，什么也没有建。按单位分成几份请写正整数，不分写 0。"
        raise Refused(sentence, field="partitions", exit_code=Exit.USAGE)
    with sentences():
        from db.postgres import founding

        founding.found(address_of(text, password), partitions=partitions)


def add_office(text: str, *, name: str, role: str, role_password: str, password: str = "") -> None:
    """Enter an office with the name it signs in by; for the administrator. Raises Refused."""
    _check_role(role)
    with sentences("「{name}」或登录名「{role}」已经登记过，没有重复登记。", name=name, role=role):
        from db.postgres import founding

        founding.add_office(address_of(text, password), name=name, role=role, password=role_password)


def add_reader(text: str, *, role: str, role_password: str, password: str = "") -> None:
    """Enter a sign-in that reads all offices and writes none; for the administrator. Raises Refused."""
    _check_role(role)
    with sentences("登录名「{role}」已经登记过，没有重复登记。", role=role):
        from db.postgres import founding

        founding.add_reader(address_of(text, password), role=role, password=role_password)


def _check_role(role: str) -> None:
    if role.startswith("pg_") or role in RESERVED:
        sentence = f"登录名「{role}」是服务器自己留用的，没有登记。请换一个，如单位名称的拼音。"
        raise Refused(sentence, field="role", exit_code=Exit.USAGE)


def address_of(text: str, password: str) -> Address:
    """The server that a text names; raises StoreError."""
    from db.postgres import address

    return address.read(text, password=password)


@contextmanager
def sentences(taken: str = "", **names: str) -> Iterator[None]:
    """Say what a server's faults are in sentences; `taken` for what is there already."""
    try:
        yield
    except StoreError as error:
        if error.fault is Fault.EXISTS and taken:
            raise Refused(taken.format(**names)) from error
        raise faults.refusal(error) from error
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "psycopg":
            raise
        raise Refused(DRIVER_MISSING) from error
