"""The words behind the help menu."""

from __future__ import annotations

from app import VERSION

HIDING = (
    "在左边的台账名上点右键，可以隐藏本单位不用的台账，记录都保留。\n点台账名下面的“显示隐藏的台账”，一下就能找回来。"
)

ABOUT = (
    f"<h3>民情台账 {VERSION}</h3>"
    "<p>基层单位的民情台账：学习教育、征求意见、信访、惠民实事、联户走访、整改销号。</p>"
    "<p><b>本软件不得处理涉密信息。</b></p>"
    "<p>台账在本机的文件里时，本软件不联网；台账放在县级服务器上的，只与那一台服务器往来。</p>"
    "<p>许可证：Apache-2.0。字体：思源黑体、思源宋体、霞鹜文楷（OFL）。</p>"
)
