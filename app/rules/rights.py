"""Who may do what: roles and marks of operators, and each right with those who have it and why, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable


class Role(StrEnum):
    """The one role an operator has."""

    ENTRY = "录入"
    CHECKING = "审核"
    LEADING = "领导"
    MANAGING = "管理"
    VIEWING = "查看"


class Mark(StrEnum):
    """What an operator can carry beside his role."""

    HANDLER = "承办"
    AUDITOR = "审计"


class Right(StrEnum):
    """What may be done, by its machine name; the words stand in `RIGHTS`."""

    READ = "read"
    ENTER = "enter"
    BACKFILL = "backfill"
    VOID = "void"
    ERASE = "erase"
    HANDLE = "handle"
    CHECK = "check"
    SIGN = "sign"
    CLOSE = "close"
    REOPEN = "reopen"
    SUPERVISE = "supervise"
    REVEAL = "reveal"
    PRINT = "print"
    EXPORT = "export"
    MERGE = "merge"
    BACK_UP = "back_up"
    RESTORE = "restore"
    HISTORY = "history"
    YEAR = "year"
    OFFICE = "office"
    COLUMNS = "columns"
    OPERATORS = "operators"

    @property
    def label(self) -> str:
        """What it is to the clerk: a verb with its object."""
        return RIGHTS[self].label


@dataclass(frozen=True, slots=True)
class Grant:
    """A right in words, the roles that have it, the marks that give it to any role, and why just these."""

    label: str
    roles: tuple[Role, ...]
    reason: str
    marks: tuple[Mark, ...] = ()


_ENTRY, _CHECKING, _LEADING, _MANAGING = Role.ENTRY, Role.CHECKING, Role.LEADING, Role.MANAGING
_HANDLER, _AUDITOR = (Mark.HANDLER,), (Mark.AUDITOR,)

RIGHTS: dict[Right, Grant] = {
    Right.READ: Grant("查看记录", tuple(Role), "能打开台账的人都能查看；敏感内容另有一项权限。"),
    Right.ENTER: Grant(
        "登记和修改记录", (_ENTRY, _CHECKING, _MANAGING), "领导和来查看的人只看不写，谁写的历史里分得清。", _HANDLER
    ),
    Right.BACKFILL: Grant(
        "补录历史上办结的记录",
        (_MANAGING,),
        "补录的不经过本台账的审核和佐证，只由管理的人照纸质台账补，原因和批次都留着。",
    ),
    Right.VOID: Grant(
        "作废、恢复和更正记录", (_ENTRY, _CHECKING, _MANAGING), "登记错了由登记的人收回，编号和原因都留着。"
    ),
    Right.ERASE: Grant(
        "彻底清除记录、删除个人信息", (_MANAGING,), "内容清除以后谁也找不回来，只由管理的人按批准的原因做。"
    ),
    Right.HANDLE: Grant(
        "办理经办步骤", (_ENTRY, _CHECKING, _MANAGING), "交办、受理、答复、申请销号是经办人的日常工作。", _HANDLER
    ),
    Right.CHECK: Grant("审核和退回", (_CHECKING, _LEADING, _MANAGING), "申请的人不审自己的件，审核要由另一类人来做。"),
    Right.SIGN: Grant("签字", (_LEADING, _MANAGING), "签字是领导的事；纸上签了字的，经办人可以代录。"),
    Right.CLOSE: Grant(
        "销号和办结", (_CHECKING, _LEADING, _MANAGING), "销号、办结以后记录就锁定，要由审核过的人来定。"
    ),
    Right.REOPEN: Grant(
        "重新打开已办结的记录", (_CHECKING, _LEADING, _MANAGING), "重开等于推翻一次办结，要和办结同样慎重。"
    ),
    Right.SUPERVISE: Grant(
        "督办、移交和抽查", (_CHECKING, _LEADING, _MANAGING), "督办、包案移交、回头抽查是对承办人的，承办人自己不办。"
    ),
    Right.REVEAL: Grant(
        "显示敏感内容",
        (_ENTRY, _CHECKING, _LEADING, _MANAGING),
        "证件、电话、账户办事时才看，每次显示都留记录；只查看的人看遮盖后的。",
        _HANDLER,
    ),
    Right.PRINT: Grant(
        "打印", (_ENTRY, _CHECKING, _LEADING, _MANAGING), "纸打出去就收不回来，只查看的人不打印。", _HANDLER
    ),
    Right.EXPORT: Grant(
        "导出", (_ENTRY, _CHECKING, _MANAGING), "导出的表离开台账就管不住了，由经手台账的人导并留下用途。"
    ),
    Right.MERGE: Grant(
        "并入下级的上报包",
        (_CHECKING, _MANAGING),
        "一次并入许多记录，冲突要逐项选定，由审核和管理的人做；并入以后可以整包撤回。",
    ),
    Right.BACK_UP: Grant("备份", (_ENTRY, _CHECKING, _MANAGING), "管台账的人随时可以备份，备份越勤越好。"),
    Right.RESTORE: Grant("从备份恢复", (_MANAGING,), "恢复会用旧的替下新的，只由管理的人做。"),
    Right.HISTORY: Grant(
        "查看全部操作历史", (_MANAGING,), "谁看过、印过、改过什么，由管理的人和审计的人来查。", _AUDITOR
    ),
    Right.YEAR: Grant(
        "结转年度和重新打开已结转的年度",
        (_MANAGING,),
        "结转以后一年的记录都不能再改，重新打开等于推翻报出去的数，只由管理的人办并写明原因。",
    ),
    Right.OFFICE: Grant("修改单位设置", (_MANAGING,), "起始编号、节假日、办理规则改了影响每一条记录，只由管理的人改。"),
    Right.COLUMNS: Grant("调整台账的列", (_MANAGING,), "列的名称和增减影响每个人登记和每张打印的表，只由管理的人定。"),
    Right.OPERATORS: Grant("管理操作人", (_MANAGING,), "谁能做什么由管理的人定，别的角色不能给自己加权限。"),
}
"""Every right with those who have it."""

_HANDLED = (
    "forward", "return", "accept", "decline", "assign", "extend", "reply", "serve", "review", "recheck", "archive",
    "pause", "resume",
)  # fmt: skip

STEPS: dict[str, dict[str, Right]] = {
    "rectifications": {
        "assign": Right.HANDLE,
        "settle-now": Right.CLOSE,
        "apply-close": Right.HANDLE,
        "check": Right.CHECK,
        "return": Right.CHECK,
        "sign": Right.SIGN,
        "publish": Right.HANDLE,
        "satisfy": Right.HANDLE,
        "close": Right.CLOSE,
        "reopen": Right.REOPEN,
        "pause": Right.HANDLE,
        "resume": Right.HANDLE,
    },
    "petitions": {
        **dict.fromkeys(_HANDLED, Right.HANDLE),
        "finish": Right.CLOSE,
        "reopen": Right.REOPEN,
    },
}
"""The right that each step of a record's life asks for, by ledger and action."""

