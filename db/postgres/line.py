"""A line for saving: what nobody waits for travels with the next question, so that a save goes there and back less.

A save holds its office while it lasts, and most of its time is the way there and back. What is inserted without asking
for anything back waits, and goes ahead of the next statement that is answered, or of the end, in one message.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Self

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import sqlalchemy as sa

LONGEST = 65_536
"""Characters that may wait: what is longer is on its way while more is made ready."""
MOST = 8
"""So many questions are foreseen: those asked last."""
_SENT = ("INSERT INTO ", "UPDATE numbers SET ")
_ASKS = " RETURNING "


def _waits(text: str) -> bool:
    return text.startswith(_SENT) and _ASKS not in text


class Cursor(psycopg.ClientCursor[Any]):
    """Sends what waits ahead of what is asked."""

    connection: Line

    def execute(self, query: Any, params: Any = None, **more: Any) -> Self:
        """Let a statement wait, or send it with those that do and read its own answer."""
        line = self.connection
        text = query if isinstance(query, str) else ""
        line.has_written = line.has_written or not text.lstrip().startswith("SELECT")
        if _waits(text):
            line.wait_with(self.mogrify(query, params))
            return self
        ahead = line.taken()
        if not ahead:
            return super().execute(query, params, **more)
        super().execute(";\n".join((*ahead, self.mogrify(query, params))), **more)
        while self.nextset():
            pass
        return self

    def executemany(self, query: Any, params_seq: Iterable[Any], *, returning: bool = False) -> None:
        """Let the rows wait, or send them."""
        rows = list(params_seq)
        self.connection.has_written = True
        if returning or not isinstance(query, str) or not _waits(query):
            self.connection.send_waiting()
            super().executemany(query, rows, returning=returning)
            return
        for row in rows:
            self.connection.wait_with(self.mogrify(query, row))


class Line(psycopg.Connection[Any]):
    """A connection whose cursors let statements wait."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Begin with nothing that waits."""
        super().__init__(*given, **named)
        self._waiting: list[str] = []
        self._length = 0
        self.has_written = False
        """Whether the transaction may have changed anything by now."""

    def wait_with(self, statement: str) -> None:
        """Keep a statement for the next message; send what waits when it is long."""
        self._waiting.append(statement)
        self._length += len(statement)
        if self._length > LONGEST:
            self.send_waiting()

    def taken(self) -> list[str]:
        """What waits, which does so no longer."""
        waiting, self._waiting, self._length = self._waiting, [], 0
        return waiting

    def send_waiting(self, *more: str) -> None:
        """Send what waits, and more behind it."""
        statements = (*self.taken(), *more)
        if statements:
            psycopg.ClientCursor(self).execute(";\n".join(statements))

    def commit(self) -> None:
        """End the transaction in the message in which the last of it goes."""
        if self._waiting:
            try:
                self.send_waiting("COMMIT")
            except psycopg.Error:
                if not self.closed:  # a server that says no to an end has ended it; what went ahead has not
                    super().rollback()
                raise
        super().commit()
        self.has_written = False

    def rollback(self) -> None:
        """Take everything back; what waits is not sent."""
        self.taken()
        super().rollback()
        self.has_written = False


class Foreseen:
    """The questions that saves asked before they wrote anything: the next save has them answered with its turn."""

    def __init__(self) -> None:
        """Begin without any."""
        self.questions: OrderedDict[str, None] = OrderedDict()
        self._answers: dict[str, tuple[Any, ...] | None] = {}

    def take(self, cursor: psycopg.Cursor[Any]) -> None:
        """Read the answers, which stand behind the one that the cursor is at."""
        self._answers = {}
        for question in self.questions:
            cursor.nextset()
            self._answers[question] = cursor.fetchone()

    def row(self, connection: sa.Connection, query: sa.Executable, given: Mapping[str, object]) -> Sequence[Any] | None:
        """The row of a question: as it came with the turn while nothing was written since, else asked now."""
        asked: Any = query
        made = asked.compile(dialect=connection.dialect)
        line: Any = connection.connection.driver_connection
        values = made.construct_params(dict(given))
        question = line.cursor().mogrify(str(made), [values[name] for name in made.positiontup])
        known, is_new = self._answers.pop(question, None), question not in self.questions
        self.questions[question] = None
        self.questions.move_to_end(question)
        if len(self.questions) > MOST:
            self.questions.popitem(last=False)
        if known is not None and not is_new and not line.has_written:
            return known
        return connection.execute(query, dict(given)).first()
