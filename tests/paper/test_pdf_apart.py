"""Somebody's PDF is read by a process of its own: it may hang, die or fill its memory, and nothing else does."""

from __future__ import annotations

import os
import resource
import time

import pytest

from app.apart import Apart, Fate, NoAnswer
from app.paper import pdf_pages
from app.paper.pdf_pages import Room, Unreadable
from app.paper.tree import Cancelled
from tests.paper import hostile_pdf
from tests.paper.pages import poppler
from tests.paper.test_pdf_pages import framed, made


@pytest.mark.parametrize("rotate", [0, 90])
def test_what_was_read_apart_is_bound_in_as_it_stands(rotate: int) -> None:
    with pdf_pages.reader() as apart:
        source = pdf_pages.read_apart(apart, made("one", "two", rotate=rotate))
        again = pdf_pages.read_apart(apart, made("three"))
    assert [source.size(place) for place in range(2)] == [(400, 300) if rotate else (300, 400)] * 2
    assert poppler("pdftotext", framed(source, Room(0, 0, 600, 800))).split() == ["one", "two"]
    assert poppler("pdftotext", framed(again, Room(0, 0, 600, 800))).split() == ["three"]


@pytest.mark.parametrize(
    ("hostile", "said"),
    [
        (hostile_pdf.circular, "文件已损坏，打不开|文件里没有页|文件太复杂"),
        (hostile_pdf.huge, "文件展开后太大"),
        (hostile_pdf.one_huge_stream, "文件展开后太大"),
    ],
)
def test_a_hostile_file_is_named_and_takes_nothing_of_the_program(
    hostile: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_pages, "SECONDS", 20.0)
    data = hostile()  # type: ignore[operator]
    assert len(data) < 5 << 20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pdf_pages.reader() as apart:
        with pytest.raises(Unreadable, match=said):
            pdf_pages.read_apart(apart, data)
        assert len(pdf_pages.read_apart(apart, made("next")).pages) == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10


def test_a_file_that_does_not_answer_in_time_is_named_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "SECONDS", 4.0)
    data, start = hostile_pdf.slow(), time.monotonic()
    with pdf_pages.reader() as apart:
        with pytest.raises(Unreadable, match="文件太复杂，半分钟没有读完"):
            pdf_pages.read_apart(apart, data)
        assert time.monotonic() - start < 60  # not the minutes that the file takes
        apart._seconds = 60.0  # a busy machine takes long to begin a process
        assert len(pdf_pages.read_apart(apart, made("next")).pages) == 1


def test_the_clerk_stops_the_reading_of_a_file() -> None:
    with pdf_pages.reader() as apart, pytest.raises(Cancelled):
        pdf_pages.read_apart(apart, hostile_pdf.slow(), go_on=lambda: False)


def die() -> None:
    """End the process that runs this."""
    os._exit(3)


def fill() -> int:
    """Ask for more memory than the process may have."""
    return len(bytearray(2 << 30))


def wait() -> None:
    """Use no processor and never answer."""
    time.sleep(60)


@pytest.mark.parametrize(
    ("work", "fate", "seconds"), [(die, Fate.DIED, 60.0), (fill, Fate.MEMORY, 60.0), (wait, Fate.TOO_SLOW, 3.0)]
)
def test_work_that_ends_badly_is_told_and_leaves_no_process(work: object, fate: Fate, seconds: float) -> None:
    with Apart(seconds=seconds) as apart:
        with pytest.raises(NoAnswer) as none:
            apart.ask(work)  # type: ignore[arg-type]
        assert none.value.fate is fate
        apart._seconds = 60.0  # a busy machine takes long to begin a process
        child = apart.ask(os.getpid)
        assert child != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
