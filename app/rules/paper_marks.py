"""What a paper form says of a column it does not fill: 空白 (looked at, nothing there) or 字迹不清 (cannot be read).

The column itself stays blank, which is neither 0 nor 无; the remark says what the paper showed, in words that are
printed, searched and exported like any others: `〔纸面空白：联系电话、住址〕〔纸面字迹不清：年龄〕`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BLANK, UNREADABLE = "空白", "字迹不清"
MARKS = (BLANK, UNREADABLE)
REMARK = "remark"
"""The column of every ledger that holds the marks."""
_GROUP = re.compile(r"\s*〔纸面(空白|字迹不清)：([^〔〕]*)〕")


def of(remark: str) -> dict[str, str]:
    """The marked columns in a remark: label → mark, the later one where a label stands twice."""
    return {
        label: found[1] for found in _GROUP.finditer(remark) for label in found[2].split("、") if label
    }  # fmt: skip


def without(remark: str) -> str:
    """The remark as it reads without the marks."""
    return _GROUP.sub("", remark).rstrip()


def written(remark: str, marks: Mapping[str, str]) -> str:
    """The remark with exactly these marks behind its own words."""
    groups = {mark: "、".join(label for label, one in marks.items() if one == mark) for mark in MARKS}
    told = "".join(f"〔纸面{mark}：{labels}〕" for mark, labels in groups.items() if labels)
    return without(remark) + told


def toggled(remark: str, label: str, mark: str) -> str:
    """The remark with a column marked, or no longer when it had that mark."""
    marks = of(remark)
    if marks.get(label) == mark:
        return written(remark, {one: kept for one, kept in marks.items() if one != label})
    return written(remark, {**marks, label: mark})


def dropped(remark: str, label: str) -> str:
    """The remark without a column's mark; the very same text when it has none."""
    marks = of(remark)
    return remark if label not in marks else written(remark, {one: kept for one, kept in marks.items() if one != label})
