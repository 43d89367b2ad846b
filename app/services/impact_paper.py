"""个人信息保护影响评估表: what personal data ledgers hold, why, how long, for whose eyes; the judgement left to the pen
(个人信息保护法 55, 56); records of it are kept three years at least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.paper.tree import Align, LedgerPaper, TableColumn, TableRow
from app.rules import masking, retention, rights
from app.rules.rights import Right
from app.services import archiving, leaving, locking, office, operators, person_slip, printing, settings
from db.declare import Mask
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.declare import Ledger
    from db.unit import UnitOfWork

TITLE = "个人信息保护影响评估表"
COLUMNS = (
    TableColumn("项目", 34, Align.CENTER), TableColumn("内容", 84), TableColumn("目的和用途", 70),
    TableColumn("保管期限", 22, Align.CENTER), TableColumn("谁能看全", 44),
)  # fmt: skip
_AT_SERVER = "台账在县级服务器上，连线加密并核对服务器的证书；各单位只看得到自己的，县里的查看人只能看"
SIGNATURES = ("评估人", "审核人", "分管领导", "评估日期")


def paper(unit: UnitOfWork) -> LedgerPaper:
    """The form as far as the program knows it; what has to be judged is left to the pen."""
    own, today = office.name(unit), unit.clock.today()
    return LedgerPaper(
        title=f"{own}{TITLE}", office=own, reported_on=FuzzyDate(today).text(), columns=COLUMNS,
        rows=[TableRow(cells) for cells in (*_ledgers(unit), *_measures(unit), *_judgement())], signatures=SIGNATURES,
        period="处理敏感个人信息以前评估；评估报告和处理情况记录至少保存三年", profile_note=printing.head_note(unit),
        made_on=today,
    )  # fmt: skip


def _ledgers(unit: UnitOfWork) -> Iterator[tuple[str, ...]]:
    """Every ledger in use that holds something personal: which columns, which of them sensitive."""
    classes, hidden = archiving.classes(unit), office.hidden_ledgers(unit)
    for ledger in (*registry.BASE, *registry.LEDGERS):
        personal = _personal(ledger)
        if not personal or ledger.name in hidden:
            continue
        term = classes.get(ledger.name, retention.declared(ledger))
        right = Right.REVEAL if any(masking.is_hidden(column) for column in ledger.columns) else Right.READ
        seen_by = "、".join(rights.RIGHTS[right].roles)
        kept = person_slip.AS_LONG if term is retention.Retention.NONE else term.value
        yield ledger.label, personal, ledger.intro or ledger.label, kept, seen_by


def _personal(ledger: Ledger) -> str:
    held = [column for column in ledger.columns if column.mask is not Mask.NONE or column.sensitive]
    rows = [column for child in ledger.children for column in child.columns if column.mask is not Mask.NONE]
    names = dict.fromkeys(column.label for column in (*held, *rows))
    sensitive = dict.fromkeys(column.label for column in (*held, *rows) if column.sensitive)
    told = f"{'、'.join(names)}" if names else ""
    return f"{told}（敏感：{'、'.join(sensitive)}）" if sensitive else told


def _measures(unit: UnitOfWork) -> Iterator[tuple[str, ...]]:
    """What guards the data, as it is set now."""
    names = operators.everyone(unit)
    roles = "、".join(dict.fromkeys(one.role for one in names))
    is_shared = unit.is_at_server
    second = "要" if settings.is_on(unit, leaving.SECOND) else "不要"
    for name, words in (
        ("权限", f"操作人 {len(names)} 位，角色有：{roles}；检举控告件另行授权，每次打开都记录"),
        ("去标识化", "列表和公示的表里姓名、证件、电话、住址遮盖；显示全部号码要有权限，每次都记录"),
        ("操作日志", "登记、修改、查看、打印、导出、登录都记在历史里，历史不能删改，可以随时核验"),
        ("导出", f"多人的信息导出要选用途，{second}另一位操作人同意"),
        ("自动锁定", f"无人操作 {locking.minutes(unit)} 分钟锁定"),
        ("网络", _AT_SERVER if is_shared else "本机台账不联网，数据只存在本机和备份里"),
        ("删除", "个人信息按批准删除，两人办理或凭签字的审批单；到期的档案鉴定以后销毁"),
    ):
        yield name, words, "", "", ""


def _judgement() -> Iterator[tuple[str, ...]]:
    for name in (
        "目的和方式是否合法、正当、必要",
        "对个人权益的影响和安全风险",
        "保护措施是否有效、与风险相适应",
        "评估结论",
    ):
        yield name, "", "", "", ""
