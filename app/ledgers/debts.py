"""欠账清退: old debts owed to villagers, what was verified, what was repaid and what is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.ledgers import common
from db.declare import ChangedBy, Column, Kind, Ledger, Mask
from db.values import Money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from db.values import Value


def balance(values: Mapping[str, Value], _children: Mapping[str, Sequence[Mapping[str, Value]]]) -> Value:
    """What is still owed: principal − repaid; None without a principal."""
    principal, repaid = values.get("principal"), values.get("repaid_amount")
    if not isinstance(principal, Money):
        return None
    return principal - repaid if isinstance(repaid, Money) else principal


LEDGER = Ledger(
    name="debts",
    label="欠账清退",
    retention="30年",
    tab="projects",
    prefix="欠账",
    matter="reason",
    main_date="registered_on",
    title="欠账清退台账",
    intro="欠谁的、为什么欠、哪年欠的、还了多少、还欠多少。",
    by_place=True,
    ongoing=("repaid_on", ()),
    owing="balance",
    columns=(
        replace(common.main_date("registered_on", "登记日期", "日期", "查实日期"), width=0),
        replace(
            common.villager_name("creditor", "债权人", "姓名", width=18), complete=True, primary=True, in_table=True
        ),
        Column(
            "debtor_org",
            "欠款单位",
            Kind.ORGANISATION,
            complete=True,
            width=20,
            searchable=True,
            primary=True,
            in_table=True,
        ),
        common.matter("reason", "事由", "欠款事由", width=30),
        Column("voucher_no", "凭证号", width=16, searchable=True, primary=True),
        Column(
            "origin_on",
            "形成年份",
            Kind.FUZZY_DATE,
            complete=True,
            width=16,
            primary=True,
            in_table=True,
            synonyms=("形成时间",),
        ),
        replace(
            common.money("principal", "本金", "金额", "欠款金额", width=18), complete=True, primary=True, in_table=True
        ),
        Column("verified_by", "查实人", Kind.PERSON, width=15, searchable=True, primary=True),
        Column("repaid_on", "偿还日", Kind.DATE, width=18, primary=True, section=common.RESULT, synonyms=("偿还日期",)),
        replace(
            common.money("repaid_amount", "偿还额", "偿还金额", width=18, section=common.RESULT),
            primary=True,
            in_table=True,
        ),
        Column("repaid_from", "资金来源", searchable=True, primary=True, section=common.RESULT),
        Column("sign_off", "领款人签收", width=18, section=common.RESULT, help="留空由领款人用笔签字"),
        replace(
            common.money("balance", "余额", "尚欠", width=16, section=common.RESULT),
            changed_by=ChangedBy.SYSTEM,
            computed=balance,
            help="本金减去偿还额",
        ),
        replace(common.phone(), section=common.RESULT),
        Column("bank_account", "银行账号", sensitive=True, mask=Mask.BANK_ACCOUNT, section=common.RESULT),
        common.BACKFILLED,
        replace(common.REMARK, width=12),
    ),
)
