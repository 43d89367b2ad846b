from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.ui.spoken import field_name
from tests.ui.form_fixtures import form_operation, new_form  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from db.declare import Ledger
    from tests.ui.form_fixtures import NewForm


@pytest.mark.parametrize("ledger", registry.LEDGERS + registry.BASE, ids=lambda ledger: ledger.name)
def test_every_ledger_has_a_form_with_at_most_twelve_fields_at_first_and_all_under_more(
    ledger: Ledger,
    new_form: NewForm,  # noqa: F811
) -> None:
    form = new_form(ledger.name)
    shown = [field for field in form.fields.values() if field.isVisible()]
    assert 0 < len(shown) <= 12
    for section in form.sections:
        section.open()
    assert {"starred", *form.fields} >= {column.key for column in ledger.columns}
    for field in form.fields.values():
        assert field.editor.accessibleName() == field_name(field.column)
    assert {grid.view.accessibleName() for grid in form.grids.values()} == {child.label for child in ledger.children}
