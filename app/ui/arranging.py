"""How the list of a page is arranged: its columns, their width and height, and the saved views of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import office, table_page
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.office import TableLayout
    from app.services.views import View
    from app.ui.ledger_page import LedgerPage


class Arranging:
    """The columns the operator has in the list of a page, kept from one sitting to the next.

    It lays out the page's table and asks the page to read; what is listed, and when, is the page's.
    """

    def __init__(self, page: LedgerPage) -> None:
        self._page = page
        self.columns: tuple[str, ...] | None = None
        """The keys shown, in order; None for those of the declaration."""
        page.table.layout_left.connect(self._keep)
        page.table.columns_wanted.connect(self.choose)

    def read(self, then: Callable[[], None]) -> None:
        """Lay the table out as it was left, then go on."""
        page = self._page
        name, operator = page.ledger.name, page.operation.desk.actor.name

        def found(layout: TableLayout) -> None:
            known = {column.key for column in page.ledger.on_screen()} | {"number", "@marks"}
            self.columns = tuple(key for key in layout.columns if key in known) or None
            self._lay_out(layout, {key: width for key, width in layout.widths.items() if key in known})
            then()

        page.operation.read(lambda unit: office.table_layout(unit, ledger=name, operator=operator), found, owner=page)

    def _lay_out(self, layout: TableLayout, widths: dict[str, int]) -> None:
        table = self._page.table
        table.widths = widths
        table.set_lines(layout.lines)
        table.frozen = layout.frozen

    def _keep(self, layout: TableLayout) -> None:
        self.columns = layout.columns
        page = self._page
        actor, name = page.operation.desk.actor, page.ledger.name
        page.operation.keep(
            lambda unit: office.keep_table_layout(unit, actor=actor, ledger=name, layout=layout), owner=page
        )

    def choose(self) -> None:
        """Let the clerk choose the columns and the height of rows."""
        from app.ui import columns_dialog
        from app.ui.column_chooser import ColumnChooser

        page = self._page
        layout = page.table.layout_now()
        dialog = ColumnChooser(page.ledger, layout.columns, layout.lines, page)
        dialog.chosen.connect(self._chosen)
        columns_dialog.lead_from(dialog, page)
        dialog.open()

    def _chosen(self, keys: tuple[str, ...], lines: int) -> None:
        table = self._page.table
        table.set_lines(lines)
        self._keep(office.TableLayout(keys, dict(table.widths), lines, table.frozen))
        self._page.refresh()

    def view_now(self, name: str, *, is_shared: bool) -> View:
        """The list as it stands, to be kept under a name."""
        from app.services.views import View

        ask = self._page.ask
        return View(name, self._page.table.layout_now(), ask.filters, ask.search, ask.sort, is_shared)

    def show_view(self, view: View) -> None:
        """Arrange and filter the list as a view has it."""
        page = self._page
        self._lay_out(view.layout, dict(view.layout.widths))
        self._keep(view.layout)
        page.show_ask(
            Ask(page.ledger.name, filters=view.filters, search=view.search, sort=view.sort, voided=page.ask.voided)
        )
        page.reload()
        page.take_focus()

    def show_usual(self) -> None:
        """The whole list in its usual order, with the columns of the declaration."""
        from app.services.views import View

        self.show_view(View("", office.TableLayout(table_page.usual_columns(self._page.ledger))))
