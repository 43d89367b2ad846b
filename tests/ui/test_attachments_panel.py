from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog

from app.services import attachments
from app.ui import dialogs, picture
from tests import factories
from tests.ui.form_fixtures import clerk, form_operation, new_form  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from app.services.attachments import Attachment
    from app.services.desk import Desk
    from app.ui.form import RecordForm
    from tests.ui.form_fixtures import Clerk, NewForm

# ruff: noqa: F811
_TAKEN = 306


def photo(width: int = 80, height: int = 40, taken: str = "") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), (40, 120, 40))
    exif = image.getexif()
    if taken:
        exif[_TAKEN] = taken
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def opened(new_form: NewForm, desk: Desk) -> RecordForm:
    form = new_form("rectifications", factories.add(desk, "rectifications").ids[0])
    form.tabs.setCurrentWidget(form.attachments)
    return form


def files(desk: Desk) -> tuple[Attachment, ...]:
    return desk.read(lambda unit: attachments.of(unit, ledger="rectifications", record_id=1))


def test_many_files_are_added_with_the_day_the_camera_wrote(
    new_form: NewForm, clerk: Clerk, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = opened(new_form, desk)
    one, other, empty = tmp_path / "施工前.jpg", tmp_path / "协议.txt", tmp_path / "空.txt"
    one.write_bytes(photo(taken="2014:03:09 10:00:00"))
    other.write_text("协议", "utf-8")
    empty.touch()
    monkeypatch.setattr(dialogs, "pick_files", lambda *_args: [str(one), str(other), str(empty)])
    told: list[str] = []
    form.told.connect(told.append)
    form.attachments.choose()
    clerk.settles()
    found = files(desk)
    assert [(file.name, file.kind, file.taken_on) for file in found] == [
        ("施工前.jpg", "photo", date(2014, 3, 9)),
        ("协议.txt", "evidence", None),
    ]
    assert "空.txt" in told[0]
    assert not form.attachments.list.item(0).icon().isNull()


def test_a_pasted_picture_is_attached(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = opened(new_form, desk)
    mime = QMimeData()
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    mime.setImageData(image)
    form.attachments.take(mime)
    clerk.settles()
    assert [(file.name, file.kind) for file in files(desk)] == [("粘贴的图片.png", "photo")]


def test_what_stands_beside_a_file_is_saved_with_the_record(
    new_form: NewForm, clerk: Clerk, desk: Desk, tmp_path: Path
) -> None:
    form = opened(new_form, desk)
    path = tmp_path / "a.jpg"
    path.write_bytes(photo())
    form.attachments.add_files([path])
    clerk.settles()
    assert not form.is_dirty()
    for key, text in {"caption": "村西路灯", "mark": "整改前", "happened_on": "2014-3-5", "page": "12"}.items():
        form.attachments.fields[key].set_text(text)
    assert form.is_dirty()
    form.save()
    clerk.settles()
    file = files(desk)[0]
    assert (file.caption, file.mark, file.happened_on, file.page) == ("村西路灯", "整改前", date(2014, 3, 5), "12")
    assert not form.is_dirty()


def test_a_picture_is_turned_shown_and_removed(
    new_form: NewForm, clerk: Clerk, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = opened(new_form, desk)
    path = tmp_path / "a.jpg"
    path.write_bytes(photo())
    form.attachments.add_files([path])
    clerk.settles()
    form.attachments.rotate()
    clerk.settles()
    assert files(desk)[0].rotation == 90
    form.attachments.open_file()
    clerk.settles()
    shown = form.attachments.findChild(QDialog)
    assert isinstance(shown, picture.PictureDialog)
    shown.close()
    monkeypatch.setattr(dialogs, "confirm", lambda *_args, **_options: True)
    form.attachments.remove()
    clerk.settles()
    assert files(desk) == ()


def test_a_large_picture_is_read_small_and_turned() -> None:
    small = picture.scaled(photo(2000, 1000), 64, 90)
    assert (small.width(), small.height()) == (32, 64)


def test_data_that_is_no_picture_has_no_day_and_no_image() -> None:
    assert picture.taken_day(b"no picture") is None
    assert picture.scaled(b"no picture", 64).isNull()
