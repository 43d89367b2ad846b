"""The one error a clerk ever reads: a sentence that says which record, which field, what is safe, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

BUG = (
    "程序出了一个没有料到的问题，这一步没有完成，已经保存的记录都完好。请重试；"
    "再出现时请用“帮助 → 故障报告”把它存下来，交给技术人员。"
)
"""What the clerk reads when a fault of ours stops a step."""


class Exit(IntEnum):
    """Exit codes of the command line, in the order of their gravity."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOT_ALLOWED = 3
    DAMAGED = 4


@dataclass(frozen=True, slots=True)
class Missing:
    """One check that a gate found wanting: its machine name and the sentence the clerk reads."""

    check: str
    sentence: str


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """The program will not do it; `sentence` is for the clerk, `field` the column it speaks of."""

    def __init__(
        self, sentence: str, *, field: str = "", missing: tuple[Missing, ...] = (), exit_code: Exit = Exit.REFUSED
    ) -> None:
        """Take the sentence, and what it speaks of."""
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.missing = missing
        self.exit_code = exit_code
