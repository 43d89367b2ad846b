"""征求意见表: one numbered sheet of paper for one voice, without a name, a ruled field for each kind of problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Band, Label, Lines, Row, Text, draw_grid
from app.paper.forms.sheet import DATE_BY_HAND, FormContent, Sheet, by_hand

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "征求意见表"
KINDS = ("党员", "群众", "两代表一委员", "老干部", "企业", "服务对象")
FIELDS = ("形式主义", "官僚主义", "享乐主义", "奢靡之风")
ADDRESS = (
    "请您对照下列方面，直截了当写出存在的问题和改进的建议，一事一条，写明时间、地点和具体事例。本表不署名，"
    "不做记号；填好后投入意见箱或者交回发放人。"
)
IDENTITY_LABEL, OTHERS_LABEL = "您的身份", "其他意见\n和建议"
OTHERS, IDENTITY = 26, 11
TWO_ROWS = 32
"""A field at least so high, in millimetres, has a row for the problem and one for what to do about it."""
MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class OpinionForm(FormContent):
    """The round the sheet belongs to; `fields` are the kinds of problem the campaign asks for.

    A sheet that came back holds in `voices` what was written into which field (empty: the last), and in `identity`
    which kind was ticked.
    """

    title: str = ""
    organisation: str = ""
    audience: str = ""
    issued_on: str = ""
    return_by: str = ""
    fields: tuple[str, ...] = FIELDS
    identity: str = ""
    voices: tuple[tuple[str, str], ...] = ()


def title_of(content: OpinionForm) -> str:
    """What the sheet is called, the office's name in it."""
    title = content.title or TITLE
    return title if content.office in title else f"{content.office}{title}"


def head_of(content: OpinionForm) -> tuple[str, str]:
    """What stands at the left and at the right under the title."""
    batch = f"批次：{content.number}　发放对象：{content.audience}" if content.audience else f"批次：{content.number}"
    return batch, f"发放日期：{content.issued_on or DATE_BY_HAND}"


def ticks_of(content: OpinionForm) -> str:
    """The kinds of people with a box each, ticked on a sheet that came back."""
    kinds = (*KINDS, content.identity) if content.identity and content.identity not in KINDS else KINDS
    return "　".join(f"{'√' if kind == content.identity else '□'}{kind}" for kind in kinds)


def fields_of(content: OpinionForm) -> tuple[str, ...]:
    """The fields a sheet has room for."""
    return content.fields[:MOST_FIELDS] or FIELDS


def voice_in(content: OpinionForm, field: str) -> str:
    """What was written into a field; what fits none stands in the last."""
    known = fields_of(content)
    return "\n".join(text for name, text in content.voices if name == field or (not field and name not in known))


def foot_of(content: OpinionForm) -> str:
    """Who takes the sheets back, and till when."""
    return f"收回单位：{by_hand(content.organisation, 8)}　收回截止：{by_hand(content.return_by, 8)}"


def draw(content: OpinionForm, writer: PageWriter) -> None:
    """Draw the address to the reader, the ticks of who he is, and the fields that share the sheet."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(title_of(content), after=2 * MM)
    sheet.info(*head_of(content))
    sheet.note(f"　　{ADDRESS}", role=Role.KAI, size=12.0)
    sheet.top -= 2 * MM
    rows: list[Band | Row] = [Row(IDENTITY, (Label(IDENTITY_LABEL, 22), Text(ticks_of(content))))]
    names = fields_of(content)
    each = (sheet.room / MM - 10 - IDENTITY - OTHERS) / len(names)
    rows += [_field(name, each, voice_in(content, name)) for name in names]
    rows.append(Row(OTHERS, (Label(OTHERS_LABEL, 22), Lines(voice_in(content, "")))))
    draw_grid(sheet, rows, keep=10 * MM)
    sheet.top -= 1.5 * MM
    sheet.note(foot_of(content))
    sheet.finish()


def _field(name: str, high: float, voice: str) -> Band:
    if high < TWO_ROWS:
        return Band((Row(high, (Lines(voice),)),), name, 22)
    asked = (Row(high * 0.58, (Label("问题", 12), Lines(voice))), Row(high * 0.42, (Label("建议", 12), Lines())))
    return Band(asked, name, 10)
