"""Drawing a long ledger in a process of its own, which gets plain data and never opens the ledger file."""

from __future__ import annotations

import io
import multiprocessing
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from app.paper.ledger import draw_ledger
from app.paper.tree import Cancelled
from app.rules.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from app.paper.tree import LedgerPaper, Printed

LONG = 400
"""From so many rows on the drawing takes over half a second and goes to a process of its own."""
STOPPED = "已按您的要求停止排版，没有打印。需要时再选一次，会重新排版。"
TOLD_EVERY = 5
"""Pages between two words of progress."""


def draw(paper: LedgerPaper, progress: Callable[[int], bool] | None = None) -> tuple[bytes, Printed]:
    """The paper as a PDF, and what came out; `progress` hears pages and stops the work by returning False.

    Raises Refused then, and RuntimeError when the process of a long ledger ends without an answer.
    """
    rows = list(paper.rows)
    try:
        return (_draw_apart if len(rows) >= LONG else _draw_here)(replace(paper, rows=rows), progress)
    except Cancelled as cancelled:
        raise Refused(STOPPED, field="stopped") from cancelled


def _draw_here(paper: LedgerPaper, progress: Callable[[int], bool] | None) -> tuple[bytes, Printed]:
    out = io.BytesIO()
    printed = draw_ledger(paper, out, progress=progress)
    return out.getvalue(), printed


def _draw_apart(paper: LedgerPaper, progress: Callable[[int], bool] | None) -> tuple[bytes, Printed]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, paper), daemon=True)
    process.start()
    there.close()
    try:
        with closing(here):
            while True:
                told = here.recv()
                if not isinstance(told, int):
                    answer: tuple[bytes, Printed] = told
                    return answer
                if progress is not None and not progress(told):
                    raise Cancelled
    except EOFError as error:
        message = "the drawing process ended without an answer"
        raise RuntimeError(message) from error
    finally:
        process.kill()
        process.join()


def _work(pipe: Connection, paper: LedgerPaper) -> None:
    def tell(page: int) -> bool:
        if page % TOLD_EVERY == 0:
            pipe.send(page)
        return True

    out = io.BytesIO()
    printed = draw_ledger(paper, out, progress=tell)
    pipe.send((out.getvalue(), printed))
    pipe.close()
