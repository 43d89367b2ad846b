"""Where a county's server is and who signs in: `postgresql://ROLE@HOST/DATABASE`, read before it is asked anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from db.errors import Fault, StoreError

PORT = 5432
STRONG = "verify-full"
"""The server shows a certificate for its own name, signed by one we trust."""
HERE = frozenset(("localhost", "127.0.0.1", "::1"))
OPTIONS = frozenset(("sslmode", "sslrootcert", "office"))
"""What may stand behind the question mark."""


@dataclass(frozen=True, slots=True)
class Address:
    """A server, the database on it, the role that signs in, and how the line to it is kept safe."""

    host: str
    port: int
    database: str
    role: str
    password: str = field(default="", repr=False)
    sslmode: str = STRONG
    sslrootcert: str = ""
    office: str = ""
    """Which office one who reads for the county looks at; empty for a township's own role."""

    @property
    def words(self) -> str:
        """The server for a sentence, without who signs in."""
        return f"{self.host}/{self.database}"

    @property
    def host_and_port(self) -> str:
        """The server as a clerk writes it: its port only where it is not the usual one."""
        return self.host if self.port == PORT else f"{self.host}:{self.port}"

    @property
    def text(self) -> str:
        """The address as it is written, without its password."""
        options = {"host": self.host} if self.is_socket else {}
        if self.sslmode != STRONG:
            options["sslmode"] = self.sslmode
        if self.sslrootcert:
            options["sslrootcert"] = self.sslrootcert
        if self.office:
            options["office"] = self.office
        host = "" if self.is_socket else f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORT else f":{self.port}"
        query = f"?{urlencode(options)}" if options else ""
        return f"postgresql://{quote(self.role, safe='')}@{host}{port}/{quote(self.database, safe='')}{query}"

    @property
    def is_socket(self) -> bool:
        """Whether the server is reached by a socket of this computer."""
        return self.host.startswith("/")


def host_and_port(text: str) -> tuple[str, int]:
    """A server as a clerk writes it, its port behind a colon of either width or none; raises StoreError ADDRESS."""
    host, colon, port = text.strip().replace("：", ":").partition(":")
    if text.count(":") > 1:  # a bare address of the sixth kind
        return text.strip(), PORT
    if not host or (colon and not (port.isascii() and port.isdecimal())):
        raise StoreError(Fault.ADDRESS, "")
    return host, int(port) if colon else PORT


def read(text: str, *, password: str = "") -> Address:
    """The server that a text names; `password` serves where the text has none.

    Raises StoreError ADDRESS for one that is not whole, and UNSAFE for one that would let others on the line listen:
    less than verify-full is for this very computer.
    """
    try:
        parts = urlsplit(text)
        port = parts.port or PORT
    except ValueError as error:
        raise StoreError(Fault.ADDRESS, "") from error
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or parts.hostname or ""
    database, role = unquote(parts.path.strip("/")), unquote(parts.username or "")
    # Of several servers the driver takes the one that answers: what holds for the first need not hold for that.
    if not (host and database and role) or "," in host or not set(options) <= OPTIONS:
        raise StoreError(Fault.ADDRESS, host)
    found = Address(
        host, port, database, role, unquote(parts.password or "") or password, options.get("sslmode", STRONG),
        options.get("sslrootcert", ""), options.get("office", ""),
    )  # fmt: skip
    if found.sslmode != STRONG and host not in HERE and not found.is_socket:
        raise StoreError(Fault.UNSAFE, host)
    return found


def trusted_roots(address: Address) -> str:
    """The file of the certificates that may sign the server's: the one named, the user's own, else the system's."""
    own = Path.home() / ".postgresql" / "root.crt"
    return address.sslrootcert or (str(own) if own.is_file() else "system")