_ON_PAPER = ("check", "sign", "settle-now")
"""Steps that somebody signed on paper: with the sheet's signer given, the one who handles it enters it (经办人代录)."""


def step_right(ledger: str, action: str, *, has_sheet: bool = False) -> Right:
    """The right a step asks for; an action that is not known asks for handling, and is refused by its flow."""
    if has_sheet and ledger == "rectifications" and action in _ON_PAPER:
        return Right.HANDLE
    return STEPS.get(ledger, {}).get(action, Right.HANDLE)


def may(role: str, marks: Iterable[str], right: Right) -> bool:
    """Whether an operator of that role, carrying those marks, has a right; a role that is not known has none."""
    grant = RIGHTS[right]
    return role in grant.roles or (role in tuple(Role) and any(mark in grant.marks for mark in marks))


def who(right: Right) -> str:
    """Those who have a right, in words."""
    grant = RIGHTS[right]
    marked = "".join(f"，或带「{mark}」标记的人" for mark in grant.marks)
    return "、".join(f"「{role}」" for role in grant.roles) + marked


def refusal(name: str, role: str, right: Right, *, doing: str = "") -> Refused:
    """The sentence for one who may not: who, what, and who may; `doing` names a step more closely."""
    sentence = (
        f"{name}的角色是「{role}」，不能{doing or right.label}，没有改动。"
        f"能办的角色是{who(right)}。请由他们办理，或请管理人员调整角色。"
    )
    return Refused(sentence, exit_code=Exit.NOT_ALLOWED)


def role_of(text: str) -> Role:
    """The role of that name; raises Refused (usage) naming all."""
    if text.strip() in tuple(Role):
        return Role(text.strip())
    sentence = f"没有「{text}」这个角色，没有改动。可用的有：{'、'.join(Role)}。"
    raise Refused(sentence, field="role", exit_code=Exit.USAGE)


def mark_of(text: str) -> Mark:
    """The mark of that name; raises Refused (usage) naming all."""
    if text.strip() in tuple(Mark):
        return Mark(text.strip())
    sentence = f"没有「{text}」这个标记，没有改动。可用的有：{'、'.join(Mark)}。"
    raise Refused(sentence, field="marks", exit_code=Exit.USAGE)


def table() -> str:
    """The rights as the table of the manual: who has each, and why."""
    roles = tuple(Role)
    lines = [f"| 权限 | {' | '.join(roles)} | 标记 | 为什么 |", f"|---|{'---|' * (len(roles) + 2)}"]
    for grant in RIGHTS.values():
        held = " | ".join("✓" if role in grant.roles else "" for role in roles)
        lines.append(f"| {grant.label} | {held} | {'、'.join(grant.marks)} | {grant.reason} |")
    return "\n".join(lines)


def steps_table(labels: dict[tuple[str, str], str]) -> str:
    """The steps of the flows with the right each asks for; `labels` are their words by (ledger, action)."""
    lines = ["| 步骤 | 要有的权限 |", "|---|---|"]
    for (ledger, action), label in labels.items():
        paper = "；纸上签了字的由经办人代录" if ledger == "rectifications" and action in _ON_PAPER else ""
        lines.append(f"| {label}（`{action}`） | {STEPS[ledger][action].label}{paper} |")
    return "\n".join(lines)
