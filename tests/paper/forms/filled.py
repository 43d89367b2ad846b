"""Every form with something written in each of its boxes, so that what is lost or runs over a rule is seen."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from app.paper.forms.contact_cards import Card
from app.paper.forms.deadline_slip import Reckoned
from app.paper.forms.life_meeting import Examined
from app.paper.forms.makeup_record import Absentee
from app.paper.forms.meeting_minutes import AgendaItem
from app.paper.forms.questionnaire import Question
from app.paper.forms.reception_day import Visit
from app.paper.forms.recheck_visit import VisitedItem
from app.paper.forms.rectification_order import Finding, Order
from app.paper.forms.rota_month import RotaDay
from app.paper.forms.team_roster import Team
from tests.paper.forms.sheets import DRAWN

LONG_ORG = "清河镇农村经济经营管理站和便民服务中心联合党支部"
DAY = "2014年12月31日"
ODD = "𠮷家（Zhang-3号）说“路灯”3.4万元，不亮。"

GIVEN: dict[str, dict[str, Any]] = {
    "督办": {"colour": "红"},
    "来访": {"flags": ("初访", "集体访"), "sex": "男", "age": "57", "ethnicity": "汉族"},
    "不予受理": {"reasons": ("已由其他机关受理", "已复核终结"), "reason": "已复核终结"},
    "移交": {"cases": (("积案〔2014〕1号", ODD, "郑双喜", LONG_ORG, DAY, ODD * 3),)},
    "周一": {"tasks": (("整改〔2014〕1号", ODD * 2, DAY, "逾期"),)},
    "回访": {
        "items": (
            VisitedItem("整改〔2014〕1号", "销〔2014〕1号", DAY, LONG_ORG, "群众提", LONG_ORG, ODD, ODD, ODD, ODD),
        )
    },
    "签到": {"people": tuple((f"甲{place}", LONG_ORG, "（请假）") for place in range(40))},
    "联系卡": {"cards": (Card(LONG_ORG, "户主甲"),)},
    "会议": {"agenda": (AgendaItem(ODD, "孙立新", ODD * 4),), "resolutions": ((ODD * 3, "许静", DAY, DAY),)},
    "一案一策": {"visitor_count": "12"},
    "销号": {"rated": "20", "satisfied": "17", "basically": "3", "dissatisfied": "0"},
    "交办": {},
    "告知": {"way": 1, "service": "邮寄", "responsible_org": ""},
    "转办": {"way": "转纪检", "papers": (("来信原件.pdf", "1份"), (ODD, "2份")), "object_article": "第二十三条"},
    "时限": {
        "lines": tuple(
            Reckoned("延期办结", "《信访工作条例》第三十四条", DAY, DAY, DAY, ODD * 4, "按期完成") for _ in range(9)
        )
    },
    "接访": {"visits": (Visit("杨万顺、杨洪亮", "12", ODD * 4, ODD * 3, "√ 转经营管理站"), Visit("甲", "1", "问路"))},
    "排班": {
        "year": 2014,
        "month": 3,
        "days": tuple(RotaDay(day, "欧阳建国", "党委副书记", "冯建业", LONG_ORG, "带案下访") for day in range(1, 32)),
    },
    "整改通知": {
        "orders": (Order(LONG_ORG, (Finding(ODD * 4, ODD, DAY, "整改〔2014〕12号"), Finding(ODD))), Order("村建办"))
    },
    "补学": {"absentees": tuple(Absentee(f"甲{place}", LONG_ORG, ODD, DAY, "观看录像") for place in range(4))},
    "资料签收": {"people": tuple((f"甲{place}", "1") for place in range(61)), "unit": "册"},
    "学习档案": {
        "summary": ("18", "17", "20.5", "1", "2"),
        "sittings": tuple((DAY, "集中学习", ODD, "1.5", "缺席", f"{DAY}\n补课") for _ in range(25)),
        "outputs": (("心得", ODD * 2, DAY, "2600", "优"),),
    },
    "意见表": {"fields": ("形式主义", "官僚主义", "党的六项纪律执行情况")},
    "问卷": {
        "questions": (Question(ODD * 3, True, ("好", ODD * 3, "差")), Question("您满意吗", False, ("满意", "不满意")))
    },
    "评议票": {
        "papers": tuple(f"表〔2014〕{place}号" for place in range(1, 8)),
        "items": ("总体", "学风会风文风"),
        "grades": ("优秀", "合格", "基本合格", "不合格"),
    },
    "座谈": {"voices": tuple((f"代表{place}", ODD, LONG_ORG, ODD * 4) for place in range(8)), "method": "民情恳谈会"},
    "核查": {"kind": "残疾补贴", "id_number": "110105196003071234"},
    "公示": {"rows": ((ODD, ODD * 5), ("乙", "丙"))},
    "名册": {
        "teams": tuple(
            Team(
                LONG_ORG,
                "行动小组",
                "清发〔2014〕3号",
                DAY,
                LONG_ORG,
                ODD,
                (("联络员", "田雨欣", LONG_ORG, "15400000991", f"{DAY}至{DAY}"),) * 9,
            )
            for _ in range(3)
        )
    },
    "归档": {
        "groups": (
            (
                "永久",
                (("2014-永-0011", "安活发〔2014〕12号", LONG_ORG, ODD * 3, "2014.12.31", "内部", "12", "原件"),) * 30,
            ),
            ("10年", (("", "", "", "题名", "", "", "", ""),)),
        )
    },
    "谈心": {"criticisms": (("许静", ODD), ("宋连城", ODD * 2))},
    "生活会": {
        "kind": "民主生活会",
        "members": tuple(Examined(name, ODD * 2, (("何玉堂", ODD * 3, "接受"),) * 6) for name in ("宋连城", "许静")),
    },
    "批评汇总": {"rows": (("宋连城", ODD * 2, "何玉堂", "说明", "整改〔2014〕14号"),) * 30},
    "慰问签收": {
        "gifts": (("高兰香", LONG_ORG, "12月31日", "3000", ODD),) * 20,
        "givers": "罗小军、方惠",
        "total": "60000",
        "goods_value": "420",
    },
}
"""What cannot be any text."""

UNSEEN: dict[str, tuple[str, ...]] = {
    "告知": ("way", "service"),
    "转办": ("way", "tell_article"),
    "归档": ("fonds", "unit"),
    "评议票": (),
    "整改通知": (),
}


def content(form: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What to write on a form, and its single texts by field, each different from all others."""
    given = dict(GIVEN.get(form, {}))
    texts = {}
    for place, field in enumerate(fields(DRAWN[form][1])):
        if field.type == "str" and field.name not in {*given, "office", "number", "profile_note", "paper_no"}:
            texts[field.name] = given[field.name] = f"第{place}栏{ODD}"
    return given, texts
