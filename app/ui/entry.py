"""What stands in the blank row at the foot of a record table."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.values import Value


@dataclass(slots=True)
class Entry:
    """A new record as far as it was typed into the table; `values` has the defaults beside what was typed."""

    values: dict[str, Value] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    uuid: str = field(default_factory=lambda: uuids.uuid4().hex)
    sentence: str = ""
    """Why it could not be saved."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing that was typed stands in it."""
        return not any(self.values.get(key) not in (None, "") for key in self.typed)
