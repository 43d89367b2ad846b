"""入户核查表: the household seen at home, its people, house and income ticked and counted, and both sides sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Band, Label, Lines, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import DATE_BY_HAND, FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "入户核查表"
KINDS = ("低保", "五保", "危房", "临时救助")
MEMBERS = 5
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class HouseholdSurvey(FormContent):
    """The application the visit is about; what is seen there is written with the pen."""

    household: str = ""
    place: str = ""
    id_number: str = ""
    phone: str = ""
    size: str = ""
    kind: str = ""
    applied_on: str = ""
    reason: str = ""
    surveyed_on: str = ""
    findings: str = ""


def draw(content: HouseholdSurvey, writer: PageWriter) -> None:
    """Draw one sheet: who applies, who lives there, how they live, what was found, and the signatures."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"编号：{content.number}", f"核查日期：{content.surveyed_on or DATE_BY_HAND}")
    bands: list[Band | Row] = [_applicant(content), _members(), _living(), _found(content), *_signed()]
    draw_grid(sheet, bands, keep=7 * MM)
    sheet.top -= 1.5 * MM
    sheet.note("入户核查不少于两人，核查情况由户主当场核对；户主不会写字的，由见证人代签并按指印。")
    sheet.finish()


def _applicant(content: HouseholdSurvey) -> Band:
    ticks = "　".join(f"{'√' if kind == content.kind else '□'}{kind}" for kind in KINDS)
    other = content.kind if content.kind not in KINDS else ""
    rows = (
        Row(
            10.5,
            (
                Label("户主", 16), Text(content.household, 34, MIDDLE), Label("村组", 14),
                Text(content.place, 40, MIDDLE),
                Label("人口", 14), Text(content.size, align=MIDDLE),
            ),
        ),
        Row(10.5, (Label("身份证号", 20), Text(content.id_number, 62), Label("电话", 14), Text(content.phone))),
        Row(
            10.5,
            (
                Label("申请种类", 20), Text(f"{ticks}　其他{other or '____'}", 87), Label("申请日", 16),
                Text(content.applied_on),
            ),
        ),
        Row(13, (Label("申请原因", 20), Text(content.reason)), grows=True),
    )  # fmt: skip
    return Band(rows, "申请情况", 10)


def _members() -> Band:
    heads = (
        Label("姓名", 24),
        Label("关系", 16),
        Label("年龄", 14),
        Label("健康状况", 40),
        Label("从业、上学", 35),
        Label("月收入（元）"),
    )
    blank = (Text("", 24), Text("", 16), Text("", 14), Text("", 40), Text("", 35), Text(""))
    return Band((Row(8, heads), *(Row(9.5, blank),) * MEMBERS), "家庭成员", 10)


def _living() -> Band:
    rows = (
        Row(10.5, (Label("住房", 20), Text("□砖混 □砖木 □土坯　____间____平方米　危房等级 □C □D □无"))),
        Row(10.5, (Label("年收入", 20), Text("种养____元　务工____元　补助____元　赡养____元　合计____元"))),
        Row(10.5, (Label("大项支出", 20), Text("医疗____元　上学____元　其他____元"))),
        Row(10.5, (Label("财产", 20), Text("□汽车 □农机 □商品房 □经营门店 □其他________　□均无"))),
    )
    return Band(rows, "生活状况", 10)


def _found(content: HouseholdSurvey) -> Band:
    rows = (
        Row(30, (Label("核查情况", 16), Lines(content.findings)), grows=True),
        Row(10.5, (Label("邻里证明人", 24), Text("", 48), Label("电话", 14), Text(""))),
        Row(10.5, (Text("核查结论：□ 属实，符合条件　□ 属实，不符合条件　□ 与申请不符", align=MIDDLE),)),
    )
    return Band(rows, "核查情况", 10)


def _signed() -> list[Row]:
    return [
        Row(
            27,
            (
                Label("核查人", 12), Opinion("两人签字：", width=43), Label("户主", 12),
                Opinion("签字按印：", width=43),
                Label("村委会", 12), Opinion("负责人：", "（盖章）"),
            ),
        ),
    ]  # fmt: skip
