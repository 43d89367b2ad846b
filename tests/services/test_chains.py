from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.services import chains, links, records
from tests import factories

if TYPE_CHECKING:
    from app.services.chains import Chain
    from app.services.changes import Changes
    from app.services.desk import Desk


def link(desk: Desk, kind: str, start: Changes, end: Changes) -> None:
    ends = {"start": (start.ledger, start.ids[0]), "end": (end.ledger, end.ids[0])}
    desk.write(lambda unit: links.add(unit, actor=desk.actor, kind=kind, **ends))


def chain(desk: Desk, made: Changes, limit: int = chains.LARGEST) -> Chain:
    return desk.read(lambda unit: chains.of(unit, ledger=made.ledger, record_id=made.ids[0], limit=limit))


def story(desk: Desk) -> dict[str, Changes]:
    """Two opinions make one problem, the problem one item; one opinion also leads to a project; a visit told it."""
    made = {
        "visit": factories.add(desk, "visits", "走访内容=说路灯", "走访时间=2014-03-01"),
        "one": factories.add(desk, "opinions", "原始意见=路灯不亮", "日期=2014-03-01"),
        "two": factories.add(desk, "opinions", "原始意见=夜里看不见", "日期=2014-03-02"),
        "issue": factories.add(desk, "issues", "问题描述=村西照明差", "列入日期=2014-03-05"),
        "item": factories.add(desk, "rectifications", "登记日期=2014-03-06"),
        "project": factories.add(desk, "projects", "立项日期=2014-03-07"),
    }
    link(desk, "raises", made["visit"], made["one"])
    link(desk, "merged", made["one"], made["issue"])
    link(desk, "merged", made["two"], made["issue"])
    link(desk, "raises", made["issue"], made["item"])
    link(desk, "raises", made["one"], made["project"])
    return made


def test_the_whole_chain_is_seen_from_either_end(desk: Desk) -> None:
    made = story(desk)
    from_words, from_item = chain(desk, made["visit"]), chain(desk, made["item"])
    for seen in (from_words, from_item):
        assert {node.number: node.level for node in seen.nodes} == {
            made["visit"].number: 0,
            made["one"].number: 1,
            made["two"].number: 1,
            made["issue"].number: 2,
            made["project"].number: 2,
            made["item"].number: 3,
        }
    assert set(from_words.edges) == set(from_item.edges)
    assert len(from_words.edges) == 5


def test_the_lineage_leaves_out_what_only_shares_a_link(desk: Desk) -> None:
    made = story(desk)
    seen = chains.lineage(chain(desk, made["one"]))
    order = ("visit", "one", "issue", "item", "project")
    assert {node.number for node in seen.nodes} == {made[one].number for one in order}
    assert len(seen.edges) == 4
    assert {node.number: node.level for node in chains.lineage(chain(desk, made["two"])).nodes} == {
        made["two"].number: 0,
        made["issue"].number: 1,
        made["item"].number: 2,
    }


def test_a_node_says_what_it_is_and_how_it_stands(desk: Desk) -> None:
    made = story(desk)
    node = chain(desk, made["one"]).node(("rectifications", made["item"].ids[0]))
    assert (node.ledger_label, node.matter, node.state) == ("整改台账", "村西路灯不亮，夜间出行不便", "待整改")
    assert chain(desk, made["one"]).node(("opinions", made["one"].ids[0])).state == "登记"


def test_the_list_reads_outwards_with_the_words_of_each_link(desk: Desk) -> None:
    made = story(desk)
    lines = [(depth, words, node.number) for depth, words, node in chains.lines(chain(desk, made["issue"]))]
    assert lines == [
        (0, "", made["issue"].number),
        (1, "归并自", made["one"].number),
        (2, "来自", made["visit"].number),
        (2, "转为", made["project"].number),
        (1, "归并自", made["two"].number),
        (1, "转为", made["item"].number),
    ]


def test_a_circle_of_links_is_walked_once(desk: Desk) -> None:
    made = [factories.add(desk, "petitions", "来访时间=2014-03-01", "信访人姓名=孟某") for _ in range(3)]
    for start, end in ((0, 1), (1, 2), (2, 0)):
        link(desk, "related", made[start], made[end])
    seen = chain(desk, made[0])
    assert (len(seen.nodes), len(seen.edges)) == (3, 3)
    assert [node.number for _depth, _words, node in chains.lines(seen)] == [one.number for one in made[:2]] + [
        made[2].number
    ]


def test_a_lone_record_is_a_chain_of_one(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    seen = chain(desk, made)
    assert ([node.number for node in seen.nodes], seen.edges, seen.is_cut) == ([made.number], (), False)


def test_too_long_a_chain_is_cut_and_says_so(desk: Desk) -> None:
    made = story(desk)
    seen = chain(desk, made["issue"], limit=3)
    assert (len(seen.nodes), seen.is_cut) == (3, True)
    keys = {node.key for node in seen.nodes}
    assert all({edge.start, edge.end} <= keys for edge in seen.edges)


def test_a_voided_record_and_an_accusation_are_shown_as_such(desk: Desk) -> None:
    petition = factories.add(desk, "petitions", "来访时间=2014-03-01", "匿名=是", "问题类别=检举控告")
    case = factories.add(desk, "backlog_cases", "案件名称=旧案", "排查日期=2014-03-02")
    link(desk, "raises", petition, case)
    desk.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger="backlog_cases", record_id=case.ids[0], reason="错")
    )
    answer = chains.as_json(chain(desk, case))
    assert answer["root"] == case.number
    assert [(node["matter"], node["state"]) for node in answer["nodes"]] == [
        ("旧案", "已作废"), ("反映宅基地边界与邻居争执", "已登记")
    ]  # fmt: skip
    assert answer["edges"] == [{"from": petition.number, "to": case.number, "kind": "raises", "words": "转为"}]
    desk.actor = replace(desk.actor, sees_restricted=False)
    answer = chains.as_json(chain(desk, case))
    assert [node["matter"] for node in answer["nodes"]] == ["旧案"]
    assert answer["edges"] == []
