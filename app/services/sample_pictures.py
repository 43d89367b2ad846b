"""The pictures and scans of the sample: flat drawings with a caption, made when the sample is built."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FACE = Path(__file__).resolve().parents[2] / "resources" / "fonts" / "NotoSansSC-Regular.ttf"
SIZE = (480, 360)
SHEET = (620, 877)
SCAN_DPI = 75

Box = tuple[int, int, int, int]

SCENES: dict[str, tuple[tuple[str, Box], ...]] = {
    "pool": (("#8a8172", (120, 170, 360, 270)), ("#5d5140", (135, 150, 345, 190)), ("#c2b280", (300, 250, 420, 285))),
    "bin": (("#2f6f4f", (150, 150, 215, 270)), ("#2f6f4f", (255, 150, 320, 270)), ("#214f38", (145, 138, 325, 152))),
    "board": (("#7a4b2a", (90, 80, 390, 250)), ("#fbfaf2", (102, 92, 378, 238)), ("#7a4b2a", (130, 250, 142, 300))),
    "road": (("#8f8f8f", (0, 200, 480, 300)), ("#ffffff", (0, 215, 480, 221)), ("#ffffff", (0, 280, 480, 286))),
    "market": (("#8f8f8f", (0, 200, 480, 300)), ("#c8553d", (60, 150, 180, 215)), ("#d9a441", (240, 160, 390, 250))),
    "ditch": (("#6b5b3a", (0, 200, 480, 300)), ("#9aa07a", (60, 220, 150, 250)), ("#d8d4c8", (220, 230, 320, 262))),
    "water": (("#7fb069", (0, 190, 480, 300)), ("#5b9bd5", (0, 225, 480, 270))),
    "window": (("#d9d2c3", (60, 90, 420, 290)), ("#9cc3e6", (90, 120, 220, 220)), ("#9cc3e6", (260, 120, 390, 220))),
    "lamp": (("#4a4a4a", (120, 90, 128, 290)), ("#f7d154", (108, 76, 140, 94)), ("#4a4a4a", (330, 90, 338, 290))),
    "meeting": (("#8c5a3c", (60, 200, 420, 240)), ("#b33a3a", (60, 60, 420, 96)), ("#3b5b7a", (90, 150, 130, 200))),
    "trees": (("#5b3a1e", (120, 190, 130, 280)), ("#3d7a3d", (95, 120, 155, 195)), ("#3d7a3d", (285, 120, 345, 195))),
    "house": (("#c77b58", (120, 130, 360, 150)), ("#e6ddd0", (135, 150, 345, 270)), ("#6b4a33", (220, 200, 260, 270))),
}
"""What is drawn of each scene: coloured rectangles in the order of painting, in pixels."""


@cache
def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FACE), size)


def draw(scene: str, caption: str, day: str) -> bytes:
    """A PNG of a scene with its caption and day, or for 「paper」 a one-page PDF as a scanner makes it."""
    return _scan(caption, day) if scene == "paper" else _picture(scene, caption, day)


def _picture(scene: str, caption: str, day: str) -> bytes:
    image = Image.new("RGB", SIZE, "#cfe3f1")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 260, *SIZE), fill="#b7a98b")
    for colour, box in SCENES[scene]:
        pen.rectangle(box, fill=colour)
    pen.rectangle((0, SIZE[1] - 44, *SIZE), fill="#2b2b2b")
    pen.text((14, SIZE[1] - 36), f"{caption}　{day}", font=_face(20), fill="#ffffff")
    return _bytes(image, "PNG")


def _scan(caption: str, day: str) -> bytes:
    page = Image.new("RGB", SHEET, "#fdfcf7")
    pen = ImageDraw.Draw(page)
    pen.text((SHEET[0] // 2, 90), caption, font=_face(26), fill="#1a1a1a", anchor="mm")
    for line in range(12):
        pen.line((80, 170 + line * 42, SHEET[0] - 80, 170 + line * 42), fill="#9a9a9a", width=1)
    pen.text((SHEET[0] - 90, 730), f"清河镇　{day}", font=_face(20), fill="#1a1a1a", anchor="rm")
    return _bytes(page, "PDF", resolution=SCAN_DPI)


def _bytes(image: Image.Image, kind: str, *, resolution: float = 72) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, resolution=resolution)
    return stream.getvalue()
