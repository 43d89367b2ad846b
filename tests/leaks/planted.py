"""What is planted: twenty pieces of personal data, and the day at the desk that handles every one of them.

Run as a program in a home folder of its own: `python -m tests.leaks.planted LEDGER PASSPHRASE OUT`.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.main_window import MainWindow
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

NAMES = ("欧阳倩茜", "司马相如", "诸葛子瑜", "上官婉儿", "夏侯玄微")
IDENTITIES = ("110101199003074514", "33010219850712001X", "440301197811233856", "51010719690405222X")
PHONES = ("13812345678", "15998761234", "18611223344", "17755667788")
TEXTS = ("举报村主任侵吞修渠款三万元", "家中有精神病人需要救助", "要求保密不得透露给村委会", "宅基地被邻居强占多年")
FILES = ("上访材料甲乙丙.txt", "病历复印件丁戊.txt")
SEARCHED = "筒车坏了没人修"
TOKENS = (*NAMES, *IDENTITIES, *PHONES, *TEXTS, *FILES, SEARCHED)


def main(ledger: Path, passphrase: str, out: Path) -> None:
    """The whole day, each thing also with a fault forced into it."""
    from app.services import logbook
    from app.ui import application

    logbook.set_up()
    app = application.make_application()
    from app.services.desk import new_desk
    from app.ui.main_window import MainWindow
    from app.ui.operation import Operation

    desk = new_desk(ledger, office_name="清河镇", passphrase=passphrase)
    operation = Operation(desk)
    window = MainWindow(operation)
    window.show()
    day = Day(operation, window, out, lambda: app.processEvents())
    day.saves()
    day.searches()
    day.attaches()
    day.prints()
    day.half_types()
    day.loud_libraries()
    window.close()
    operation.close()
    desk.close()


class Day:
    """The work at one window."""

    def __init__(self, operation: Operation, window: MainWindow, out: Path, turn: Callable[[], None]) -> None:
        self.operation, self.window, self.out, self.turn = operation, window, out, turn
        self.refused: list[str] = []
        self.broken: list[str] = []
        operation.broken.connect(self.broken.append)

    def wait(self) -> None:
        """Until all work is done."""
        end = time.monotonic() + 60
        while not self.operation.idle and time.monotonic() < end:
            self.turn()
            time.sleep(0.005)
        self.turn()

    def write(self, work: Callable[[UnitOfWork], object]) -> None:
        """One write through the window's own way."""
        self.operation.write(
            work,  # type: ignore[arg-type]
            owner=self.window,
            failed=lambda refusal: self.refused.append(refusal.sentence),
        )
        self.wait()

    def enter(self, index: int) -> Callable[[UnitOfWork], object]:
        """Enter a petition of a planted person."""
        from app.services import records

        values = {
            "petitioner_name": NAMES[index % 5],
            "petitioner_phone": PHONES[index % 4],
            "petitioner_id_number": IDENTITIES[index % 4],
            "content": TEXTS[index % 4],
            "title": SEARCHED,
        }
        known = {column.key for column in _petitions().columns}
        given = {key: value for key, value in values.items() if key in known}
        given[_petitions().matter] = TEXTS[index % 4]
        return lambda unit: records.add(unit, actor=self.operation.desk.actor, ledger="petitions", values=given)

    def saves(self) -> None:
        """Save five; then once with a fault in the index, in the history, and in the database itself."""
        import sqlalchemy as sa

        for index in range(5):
            self.write(self.enter(index))
        for place in ("db.search.index", "db.audit.append"):
            with mock.patch(place, side_effect=ValueError(f"{NAMES[0]} {PHONES[0]} {TEXTS[0]}")):
                self.write(self.enter(0))
        self.write(lambda unit: unit.connection.execute(sa.text("SELECT :a FROM nowhere"), {"a": IDENTITIES[1]}))
        self.write(lambda unit: unit.connection.execute(sa.text(f"SELECT '{TEXTS[2]}' FROM")))

    def searches(self) -> None:
        """Search for what is there and what is not, and once with a fault."""
        from app.services.listing import Ask

        for words in (*NAMES, SEARCHED, f'"{TEXTS[1]}'):
            ask = Ask("petitions", search=words)
            self.operation.read(lambda unit, ask=ask: unit.reading.page(ask), lambda _page: None, owner=self.window)  # type: ignore[misc]
            self.wait()
        page = self.window.ledger_page("petitions")
        page.search.setText(NAMES[1]) if hasattr(page, "search") else None
        self.wait()
        with mock.patch("db.search.hits", side_effect=RuntimeError(SEARCHED)):
            self.operation.read(
                lambda unit: unit.reading.page(Ask("petitions", search=SEARCHED)), lambda _page: None, owner=self.window
            )
            self.wait()

    def attaches(self) -> None:
        """Attach both files, and once with a fault."""
        from app.services import attachments

        for name in FILES:
            self.write(
                lambda unit, name=name: attachments.attach(  # type: ignore[misc]
                    unit, actor=self.operation.desk.actor, ledger="petitions", record_id=1, name=name, data=b"x" * 9
                )
            )
        with mock.patch("hashlib.sha256", side_effect=OSError(FILES[0])):
            self.write(
                lambda unit: attachments.attach(
                    unit, actor=self.operation.desk.actor, ledger="petitions", record_id=1, name=FILES[1], data=b"y"
                )
            )

    def prints(self) -> None:
        """Print the ledger and a form; and once with a fault whose words are the text."""
        from app.services import printing
        from app.services.listing import Ask

        desk = self.operation.desk
        for profile in ("internal", "report"):
            options = printing.PrintOptions(profile=profile)
            self.call(
                lambda o=options: printing.print_ledger(desk, out=self.out / "p.pdf", ask=Ask("petitions"), options=o)
            )  # type: ignore[misc]
        with mock.patch("app.services.printing.draw_ledger", side_effect=ValueError(TEXTS[3])):
            self.call(lambda: printing.print_ledger(desk, out=self.out / "q.pdf", ask=Ask("petitions")))

    def call(self, work: Callable[[], object]) -> None:
        """Work that is neither read nor write."""
        self.operation.call(
            work, lambda _answer: None, owner=self.window, failed=lambda refusal: self.refused.append(refusal.sentence)
        )
        self.wait()

    def half_types(self) -> None:
        """Leave a form half typed, and raise an error in the window's own code."""
        try:
            raise KeyError(NAMES[3])
        except KeyError:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        self.wait()

    def loud_libraries(self) -> None:
        """Libraries and warnings that say what they were given."""
        import warnings

        logging.getLogger("reportlab").error("cannot set %s", TEXTS[0])
        logging.getLogger("sqlalchemy").warning("parameters %r", {"id": IDENTITIES[0]})
        warnings.warn(PHONES[2], stacklevel=1)


def _petitions():  # type: ignore[no-untyped-def]  # noqa: ANN202
    from app.ledgers import registry

    return registry.find("petitions")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
