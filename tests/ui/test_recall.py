"""What a line remembers: words of earlier records, and people with what is known of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.ledgers import registry
from app.services import earlier, history
from app.services.changes import Actor
from app.ui.recall import RecallEdit
from tests import factories
from tests.ui.form_fixtures import Clerk, Key, clerk, form_operation, new_form, stored  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.form import RecordForm
    from tests.ui.form_fixtures import NewForm

# ruff: noqa: F811
PETITIONS = registry.find("petitions")
LOOKER = Actor("看看", "查看")


def recalling(form: RecordForm, key: str) -> RecallEdit:
    editor = form.fields[key].editor
    assert isinstance(editor, RecallEdit)
    editor.setFocus()
    return editor


@pytest.fixture
def one_known(desk: Desk) -> None:
    factories.add(desk, "places", "名称=石桥村")
    factories.add(
        desk, "petitions", "来访时间=2014-03-01", "信访人姓名=张德顺", "联系电话=13800001234", "住址=石桥村三组12号",
        "村(组)=石桥村", "性别=男", "反映的主要问题=路灯不亮", "问题类别=申诉求决",
    )  # fmt: skip


def test_words_of_earlier_records_are_offered_by_their_initials(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    for venue in ("镇政府会议室", "党员活动室", "镇政府会议室"):
        factories.add(desk, "learning_sessions", "日期=2014-03-01", "主题=学", f"地点={venue}")
    form = new_form("learning_sessions")
    editor = recalling(form, "venue")
    clerk.types("zzf")
    clerk.presses(Key.Key_Tab)
    clerk.qtbot.waitUntil(lambda: not editor.hasFocus())
    assert editor.text() == "镇政府会议室"
    editor.setFocus()
    editor.clear()
    clerk.presses(Key.Key_Down, held=Qt.KeyboardModifier.AltModifier)
    clerk.qtbot.waitUntil(lambda: editor.is_open)
    assert editor.offers() == ("镇政府会议室", "党员活动室")  # the newest first, each once


def test_new_words_stay_as_they_are_typed(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    factories.add(desk, "learning_sessions", "日期=2014-03-01", "主题=学", "地点=镇政府会议室")
    form = new_form("learning_sessions")
    editor = recalling(form, "venue")
    clerk.types("镇政府")
    clerk.qtbot.waitUntil(lambda: editor.is_open)
    clerk.presses(Key.Key_Return)
    assert (editor.text(), editor.hasFocus()) == ("镇政府", False)


def test_what_is_personal_is_never_learned(desk: Desk) -> None:
    learned = {column.key for column in PETITIONS.columns if earlier.may_learn(column)}
    assert not learned & {"petitioner_name", "petitioner_phone", "address", "petitioner_id_number", "upper_document_no"}
    assert desk.read(lambda unit: earlier.learned(unit, ledger=PETITIONS, key="address", typed="")) == ()


@pytest.mark.usefixtures("one_known")
def test_a_known_person_brings_what_is_known_of_them_and_that_is_history(
    new_form: NewForm, clerk: Clerk, desk: Desk
) -> None:
    form = new_form("petitions")
    heard: list[str] = []
    form.told.connect(heard.append)
    editor = recalling(form, "petitioner_name")
    clerk.types("zds")
    clerk.qtbot.waitUntil(lambda: editor.is_open)
    assert editor.offers() == ("张德顺　138****1234 石桥村",)
    clerk.presses(Key.Key_Return)
    clerk.settles()
    assert editor.text() == "张德顺"
    assert form.fields["petitioner_phone"].text() == "13800001234"
    assert form.fields["place"].text() == "石桥村"
    assert heard[-1] == "照以前登记的填了：性别、联系电话、住址、村(组)。有变化的请改。"
    focused = form.walk.current_field()
    assert focused is not None
    assert not focused.text()  # past what was filled, where the next words go
    form.fields["summary"].set_text("又不亮了")
    form.save()
    clerk.settles()
    saved = stored(desk, "petitions", 2).values
    assert (saved["address"], saved["petitioner_sex"]) == ("石桥村三组12号", "男")
    uuid = stored(desk, "petitions", 1).uuid
    looked = [line.description for line in desk.read(lambda u: history.of(u, ledger="petitions", uuid=uuid))]
    assert any("联系电话" in words for words in looked)


@pytest.mark.usefixtures("one_known")
def test_what_was_typed_already_is_not_overwritten(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("petitions")
    form.fields["petitioner_phone"].set_text("13900005678")
    recalling(form, "petitioner_name")
    clerk.types("zds")
    clerk.presses(Key.Key_Tab)
    clerk.qtbot.waitUntil(lambda: form.fields["place"].text() == "石桥村")
    assert form.fields["petitioner_phone"].text() == "13900005678"


@pytest.mark.usefixtures("one_known")
def test_nobody_is_offered_to_one_who_may_not_see_names(desk: Desk) -> None:
    column = PETITIONS.column("petitioner_name")

    def offered(actor: Actor) -> int:
        return len(desk.read(lambda u: earlier.known(u, actor=actor, ledger=PETITIONS, column=column, typed="zds")))

    assert (offered(desk.actor), offered(LOOKER)) == (1, 0)


def test_the_restricted_class_gives_no_name_away(desk: Desk) -> None:
    desk.actor = replace(desk.actor, sees_restricted=True)
    factories.add(
        desk, "petitions", "来访时间=2014-03-01", "信访人姓名=王举报", "反映的主要问题=某某", "问题类别=检举控告"
    )
    column = PETITIONS.column("petitioner_name")

    def names() -> list[str]:
        def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            with unit.seeing(restricted=False):
                return earlier.known(unit, actor=desk.actor, ledger=PETITIONS, column=column, typed="wjb")

        return [one.name for one in desk.read(work)]

    assert names() == []
    found = desk.read(lambda unit: earlier.known(unit, actor=desk.actor, ledger=PETITIONS, column=column, typed="wjb"))
    assert [one.name for one in found] == ["王举报"]
