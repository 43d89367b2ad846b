"""What the sample township is made of: the files of `resources/sample`, read as rows of ledgers."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.rules import dates

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "sample"
TODAY = date(2014, 3, 31)
"""The sample's own 今天: the end of the campaign's first stage."""
KEY = "键"
"""The head of the column by which other files name a row; no ledger has it."""

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a clerk would type it: label → text, and child label → rows of label → text."""

    ledger: str
    texts: Texts
    children: dict[str, list[Texts]] = field(default_factory=dict)
    key: str = ""

    def text(self, label: str) -> str:
        """What is typed under a label, empty when nothing is."""
        return self.texts.get(label, "")


def day_of(text: str) -> date:
    """The day written in a data file; raises Refused for anything else."""
    return dates.read_date(text, today=TODAY)


def table(name: str) -> list[Texts]:
    """The lines of a CSV file, each as head → text, without the empty cells."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [{head: text for head, text in line.items() if text} for line in csv.DictReader(stream)]


def document(name: str) -> Any:  # noqa: ANN401 - JSON
    """What a JSON file holds."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def rows(ledger: str) -> Iterator[Row]:
    """The rows of a ledger's own file; in JSON files a list under a label is the rows of a child."""
    if (FOLDER / f"{ledger}.csv").exists():
        for line in table(ledger):
            yield Row(ledger, {head: text for head, text in line.items() if head != KEY}, key=line.get(KEY, ""))
        return
    for line in document(ledger):
        texts = {head: text for head, text in line.items() if isinstance(text, str) and head != KEY}
        children = {head: found for head, found in line.items() if isinstance(found, list)}
        yield Row(ledger, texts, children, line.get(KEY, ""))
