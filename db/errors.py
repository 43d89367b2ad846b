"""What can be wrong with a ledger file: the environment's faults, told apart from bugs of ours."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """The kinds of fault a store reports; the services put each into a sentence."""

    MISSING = "missing"
    EXISTS = "exists"
    FOREIGN = "foreign"
    DAMAGED = "damaged"
    NEWER = "newer"
    OLDER = "older"
    READ_ONLY = "read_only"
    LOCKED = "locked"
    FULL = "full"
    NO_FOLDER = "no_folder"
    LONG_NAME = "long_name"
    STALE = "stale"
    NOT_FOUND = "not_found"
    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105
    PASSPHRASE_NEEDED = "passphrase_needed"  # noqa: S105
    TOO_SOON = "too_soon"
    KEY_LOST = "key_lost"
    KEY_DAMAGED = "key_damaged"
    NOT_ENCRYPTED = "not_encrypted"
    REPLACED = "replaced"
    LINKED = "linked"
    NETWORK = "network"
    OPENED_TO_READ = "opened_to_read"
    ADDRESS = "address"
    UNSAFE = "unsafe"
    SERVER_GONE = "server_gone"
    SERVER_REFUSED = "server_refused"
    CERTIFICATE = "certificate"
    NO_RIGHTS = "no_rights"
    NOT_FOUNDED = "not_founded"
    UNCERTAIN = "uncertain"
    FILE_ONLY = "file_only"
    SERVER_OLDER = "server_older"
    TOO_FEW_LOCKS = "too_few_locks"
    FOR_THE_COUNTY = "for_the_county"
    MOVED = "moved"
    NO_SUCH_OFFICE = "no_such_office"


class StoreError(Exception):
    """A known fault; `detail` never holds personal data (a file name, a version, a holder's name)."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        """Take the fault and what it is about."""
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail
