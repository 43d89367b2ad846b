"""The words behind the help menu."""

from __future__ import annotations

KEYS: tuple[tuple[str, str], ...] = (
    ("Ctrl+N", "新建一条"),
    ("Enter / 双击", "打开所选的记录"),
    ("Ctrl+S", "保存"),
    ("Esc", "关闭弹出的列表，再按退回表格"),
    ("Enter / Tab", "表单里到下一格；Shift+Tab 回上一格"),
    ("Ctrl+F", "查找；清空后按 Esc 回到表格"),
    ("Ctrl+G", "按编号查找"),
    ("Ctrl+Q", "只看与当前格相同的"),
    ("Ctrl+C / Ctrl+Shift+C", "复制单元格 / 连同表头复制"),
    ("Ctrl+V", "把表格软件里复制的内容粘贴成新记录（先预览，不覆盖已有的）"),
    ("F12", "导出表格"),
    ("Ctrl+Shift+D", "复制整条（不带姓名、证件号和原话）"),
    ("Del", "作废（要写原因，编号保留）"),
    ("Ctrl+Z / Ctrl+Y", "撤销 / 重做当天的操作，编辑菜单里写着是哪一步；正在填的格里先退回打的字"),
    ("Ctrl+L", "锁定；离开几分钟也会自动锁定，正在填的内容都留着"),
    ("Ctrl+P", "打印预览"),
    ("F5", "刷新"),
    ("F6", "在台账名、查找、表格、表单、表单下半部分之间换"),
    ("Ctrl+Tab", "表单下面的各页（签到、资金、附件 …）依次换"),
    ("Ctrl+1 … Ctrl+9", "换到首页、学习教育 … 报表"),
    ("Ctrl+; ", "日期格里填今天；+、- 加减一天"),
    ("Alt+↓", "打开选择列表，可输拼音首字母"),
    ("F1", "本表"),
)

HIDING = (
    "在左边的台账名上点右键，可以隐藏本单位不用的台账，记录都保留。\n点台账名下面的“显示隐藏的台账”，一下就能找回来。"
)

ABOUT = (
    "<h3>民情台账</h3>"
    "<p>基层单位的民情台账：学习教育、征求意见、信访、惠民实事、联户走访、整改销号。</p>"
    "<p><b>本软件不得处理涉密信息。</b></p>"
    "<p>本软件不联网：所有内容只存在本机的一个台账文件里。</p>"
    "<p>许可证：Apache-2.0。字体：思源黑体、思源宋体、霞鹜文楷（OFL）。</p>"
)


def keys_page() -> str:
    """All keys as a table."""
    rows = "".join(
        f"<tr><td style='padding:2px 18px 2px 0'><b>{key}</b></td><td>{words}</td></tr>" for key, words in KEYS
    )
    return f"<table>{rows}</table>"
