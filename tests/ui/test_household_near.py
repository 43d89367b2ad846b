"""A household that was typed before its village is looked up in the village that is chosen afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.services import registers
from app.ui.picker import PickerEdit
from db.values import Reference
from tests import factories
from tests.ui.form_fixtures import Key, clerk, form_operation, new_form, stored  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.form import RecordForm
    from tests.ui.form_fixtures import Clerk, NewForm

# ruff: noqa: F811


@pytest.fixture
def homes(desk: Desk) -> dict[str, int]:
    """钱二 lives in 郑庄 alone, a 赵广田 in each village."""
    for name in ("清一", "郑庄"):
        factories.add(desk, "places", f"名称={name}")
    heads = (("清一", "赵广田"), ("郑庄", "赵广田"), ("郑庄", "钱二"))
    return {f"{head}@{place}": factories.add(desk, "households", f"村={place}", f"户主={head}").ids[0]
            for place, head in heads}  # fmt: skip


def types(form: RecordForm, clerk: Clerk, key: str, text: str, *, leaves: bool = True) -> PickerEdit:
    editor = form.fields[key].editor
    assert isinstance(editor, PickerEdit)
    editor.setFocus()
    editor.selectAll()
    clerk.types(text)
    if leaves:
        clerk.presses(Key.Key_Return)
    clerk.settles()
    return editor


def said(form: RecordForm) -> str:
    sentence = form.fields["household"]._sentence
    return sentence.text() if sentence.isVisible() else ""


def test_the_village_that_is_chosen_afterwards_says_which_household(
    new_form: NewForm, clerk: Clerk, desk: Desk, homes: dict[str, int]
) -> None:
    form = new_form("visits")
    household = types(form, clerk, "household", "赵广田")
    assert household.is_unregistered
    assert said(form) == "有2户叫赵广田，请填村，或在列表里选是哪一户。"
    for place in ("清一", "郑庄"):
        types(form, clerk, "place", place)
        assert household.reference() == Reference("赵广田", homes[f"赵广田@{place}"])
        assert said(form) == ""
    form.fields["text"].set_text("问冬天取暖")
    form.save()
    clerk.settles()
    assert stored(desk, "visits").values["household"] == Reference("赵广田", homes["赵广田@郑庄"])


def test_a_household_found_without_the_village_is_none_of_another(
    new_form: NewForm, clerk: Clerk, desk: Desk, homes: dict[str, int]
) -> None:
    form = new_form("visits")
    household = types(form, clerk, "household", "钱二")
    assert household.reference() == Reference("钱二", homes["钱二@郑庄"])
    types(form, clerk, "place", "清一")
    assert household.is_unregistered
    assert said(form) == "清一没有登记钱二这一户，郑庄有。请核对村和户。"
    types(form, clerk, "place", "郑庄")
    assert (household.reference(), said(form)) == (Reference("钱二", homes["钱二@郑庄"]), "")


def test_a_save_before_the_village_was_left_takes_it_too(
    new_form: NewForm, clerk: Clerk, desk: Desk, homes: dict[str, int]
) -> None:
    form = new_form("visits")
    types(form, clerk, "household", "钱二")
    form.fields["text"].set_text("问冬天取暖")
    types(form, clerk, "place", "清一", leaves=False)
    form.save()
    clerk.settles()
    assert stored(desk, "visits").values["household"] == Reference("钱二")


def test_a_household_that_was_picked_stays_and_is_told_to_lie_elsewhere(
    new_form: NewForm, clerk: Clerk, homes: dict[str, int]
) -> None:
    picked = Reference("赵广田", homes["赵广田@清一"])
    form = new_form("visits", values={"household": picked})
    types(form, clerk, "place", "郑庄")
    household = form.fields["household"].editor
    assert isinstance(household, PickerEdit)
    assert household.reference() == picked
    assert said(form) == "赵广田登记在清一，不在郑庄。请核对村和户。"
    types(form, clerk, "place", "清一")
    assert said(form) == ""


def test_of_several_in_one_village_one_is_to_be_picked(desk: Desk, homes: dict[str, int]) -> None:
    factories.add(desk, "households", "村=清一", "户主=赵广田")
    near, household = Reference("清一"), Reference("赵广田")
    found = desk.read(lambda unit: registers.household_near(unit, household=household, near=near))
    assert found == (household, "清一有2户叫赵广田，请在列表里选是哪一户。")
    assert desk.read(lambda unit: registers.household_near(unit, household=Reference("无此户"), near=near))[1] == ""
