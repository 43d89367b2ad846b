"""What a file is by its first bytes: whether it fits its name, and whether it would run when it is opened."""

from __future__ import annotations

PROGRAMS = frozenset(
    (
        "exe", "com", "bat", "cmd", "scr", "pif", "msi", "msp", "cpl", "jar", "js", "jse", "vbs", "vbe", "wsf", "wsh",
        "ps1", "hta", "lnk", "url", "reg", "dll", "sh", "desktop", "appimage", "run", "deb", "rpm", "apk",
    )
)  # fmt: skip
"""Suffixes of files that do something when they are opened."""
ENOUGH = 8
"""Fewer bytes than this tell nothing of a file."""
_PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"#!")
_ZIP, _OLE, _JPEG, _PNG = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"\x89PNG"
_PICTURES = (_JPEG, _PNG, b"GIF8", b"BM", b"RIFF")
HEADS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF",),
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "bmp", "webp"), _PICTURES),
    **dict.fromkeys(("docx", "xlsx", "pptx", "zip", "ofd"), (_ZIP,)),
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et"), (_OLE, _ZIP, b"{\\rtf", b"<")),
    "rar": (b"Rar!",),
    "7z": (b"7z\xbc\xaf",),
}
"""How a file of a suffix begins. Pictures are often saved under one another's suffix, and are shown all the same."""


def suffix_of(name: str) -> str:
    """The suffix of a file name in small letters, without its dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_program(name: str, head: bytes = b"") -> bool:
    """Whether a file would run when it is opened, by its name or, under whatever name, by its first bytes."""
    return suffix_of(name) in PROGRAMS or head.startswith(_PROGRAM_HEADS)


def fits(name: str, head: bytes) -> bool:
    """Whether a file begins as those of its suffix do; a suffix nobody declared fits anything."""
    heads = HEADS.get(suffix_of(name))
    return heads is None or len(head) < ENOUGH or head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(heads)
