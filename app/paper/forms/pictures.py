"""Pictures in a form: upright by EXIF, at most 300 dpi, keeping their shape; a damaged one leaves its framed name."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.sheet import CONTINUED, baseline

if TYPE_CHECKING:
    from app.paper.forms.sheet import Sheet

DOTS = 300 / 72
"""Dots of the printed picture to a point."""
QUALITY = 85
GAP = 2 * MM
CAPTION_SIZE = 9.0
MOST_CAPTION_LINES = 2


@dataclass(frozen=True, slots=True)
class Picture:
    """A file as it was kept: its name, bytes, caption, and the degrees the clerk turned it clockwise."""

    name: str
    data: bytes
    caption: str = ""
    rotation: int = 0


def upright(picture: Picture, room: tuple[float, float]) -> tuple[bytes, tuple[float, float]] | None:
    """The picture as grey JPEG, and its size in points within the room; None when it cannot be read."""
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(picture.data)) as opened:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            turned = ImageOps.exif_transpose(opened).rotate(-picture.rotation, expand=True).convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    scale = min(room[0] / turned.width, room[1] / turned.height)
    size = (turned.width * scale, turned.height * scale)
    turned.thumbnail((max(1, round(size[0] * DOTS)), max(1, round(size[1] * DOTS))))
    packed = BytesIO()
    turned.save(packed, "JPEG", quality=QUALITY)
    return packed.getvalue(), size


def draw_pictures(
    sheet: Sheet, heading: str, pictures: tuple[Picture, ...], box: tuple[float, float, float, float]
) -> None:
    """Draw the heading at the top of the box (left, top, width, height) and the pictures side by side under it."""
    x, top, wide, height = box
    pen = sheet.pen(Role.HEI, 10.5)
    sheet.writer.centred(pen, x + wide / 2, baseline(pen, top - 1 * MM), pen.tidy(heading))
    upper = top - pen.leading - 1 * MM
    each = (wide - GAP) / max(1, len(pictures)) - GAP
    for index, picture in enumerate(pictures):
        left = x + GAP + index * (each + GAP)
        _draw_picture(sheet, picture, (left, upper, each, height - (top - upper) - 1 * MM))


def _draw_picture(sheet: Sheet, picture: Picture, box: tuple[float, float, float, float]) -> None:
    x, top, wide, height = box
    caption = sheet.pen(Role.KAI, CAPTION_SIZE)
    words = caption.lines(caption.tidy(picture.caption), wide) if picture.caption else []
    if len(words) > MOST_CAPTION_LINES:
        sheet.rest.append((f"图片说明：{picture.name}", picture.caption))
        words = [CONTINUED]
    room = height - len(words) * caption.leading - 1 * MM
    found = upright(picture, (wide, room))
    if found is None:
        _draw_name(sheet, picture.name, (x, top, wide, room))
    else:
        data, (broad, high) = found
        sheet.writer.picture(data, x + (wide - broad) / 2, top - (room + high) / 2, broad, high)
    for index, line in enumerate(words):
        y = baseline(caption, top - room - 1 * MM - index * caption.leading)
        sheet.writer.centred(caption, x + wide / 2, y, line)


def _draw_name(sheet: Sheet, name: str, box: tuple[float, float, float, float]) -> None:
    x, top, wide, height = box
    pen = sheet.pen(Role.SONG, CAPTION_SIZE)
    sheet.writer.box(0.5, x, top - height, wide, height)
    # The file's whole name also stands in the list of evidence.
    lines = pen.lines(pen.tidy(f"图片打不开：{name}"), wide - 2 * MM)[: int(height / pen.leading)]
    y = top - (height - len(lines) * pen.leading) / 2
    for index, line in enumerate(lines):
        sheet.writer.centred(pen, x + wide / 2, baseline(pen, y - index * pen.leading), line)
