"""Pictures of the attachments: read at a small size, turned as the record says, dated by the camera, shown large."""

from __future__ import annotations

import io
import warnings
from datetime import date, datetime

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap, QTransform
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui.on_screen import Dialog

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")
LARGEST_SIDE = 6000
_CAMERA, _TAKEN, _WRITTEN = 0x8769, 36867, 306
_MARGIN = 40


def scaled(data: bytes, side: int, rotation: int = 0) -> QImage:
    """A picture read no larger than it is shown, upright by the camera's note and then turned clockwise; a null
    image when the data is no picture.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    whole = reader.size()
    if whole.isValid() and max(whole.width(), whole.height()) > side:
        reader.setScaledSize(whole.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return image.transformed(QTransform().rotate(rotation)) if rotation and not image.isNull() else image


def taken_day(data: bytes) -> date | None:
    """The day the camera wrote into a photo, None when it wrote none."""
    from PIL import Image  # late: only a photo that is added needs it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                exif = image.getexif()
                written = exif.get_ifd(_CAMERA).get(_TAKEN) or exif.get(_WRITTEN)
        return datetime.strptime(str(written)[:10], "%Y:%m:%d").date()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


class PictureDialog(Dialog):
    """A picture as large as the screen allows; Esc closes it."""

    def __init__(self, parent: QWidget | None, title: str, image: QImage) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = self.screen().availableSize() - QSize(4 * _MARGIN, 4 * _MARGIN)
        label = QLabel()
        label.setAccessibleName(title)
        pixmap = QPixmap.fromImage(image)
        if pixmap.width() > room.width() or pixmap.height() > room.height():
            way = Qt.TransformationMode.SmoothTransformation
            pixmap = pixmap.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, way)
        label.setPixmap(pixmap)
        area = QScrollArea()
        area.setWidget(label)
        area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.resize(pixmap.size() + QSize(_MARGIN // 10, _MARGIN // 10))


def show(parent: QWidget, title: str, data: bytes, rotation: int) -> PictureDialog:
    """Open a picture in a window of its own."""
    dialog = PictureDialog(parent, title, scaled(data, LARGEST_SIDE, rotation))
    dialog.show()
    return dialog
