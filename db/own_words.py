"""Which settings of a file hold words that clerks wrote, declared once: what an erasure reaches, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db import layout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Cut = Callable[[Any], Any]
    """Answers a value of JSON without the words that go."""


@dataclass(frozen=True, slots=True)
class Written:
    """A setting, or all of a prefix, with words in it.

    Under the JSON names `machine` stand keys of the program, never words; of each list under a name of `heads` the
    first so many are such keys. `is_named`: the setting's own key ends in a name that a clerk gave.
    """

    key: str
    machine: frozenset[str] = frozenset()
    heads: Mapping[str, int] = field(default_factory=dict)
    is_named: bool = False

    def without(self, value: Any, cut: Cut) -> Any:
        """What is kept, without the words."""
        if isinstance(value, dict):
            return {key: self._of(key, one, cut) for key, one in value.items()}
        if isinstance(value, list):
            return [self.without(one, cut) if isinstance(one, (dict, list)) else cut(one) for one in value]
        return cut(value)

    def _of(self, key: str, value: Any, cut: Cut) -> Any:
        if key in self.machine:
            return value
        if key in self.heads and isinstance(value, list):
            first = self.heads[key]
            return [[*one[:first], *(cut(rest) for rest in one[first:])] for one in value]
        return self.without(value, cut)


WHO = ("by", "on", "kept_by", "kept_on")
"""Who did it and when: names of operators stay, as in the history."""
WRITTEN = (
    Written(layout.PREFIX, frozenset(("key", "kind", "order", "hidden", "widths"))),
    Written("views:", frozenset(("columns", "sort")), {"filters": 3}),
    Written("inspection:", frozenset(("ledger", "forms", "attachments", "picked", "key", "uuid", "sha256")),
            is_named=True),
    Written("fill_in:", frozenset(("sha256", "ledger", *WHO)), is_named=True),
    Written("report_words:", frozenset(WHO)),
    Written("report_skeleton:", frozenset(("dropped",))),
    Written("own_indicators", frozenset(("code", "counter", "ledger", "measure", "column", "by"))),
    Written("handover_places"),
    Written("first_page"),
    Written("closed_years", frozenset(WHO)),
    Written("incident:", frozenset(("kind", "found_on", "ledger", *WHO))),
)  # fmt: skip
UNWRITTEN = (
    "layout:", "pinned:", "carried:", "import:", "inspection_file:", "fill_in_file:", "hidden_ledgers", "learning",
    "retention_classes",
)  # fmt: skip
"""Settings that hold keys and numbers of the program, or the bytes of a file that was added whole."""
ELSE = Written("")
"""A setting that nobody declared: all that is text in it may be words."""


def of(key: str) -> Written | None:
    """How a setting holds words; None where it holds none."""
    if key.startswith(UNWRITTEN):
        return None
    return next((one for one in WRITTEN if key.startswith(one.key)), ELSE)


def renamed(key: str, cut: Cut) -> str:
    """The key of a setting without the words of the name it ends in."""
    declared = next((one for one in WRITTEN if one.is_named and key.startswith(one.key)), None)
    if declared is None:
        return key
    return f"{declared.key}{cut(key.removeprefix(declared.key))}"
