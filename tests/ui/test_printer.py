from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from PySide6.QtPrintSupport import QPrinterInfo

from app.ui import printer
from app.ui.printer import Job, PrinterDialog

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("typed", "pages"),
    [("", ""), ("1-3,5", "1-3,5"), ("１－３，５", "1-3,5"), (" 2 、 4 - 6 ", "2,4-6"), ("三到五", None), ("1-", None)],
)
def test_pages_are_read_as_clerks_write_them(typed: str, pages: str | None) -> None:
    assert printer.read_pages(typed) == pages


@pytest.mark.parametrize(
    ("job", "numbers"),
    [
        (Job("x"), [1, 2, 3, 4, 5]),
        (Job("x", pages="4-9,2"), [2, 4, 5]),
        (Job("x", part="odd"), [1, 3, 5]),
        (Job("x", pages="2-4", part="even"), [2, 4]),
    ],
)
def test_only_the_pages_asked_for_are_printed(job: Job, numbers: list[int]) -> None:
    assert list(job.numbers(5)) == numbers


def test_the_pdf_goes_to_the_printing_system_whole_and_through_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A printing system that writes down what it was told and given."""
    fake = tmp_path / "lp"
    fake.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/told\ncat > {tmp_path}/given\n', "utf-8")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    job = Job("一楼打印机", copies=2, sides="two-sided-long-edge", pages="1-3", part="odd", paper="A3")
    assert printer.send(b"%PDF- the paper", job, "整改台账")
    assert (tmp_path / "given").read_bytes() == b"%PDF- the paper"
    assert (tmp_path / "told").read_text("utf-8").splitlines() == [
        "-d", "一楼打印机", "-t", "整改台账", "-n", "2", "-o", "sides=two-sided-long-edge", "-o", "media=A3",
        "-o", "fit-to-page", "-P", "1-3", "-o", "page-set=odd", "--", "-",
    ]  # fmt: skip


def test_a_printing_system_that_refuses_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "lp"
    fake.write_text("#!/bin/sh\ncat > /dev/null\nexit 1\n", "utf-8")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert not printer.send(b"%PDF-", Job("x"), "整改台账")


def test_the_printer_used_last_is_offered_first(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QPrinterInfo, "defaultPrinterName", lambda: "甲")
    dialog = PrinterDialog(["甲", "乙"])
    qtbot.addWidget(dialog)
    assert dialog.printer.currentText() == "甲"
    chosen: list[Job] = []
    dialog.chosen.connect(chosen.append)
    dialog.printer.setCurrentText("乙")
    dialog.copies.setValue(3)
    dialog._choose()
    assert (chosen[0].printer, chosen[0].copies, chosen[0].pages) == ("乙", 3, "")
    again = PrinterDialog(["甲", "乙"])
    qtbot.addWidget(again)
    assert again.printer.currentText() == "乙"


def test_pages_that_cannot_be_read_are_asked_again(qtbot: QtBot) -> None:
    dialog = PrinterDialog(["甲"])
    qtbot.addWidget(dialog)
    chosen: list[Job] = []
    dialog.chosen.connect(chosen.append)
    dialog.pages.setText("前三页")
    dialog._choose()
    assert chosen == []
    assert "1-3,5" in dialog.said.text()
