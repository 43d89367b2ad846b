"""Exports twelve columns of a ledger through the services, or writes the same cells by a bare XlsxWriter."""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from bench import data

COLUMNS = (
    "raised_on", "method", "place", "speaker_kind", "speaker", "verbatim_text", "topic", "handling_stage",
    "responsible_org", "adoption", "result",
)  # fmt: skip
"""With the number, twelve."""


def ours(out: Path, source: Path) -> int:
    """Read, write and note it in the history; the number of rows."""
    from app.services import exporting
    from app.services.desk import open_desk
    from db.ask import Ask

    with closing(open_desk(source, read_only=True)) as desk:
        options = exporting.ExportOptions(columns=COLUMNS)
        return exporting.export(desk, ask=Ask(data.LEDGER), out=out, options=options)


def bare(out: Path, source: Path) -> int:
    """The cells alone; they are made beforehand, out of nothing."""
    import xlsxwriter

    count = int(source.name.split("-")[1])
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page, day_format = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for index in range(count):
            values = data.values(index)
            page.write_string(index, 0, f"意见〔2014〕{index + 1}号")
            for place, key in enumerate(COLUMNS, start=1):
                value = values[key]
                if key == "raised_on":
                    page.write_datetime(index, place, data.day(index), day_format)
                else:
                    page.write_string(index, place, str(getattr(value, "name", value)))
    return count


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[3]) as name:
        rows = {"ours": ours, "bare": bare}[sys.argv[1]](Path(name) / "out.xlsx", Path(sys.argv[2]))
    from bench import memory

    print(json.dumps({"rows": rows, "peak": memory.peak()}))
