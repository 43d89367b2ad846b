"""Puts new figures into a report that was edited in Word or WPS: controls by their tag, every other word kept."""

from __future__ import annotations

import io
import zipfile
import zlib
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from lxml import etree

from app.paper.report_word import MARK

if TYPE_CHECKING:
    from collections.abc import Mapping

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT, CORE = "word/document.xml", "docProps/core.xml"
MOST_BYTES = 60 * 1024 * 1024
"""A part of a document larger than this is no report."""


class NotOurs(Exception):  # noqa: N818 - the clerk's own file, not a fault
    """The file is no Word document, or is damaged."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What happened: (tag, old, new) of figures that changed, how many stayed, and tags that are no longer known."""

    changed: tuple[tuple[str, str, str], ...]
    same: int
    unknown: tuple[str, ...]


def origin(data: bytes) -> dict[str, str]:
    """The names and values under which the program wrote the report; empty for another document. Raises NotOurs."""
    with _opened(data) as book:
        if CORE not in book.namelist():
            return {}
        root = _parsed(_part(book, CORE))
    words = next((node.text or "" for node in root.iter() if str(node.tag).endswith("}keywords")), "")
    mark, *pairs = words.split(";")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair) if mark == MARK else {}


def refresh(data: bytes, texts: Mapping[str, str], out: BinaryIO) -> Refreshed:
    """Write the document with the controls' words replaced by `texts` (by tag); raises NotOurs."""
    with _opened(data) as book:
        root = _parsed(_part(book, DOCUMENT))
        done = _replaced(root, texts)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
            for info in book.infolist():
                content = _part(book, info.filename) if info.filename != DOCUMENT else _bytes(root)
                fresh.writestr(info, content)
    return done


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError) as error:
        raise NotOurs from error
    if DOCUMENT not in book.namelist():
        raise NotOurs
    return book


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    if book.getinfo(name).file_size > MOST_BYTES:
        raise NotOurs
    try:
        return book.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise NotOurs from error


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise NotOurs from error


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)  # type: ignore[no-any-return]


def _replaced(root: etree._Element, texts: Mapping[str, str]) -> Refreshed:
    changed, unknown, same = [], [], 0
    for control in list(root.iter(f"{W}sdt")):
        tag = control.find(f"{W}sdtPr/{W}tag")
        content = control.find(f"{W}sdtContent")
        if tag is None or content is None:
            continue
        name, old = str(tag.get(f"{W}val")), _text(content)
        new = texts.get(name)
        if new is None:
            unknown.append(name)
        elif new == old:
            same += 1
        else:
            _put(content, new)
            changed.append((name, old, new))
    return Refreshed(tuple(changed), same, tuple(dict.fromkeys(unknown)))


def _text(content: etree._Element) -> str:
    return "".join("\n" if node.tag == f"{W}br" else node.text or "" for node in content.iter(f"{W}t", f"{W}br"))


def _put(content: etree._Element, new: str) -> None:
    """The new words in the first run, which keeps its look; the other runs of the control go."""
    runs = list(content.iter(f"{W}r"))
    first = runs[0] if runs else etree.SubElement(content, f"{W}r")
    look = first.find(f"{W}rPr")
    kept = None if look is None else deepcopy(look)
    for run in runs[1:]:
        run.getparent().remove(run)
    for node in list(first):
        first.remove(node)
    if kept is not None:
        first.append(kept)
    for place, line in enumerate(new.split("\n")):
        if place:
            etree.SubElement(first, f"{W}br")
        words = etree.SubElement(first, f"{W}t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
