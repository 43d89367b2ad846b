"""What may be hidden, held against what gates and clocks really look at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.ledgers import registry
from app.rules import own_columns
from app.rules.clocks import CLOCKS
from app.rules.flows import TRIGGERS
from db.declare import ChangedBy

SERVICES = Path(__file__).resolve().parents[2] / "app" / "services"
READ = re.compile(r"\b(?:s|request|asked)\.(?:text|day|money)\(\"(\w+)\"\)")
GATES = {
    "_opinion": "opinions", "_demand": "demands", "_project": "projects", "_debt": "debts",
    "_backlog": "backlog_cases", "_welfare": "welfare_cases",
}  # fmt: skip


def hideable(ledger: str, keys: set[str]) -> set[str]:
    """Those of the keys that are fields of the form and that an office could hide."""
    declared = registry.shipped(ledger)
    columns = [column for column in declared.columns if column.key in keys and column.changed_by is ChangedBy.FORM]
    return {column.key for column in columns if not own_columns.why_shown(declared, column)}


def looked_at() -> dict[str, set[str]]:
    """The columns that the code of the gates reads, by ledger."""
    found = {
        "rectifications": set(READ.findall((SERVICES / "rectifying.py").read_text("utf-8"))),
        "petitions": set(READ.findall((SERVICES / "petitioning.py").read_text("utf-8"))),
    }
    functions = re.split(r"\ndef ", (SERVICES / "gatekeeping.py").read_text("utf-8"))
    for function in functions:
        name = function.partition("(")[0]
        if name in GATES:
            found[GATES[name]] = set(READ.findall(function))
    return found


def test_the_code_of_every_gate_is_read() -> None:
    found = looked_at()
    assert found.keys() == own_columns.ASKED.keys()
    assert all(len(keys) > 2 for keys in found.values())


@pytest.mark.parametrize("ledger", sorted(own_columns.ASKED))
def test_what_a_gate_looks_at_is_never_hidden(ledger: str) -> None:
    assert hideable(ledger, looked_at()[ledger]) == set()
    triggers = {trigger.column for trigger in TRIGGERS.get(ledger, ())}
    assert hideable(ledger, triggers) == set()


def test_what_a_clock_begins_with_is_never_hidden() -> None:
    starts = {clock.from_field for clock in CLOCKS.values() if clock.from_field}
    assert hideable("petitions", starts) == set()
    assert hideable("rectifications", starts) == set()


@pytest.mark.parametrize("ledger", registry.LEDGERS + registry.BASE, ids=lambda ledger: ledger.name)
def test_every_column_named_there_exists_and_much_may_still_be_hidden(ledger) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    for key in own_columns.ASKED.get(ledger.name, ()):
        ledger.column(key)
    assert not own_columns.why_shown(ledger, ledger.column("remark"))
