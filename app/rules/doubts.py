"""What looks wrong about a text that may be right all the same: a warning beside the field, never a refusal. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.rules import identity
from db.declare import Kind, Mask

if TYPE_CHECKING:
    from datetime import date

    from db.declare import Column

_MARKS = re.compile(r"绝密|机密|秘密(?=[★☆级件]|文件)|涉密(?=文件|材料|件)")
MARKED = "有“{}”字样：本软件不得处理涉密信息（保守国家秘密法）。是涉密的请不要存，只是提到的可以照存。"


def of(column: Column, text: str, *, today: date) -> str:
    """The warning about a text in a column; empty for none."""
    if column.mask is Mask.ID_NUMBER:
        return identity.id_warning(text, today=today) or ""
    if column.mask is Mask.PHONE:
        return (identity.phone_warning(text) or "") if text.strip() else ""
    if column.kind in (Kind.TEXT, Kind.LONG) and (found := _MARKS.search(text)):
        return MARKED.format(found[0])
    return ""
