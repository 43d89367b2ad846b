"""The files of a record: thumbnails, adding by choice, drop and paste, and what is written beside each file."""

from __future__ import annotations

import dataclasses
import uuid as uuids
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules import file_kinds
from app.rules.refusal import Refused
from app.services import attachments
from app.services.attachments import Attachment
from app.ui import dialogs, key_table, picture
from app.ui.fields import Field
from app.ui.handed_over import HandedOver
from app.ui.key_table import Where
from app.ui.plain import Words, tip
from db.declare import Column, Kind, Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from app.services.changes import Actor, Changes
    from app.ui.editors import Setting
    from app.ui.operation import Operation
    from db.unit import UnitOfWork
    from db.values import Value

THUMB = 64
_HELD = Qt.ItemDataRole.UserRole
TWO_COLUMNS_FROM = 52
"""Characters of width from which the notes of a file stand in two columns."""
EMPTY = "还没有附件。把照片、扫描件拖到这里，或点“添加”，也可以直接粘贴截图。"
NOT_SAVED = "先保存，再添加附件；现在放进来的文件会先留着，记录一保存就添加。"
NOTES = (
    Column("caption", "说明", limit=200),
    Column("kind", "种类", Kind.CHOICE, choices=tuple(attachments.KINDS.values())),
    Column("mark", "整改前后", Kind.CHOICE, choices=tuple(filter(None, attachments.MARKS))),
    Column("happened_on", "发生日期", Kind.DATE),
    Column("taken_on", "拍摄日期", Kind.DATE),
    Column("volume", "纸质卷号", limit=40),
    Column("page", "页码", limit=40),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that was read and waits to be attached."""

    name: str
    data: bytes
    uuid: str = dataclasses.field(default_factory=lambda: uuids.uuid4().hex)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of reading files: those that can be attached, and a sentence for each that cannot."""

    pieces: tuple[Piece, ...]
    sentences: tuple[str, ...]


def read_files(paths: Sequence[Path]) -> Taken:
    """Read files off the user's thread."""
    pieces, sentences = [], []
    for path in paths:
        try:
            pieces.append(Piece(path.name, attachments.read_file(path)))
        except Refused as refusal:
            sentences.append(refusal.sentence)
    return Taken(tuple(pieces), tuple(sentences))


def _size(size: int) -> str:
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, size // 1024)} KB"


class AttachmentsPanel(QWidget):
    """The attachments of one record. Without a record, files are kept and attached by `landed`.

    `told` gives a sentence for the form's message line, `counted` how many files there are.
    """

    told = Signal(str)
    counted = Signal(int)
    changed = Signal()

    def __init__(self, operation: Operation, ledger: Ledger, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operation, self._ledger = operation, ledger
        self._record_id: int | None = None
        self._files: tuple[Attachment, ...] = ()
        self._waiting: list[Piece] = []
        self._handed: tuple[Piece, ...] = ()
        self._note_columns = 0
        self._handed_over = HandedOver()
        self.list = QListWidget()
        self.list.setAccessibleName("附件")
        self.list.setIconSize(QSize(THUMB, THUMB))
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(self._select)
        self.list.itemActivated.connect(lambda _item: self.open_file())
        self.fields = {column.key: Field(ledger, column, setting) for column in NOTES}
        self._empty = Words()
        self._empty.setProperty("role", "faint")
        self._empty.setWordWrap(True)
        self._build()
        self._refresh()

    def _build(self) -> None:
        self._notes, inside = QScrollArea(), QWidget()
        self._notes.setWidget(inside)
        self._notes.setWidgetResizable(True)
        self._notes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._notes.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._notes_grid = QGridLayout(inside)
        self._notes_grid.setContentsMargins(0, 0, 4, 0)
        self._notes_grid.setVerticalSpacing(3)
        self._labels = {key: field.label() for key, field in self.fields.items()}
        for key, field in self.fields.items():
            self._labels[key].setWordWrap(False)
            field.changed.connect(self.changed)
        self._arrange_notes(2)
        left = QVBoxLayout()
        left.addWidget(self._empty)
        left.addWidget(self.list, 1)
        buttons = QGridLayout()
        buttons.setSpacing(3)
        self._buttons = {text: self._button(text, keys, run) for text, keys, run in self._actions()}
        for place, button in enumerate(self._buttons.values()):
            buttons.addWidget(button, place // 2, place % 2)
        buttons.setRowStretch(3, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 2)
        layout.addLayout(left, 3)
        layout.addWidget(self._notes, 4)
        layout.addLayout(buttons)

    def _arrange_notes(self, columns: int) -> None:
        """Caption over the whole width, the other notes in so many columns."""
        if columns == self._note_columns:
            return
        self._note_columns = columns
        for place, (key, field) in enumerate(self.fields.items()):
            row, side = divmod(place + columns - 1, columns) if place else (0, 0)
            self._notes_grid.addWidget(self._labels[key], row, 2 * side)
            span = 2 * columns - 1 if not place else 1
            self._notes_grid.addWidget(field, row, 2 * side + 1, 1, span)
        for side in range(2):
            self._notes_grid.setColumnStretch(2 * side + 1, 1 if side < columns else 0)
        self._notes_grid.setRowStretch(len(self.fields), 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.fontMetrics().horizontalAdvance("汉") * TWO_COLUMNS_FROM
        columns = 2 if self.width() >= room else 1
        self._arrange_notes(columns)
        bar = self._notes.verticalScrollBar().sizeHint().width()
        least = self._notes.widget().minimumSizeHint().width() + bar
        self._notes.setMinimumWidth(least if columns == 1 else 0)  # of two columns one can become

    def _actions(self) -> tuple[tuple[str, str, Callable[[], object]], ...]:
        return (
            ("添加…", "add", self.choose),
            ("粘贴", "paste", self.paste),
            ("打开", "open", self.open_file),
            ("旋转", "rotate", self.rotate),
            ("移除", "remove", self.remove),
        )

    def _button(self, text: str, name: str, run: Callable[[], object]) -> QPushButton:
        action = QAction(text, self)
        action.setShortcuts(key_table.sequences(Where.FILES, name))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(run)
        self.addAction(action)
        button = QPushButton(text)
        button.setAccessibleName(f"{text.removesuffix('…')}附件")
        button.setToolTip(f"{text}（{key_table.hint(Where.FILES, name)}）")
        button.clicked.connect(action.trigger)
        return button

    def show_files(self, record_id: int | None, files: Sequence[Attachment]) -> None:
        """Show the files of a record, or none for a record that is not saved yet."""
        if record_id is None:
            self._waiting = []
        self._record_id = record_id
        kept = self.list.currentRow()
        self._files = tuple(files)
        self._refresh()
        self.list.setCurrentRow(min(max(kept, 0), self.list.count() - 1))
        self.changed.emit()

    def _refresh(self) -> None:
        self.list.clear()
        for file in self._files:
            mark = f"〔{file.mark}〕" if file.mark else ""
            text = f"{mark}{file.caption or file.name}\n{attachments.KINDS[file.kind]}　{_size(file.size)}"
            item = QListWidgetItem(text)
            item.setData(_HELD, file)
            item.setToolTip(tip(file.name))
            self.list.addItem(item)
            if file.is_picture:
                self._load_thumbnail(file)
        for piece in self._waiting:
            item = QListWidgetItem(f"{piece.name}\n保存记录后添加　{_size(len(piece.data))}")
            item.setData(_HELD, piece)
            self.list.addItem(item)
        self._empty.setText(EMPTY if self._record_id is not None else NOT_SAVED)
        self._empty.setVisible(not self._files)
        self.list.setVisible(self.list.count() > 0)
        self.counted.emit(self.list.count())
        self._select()

    def _load_thumbnail(self, file: Attachment) -> None:
        def draw(image: QImage) -> None:
            # The list may have been filled anew while the picture was read.
            for row in range(self.list.count()):
                item = self.list.item(row)
                if item.data(_HELD) == file and not image.isNull():
                    item.setIcon(QIcon(QPixmap.fromImage(image)))

        def read(unit: UnitOfWork) -> QImage:
            return picture.scaled(attachments.content(unit, sha256=file.sha256), THUMB, file.rotation)

        self._operation.read(read, draw, owner=self, failed=lambda refusal: self.told.emit(refusal.sentence))

    def _current(self) -> Attachment | Piece | None:
        item = self.list.currentItem()
        held = item.data(_HELD) if item is not None else None
        return held if isinstance(held, Attachment | Piece) else None

    def _select(self) -> None:
        held = self._current()
        file = held if isinstance(held, Attachment) else None
        self._notes.setVisible(file is not None)
        for text in ("打开", "旋转", "移除"):
            self._buttons[text].setEnabled(file is not None or (text == "移除" and held is not None))
        if file is not None:
            for key, field in self.fields.items():
                value = getattr(file, key)
                field.set_value(attachments.KINDS[file.kind] if key == "kind" else value or None)

    def choose(self) -> None:
        """Let the clerk pick files, many at once."""
        self.add_files([Path(name) for name in dialogs.pick_files(self, "添加附件")])

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read files and attach them, or keep them until the record is saved."""
        if paths:
            self._operation.call(lambda: read_files(paths), self._taken, owner=self)

    def _taken(self, taken: Taken) -> None:
        if taken.sentences:
            self.told.emit("\n".join(taken.sentences))
        self._waiting += taken.pieces
        self._attach_waiting()
        self.changed.emit()

    def paste(self) -> None:
        """Take files or a picture from the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData() or QMimeData())  # some desktops give none at all

    def take(self, mime: QMimeData) -> None:
        """Take what was dropped or pasted."""
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        image = mime.imageData() if mime.hasImage() and not paths else None
        if paths:
            self.add_files(paths)
        elif isinstance(image, QImage) and not image.isNull():
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            image.save(buffer, "PNG")  # type: ignore[call-overload]
            self._taken(Taken((Piece("粘贴的图片.png", bytes(buffer.data().data())),), ()))
        else:
            self.told.emit("剪贴板里没有图片或文件。请先复制图片或文件，再粘贴。")

    @property
    def is_waiting(self) -> bool:
        """Whether files wait for the record to be saved."""
        return bool(self._waiting)

    @property
    def waiting(self) -> tuple[Piece, ...]:
        """The files that wait for the record to be saved."""
        return tuple(self._waiting)

    def put_files(self, files: Sequence[tuple[str, str, bytes]]) -> None:
        """Let these files (uuid, name, bytes) wait for the record to be saved: those of a draft."""
        self._waiting = [Piece(name, data, uuid) for uuid, name, data in files]
        self._refresh()
        self.changed.emit()

    def hand_over(self) -> tuple[Piece, ...]:
        """The files that go into the save that is sent now; `landed` lets them go."""
        self._handed = self.waiting
        return self._handed

    def landed(self, record_id: int) -> None:
        """The record is saved with the files handed over: attach what was put here since."""
        self._record_id = record_id
        handed, self._handed = self._handed, ()
        self._waiting = [piece for piece in self._waiting if piece not in handed]
        self._attach_waiting()
        self.reload()

    def note(self) -> tuple[str, dict[str, str]]:
        """What was typed beside the chosen file and is not written yet: the file's uuid, and the texts by key."""
        file = self._current()
        typed = {key: field.text() for key, field in self.fields.items() if field.is_changed}
        return (file.uuid, typed) if isinstance(file, Attachment) and typed else ("", {})

    def put_note(self, uuid: str, texts: Mapping[str, str]) -> None:
        """Choose a file and put beside it what had been typed there."""
        for row in range(self.list.count()):
            held = self.list.item(row).data(_HELD)
            if isinstance(held, Attachment) and held.uuid == uuid:
                self.list.setCurrentRow(row)
                for key, text in texts.items():
                    self.fields[key].editor.put(text)

    def _attach_waiting(self) -> None:
        record_id = self._record_id
        if record_id is None:
            self._refresh()
            return
        waiting, self._waiting = self._waiting, []
        for piece in waiting:
            self._write(partial(attach, piece=piece, ledger=self._ledger.name, record_id=record_id))

    def _write(self, work: Callable[[UnitOfWork, Actor], Changes]) -> None:
        actor = self._operation.desk.actor
        self._operation.write(
            lambda unit: work(unit, actor),
            lambda _changes: self.reload(),
            owner=self,
            failed=lambda refusal: self.told.emit(refusal.sentence),
        )

    def reload(self) -> None:
        """Read the files of the record again."""
        record_id, name = self._record_id, self._ledger.name
        if record_id is None:
            return
        self._operation.read(
            lambda unit: attachments.of(unit, ledger=name, record_id=record_id),
            lambda files: self.show_files(record_id, files) if record_id == self._record_id else None,
            owner=self,
        )

    @property
    def is_changed(self) -> bool:
        """Whether what is written beside the chosen file was changed, or files wait."""
        is_shown = self._notes.isVisibleTo(self)
        return self.is_waiting or (is_shown and any(field.is_changed for field in self.fields.values()))

    def apply(self) -> bool:
        """Write what stands beside the chosen file; False when something there cannot be read."""
        file = self._current()
        if not isinstance(file, Attachment) or not any(field.is_changed for field in self.fields.values()):
            return True
        return self._describe(file, file.rotation)

    def _describe(self, file: Attachment, rotation: int) -> bool:
        if [field for field in self.fields.values() if not field.check()]:
            return False
        values = {key: field.value() for key, field in self.fields.items()}
        kinds = {label: kind for kind, label in attachments.KINDS.items()}
        self._write(
            lambda unit, actor: attachments.describe(
                unit,
                actor=actor,
                attachment_id=file.id,
                caption=_text(values["caption"]),
                mark=_text(values["mark"]),
                kind=kinds.get(_text(values["kind"]), "other"),
                happened_on=_day(values["happened_on"]),
                taken_on=_day(values["taken_on"]),
                volume=_text(values["volume"]),
                page=_text(values["page"]),
                rotation=rotation % 360,
            )
        )
        return True

    def rotate(self) -> None:
        """Turn the chosen picture a quarter to the right; the file itself stays as it is."""
        file = self._current()
        if isinstance(file, Attachment) and file.is_picture:
            self._describe(file, file.rotation + 90)

    def remove(self) -> None:
        """Take the chosen file off the record; 撤销 brings it back."""
        held = self._current()
        if isinstance(held, Piece):
            self._waiting.remove(held)
            self._refresh()
        elif held is not None and dialogs.confirm(
            self, "移除附件", f"移除附件「{held.name}」？可以用撤销找回。", yes="移除"
        ):
            self._write(lambda unit, actor: attachments.remove(unit, actor=actor, attachment_id=held.id))

    def open_file(self) -> None:
        """Show a picture in the window; hand any other file to the program the computer opens it with."""
        file = self._current()
        if isinstance(file, Attachment):
            show = self._show_picture if file.is_picture else self._hand_over
            self._operation.read(
                lambda unit: attachments.content(unit, sha256=file.sha256),
                lambda data: show(file, data),
                owner=self,
                failed=lambda refusal: self.told.emit(refusal.sentence),
            )

    def _show_picture(self, file: Attachment, data: bytes) -> None:
        picture.show(self, file.caption or file.name, data, file.rotation)

    def _hand_over(self, file: Attachment, data: bytes) -> None:
        if file_kinds.is_program(file.name, data[:16]):
            self.told.emit(f"「{file.name}」是程序，打开时会运行，没有打开它。")
            return
        try:
            path = self._handed_over.put(file.name, data)
        except OSError:
            self.told.emit(f"磁盘写不进去了，没有打开「{file.name}」。请清理磁盘后再试。")
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.told.emit(f"这台电脑上没有能打开「{file.name}」的程序。")


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def attach(unit: UnitOfWork, actor: Actor, *, piece: Piece, ledger: str, record_id: int) -> Changes:
    """Attach a file that was read; a picture is filed as one, with the day it was taken."""
    is_picture = piece.name.lower().endswith(picture.SUFFIXES)
    return attachments.attach(
        unit,
        actor=actor,
        ledger=ledger,
        record_id=record_id,
        name=piece.name,
        data=piece.data,
        kind="photo" if is_picture else "evidence",
        taken_on=picture.taken_day(piece.data) if is_picture else None,
    )
