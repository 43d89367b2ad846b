from __future__ import annotations

import re

import pytest

from app.paper.tree import Binding
from tests.paper import pages

POINT = 25.4 / 72


def edges(binding: Binding) -> list[tuple[float, float]]:
    """For each page, where the title column begins from the left and the head from the top, in millimetres."""
    paper = pages.ledger((pages.row(n, f"第{n}条意见") for n in range(1, 40)), binding=binding)
    pdf, _printed = pages.printed(paper)
    found = []
    for page in (1, 2):
        boxes = pages.poppler("pdftotext", pdf, "-bbox", "-f", str(page), "-l", str(page))
        words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)<', boxes)
        heads = [(float(x), float(y)) for x, y, word in words if word == "序号"]
        found.append((heads[0][0] * POINT, heads[0][1] * POINT))
    return found


@pytest.mark.parametrize(
    ("binding", "across", "down"),
    [(Binding.LEFT, 0.0, 0.0), (Binding.BOTH_SIDES, -7.0, 0.0), (Binding.WITH_UPRIGHT, 0.0, -7.0)],
)
def test_the_binding_margin_of_an_even_page_is_at_its_other_edge(binding: Binding, across: float, down: float) -> None:
    moved, unmoved = edges(binding)[1], _even_of_upright(binding)
    assert moved[0] - unmoved[0] == pytest.approx(across, abs=0.05)
    assert moved[1] - unmoved[1] == pytest.approx(down, abs=0.05)


def _even_of_upright(binding: Binding) -> tuple[float, float]:
    """Where the head of page two stands without any shift: 25 mm from the left; 18 or, bound above, 25 mm down."""
    left = edges(Binding.LEFT)[1]
    return left if binding is not Binding.WITH_UPRIGHT else (left[0], left[1] + 7.0)
