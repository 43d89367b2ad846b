"""A PostgreSQL server of the tests' own: Debian's package on loopback, its data in a temporary folder, then gone."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = 15
TRIES = 5
ADDRESSES = ("127.0.0.1", "127.0.0.2")
ADMINISTRATOR, PASSWORD = "county_admin", "县里的管理口令"
MISSING = (
    "PostgreSQL 15 or newer is not on this machine, and the tests of the county server need it. Run:  "
    "sh tools/system.sh test   (as root; otherwise it prints the one line to run)"
)
SETTINGS = {
    "fsync": "off",  # what a power cut would leave is no matter of these tests
    "shared_buffers": "32MB",
    "max_connections": "80",
    "ssl": "on",
    "ssl_cert_file": "server.crt",
    "ssl_key_file": "server.key",
    "password_encryption": "scram-sha-256",
    "lc_messages": "C",
    "log_min_messages": "panic",
}
DOORS = """local all all trust
hostssl all all 127.0.0.0/8 scram-sha-256
"""
"""Who may come in: the superuser by the socket in the server's own folder, everyone else by TLS and password."""


@dataclass(frozen=True)
class Running:
    """A server that runs: its folder, its port, the certificate that signed its own, and the process."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def roots(self) -> Path:
        """The certificate that a client has to trust."""
        return self.folder / "roots.crt"

    def url(self, role: str, database: str, *, password: str = "", options: str = "") -> str:
        """The address of a database on this server."""
        secret = f":{password}" if password else ""
        return f"postgresql://{role}{secret}@localhost:{self.port}/{database}?sslrootcert={self.roots}{options}"

    def superuser(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection of the superuser, by the socket."""
        return psycopg.connect(host=str(self.folder), port=self.port, dbname=database, user="postgres", autocommit=True)

    def is_at(self, address: str) -> bool:
        """Whether it is this server that answers there: a port may have been another's on one address of several."""
        with suppress(psycopg.OperationalError):
            psycopg.connect(
                host=address, port=self.port, dbname="postgres", user=ADMINISTRATOR, password=PASSWORD,
                sslmode="verify-ca", sslrootcert=str(self.roots), connect_timeout=10,
            ).close()  # fmt: skip
            return True
        return False


def programs(home: Path = Path("/usr/lib/postgresql")) -> Path:
    """The folder of the newest server's programs; fails the test where there are none."""
    found = [path for path in home.glob("*/bin") if (path / "initdb").is_file()]
    usable = [path for path in found if int(path.parent.name) >= OLDEST]
    if not usable:
        pytest.fail(MISSING)
    return max(usable, key=lambda path: int(path.parent.name))


@contextmanager
def server(**settings: str) -> Iterator[Running]:
    """A server for the block, with settings of its own; it ends with the process that began it, however that ends."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    as_whom = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:  # a server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_whom += ["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
    running: Running | None = None
    try:
        _prepare(folder, as_whom)
        running = _start(folder, as_whom, settings)
        yield running
    finally:
        if running is not None:
            running.process.send_signal(signal.SIGQUIT)  # at once, and with all that belongs to it
            running.process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(folder: Path, as_whom: list[str]) -> None:
    initdb = [*as_whom, str(programs() / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust"]
    made = subprocess.run([*initdb, "-E", "UTF8", "--locale=C", "-N"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    write_certificates(folder, "localhost")
    for name in ("server.crt", "server.key"):
        shutil.move(folder / name, folder / "data" / name)
    key = folder / "data" / "server.key"
    key.chmod(0o600)
    if os.geteuid() == 0:
        shutil.chown(key, "postgres", "postgres")
    (folder / "data" / "pg_hba.conf").write_text(DOORS, "utf-8")


def _start(folder: Path, as_whom: list[str], own: dict[str, str]) -> Running:
    """The server on a port that was free a moment ago; on another one when somebody has taken that since."""
    for _ in range(TRIES):
        running = _begun(folder, as_whom, own, free_port())
        if _has_begun(running) and all(map(running.is_at, ADDRESSES)):
            return running
        running.process.send_signal(signal.SIGQUIT)
        running.process.wait(30)
    pytest.fail("the server did not start: " + (folder / "log").read_text("utf-8"))


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _begun(folder: Path, as_whom: list[str], own: dict[str, str], port: int) -> Running:
    settings = {
        **SETTINGS,
        **own,
        "port": str(port),
        "listen_addresses": ",".join(ADDRESSES),
        "unix_socket_directories": str(folder),
    }
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [*as_whom, str(programs() / "postgres"), "-D", str(folder / "data"), *words]
    with (folder / "log").open("wb") as log:
        return Running(folder, port, subprocess.Popen(command, stdout=log, stderr=log))


def _has_begun(running: Running) -> bool:
    """Wait until the superuser is let in, and make the administrator; False when it ended instead."""
    for _ in range(300):
        if running.process.poll() is not None:
            return False
        with suppress(psycopg.OperationalError), running.superuser() as connection:
            connection.execute(f"DROP ROLE IF EXISTS {ADMINISTRATOR}")
            connection.execute(f"CREATE ROLE {ADMINISTRATOR} LOGIN CREATEDB CREATEROLE PASSWORD '{PASSWORD}'")
            return True
        time.sleep(0.1)
    return False


def write_certificates(folder: Path, name: str) -> None:
    """An authority, and a certificate that it signed for a server of that name."""
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("roots", authority, "roots", authority, is_authority=True)
    signed = _certificate(name, own, "roots", authority, is_authority=False)
    (folder / "roots.crt").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (folder / "server.crt").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    for file in ("roots.crt", "server.crt"):
        (folder / file).chmod(0o644)


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, by: str, signer: ec.EllipticCurvePrivateKey, *, is_authority: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        issuer_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]),
        subject_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + timedelta(days=30),
    )
    made = made.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    if not is_authority:
        names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))])
        made = made.add_extension(names, critical=False)
    return made.sign(signer, hashes.SHA256())
