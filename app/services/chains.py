"""The chain of a record: from a villager's words to the closing and back, one picture over the links, from any end."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.rules.backfill import marked
from app.services import checking, links, presenting, records
from app.services.checking import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.links import Link
    from db.ask import Record
    from db.unit import UnitOfWork

LARGEST = 200
"""How many records one picture holds; what lies beyond is left out and said so."""
VOIDED = "已作废"
_STATES = ("status", "handling_stage", "stage", "handling")


@dataclass(frozen=True, slots=True)
class Node:
    """One record of the chain; `level` is its place from the left (0), `closing` the number it was struck off by."""

    ledger: str
    ledger_label: str
    record_id: int
    number: str
    matter: str
    state: str
    level: int
    closing: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the other nodes."""
        return (self.ledger, self.record_id)


@dataclass(frozen=True, slots=True)
class Edge:
    """One link: the keys of both nodes, and its words read from the first."""

    start: tuple[str, int]
    end: tuple[str, int]
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Chain:
    """All records that hang together with one, and the links between them; `is_cut` when there were too many."""

    root: tuple[str, int]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    is_cut: bool = False

    def node(self, key: tuple[str, int]) -> Node:
        """The node of that key; raises KeyError."""
        return {node.key: node for node in self.nodes}[key]


def of(unit: UnitOfWork, *, ledger: str, record_id: int, limit: int = LARGEST) -> Chain:
    """The chain a record stands in, walked over links from both ends; a circle of links is walked once."""
    root = (registry.find(ledger).name, record_id)
    levels = {root: 0}
    edges: dict[tuple[tuple[str, int], tuple[str, int], str], Edge] = {}
    waiting, is_cut = deque([root]), False
    while waiting:
        here = waiting.popleft()
        for link in links.of(unit, ledger=here[0], record_id=here[1]):
            there = (link.ledger, link.record_id)
            if there not in levels:
                if len(levels) >= limit:
                    is_cut = True
                    continue
                levels[there] = levels[here] + (1 if link.outgoing else -1)
                waiting.append(there)
            edge = _edge(here, there, link)
            edges[edge.start, edge.end, edge.kind] = edge
    leftmost = min(levels.values())
    nodes = tuple(_node(unit, key, level - leftmost) for key, level in levels.items())
    return Chain(root, nodes, tuple(edges.values()), is_cut)


def lineage(chain: Chain) -> Chain:
    """Of a chain only what its record comes from and what came of it: its siblings are left out."""
    kept = _reached(chain, backwards=True) | _reached(chain, backwards=False)
    nodes = [node for node in chain.nodes if node.key in kept]
    leftmost = min(node.level for node in nodes)
    return replace(
        chain,
        nodes=tuple(replace(node, level=node.level - leftmost) for node in nodes),
        edges=tuple(edge for edge in chain.edges if edge.start in kept and edge.end in kept),
    )


def _reached(chain: Chain, *, backwards: bool) -> set[tuple[str, int]]:
    """The nodes one comes to from the chain's record by going only with the links, or only against them."""
    found, waiting = {chain.root}, [chain.root]
    while waiting:
        here = waiting.pop()
        for edge in chain.edges:
            near, far = (edge.end, edge.start) if backwards else (edge.start, edge.end)
            if near == here and far not in found:
                found.add(far)
                waiting.append(far)
    return found


def _edge(here: tuple[str, int], there: tuple[str, int], link: Link) -> Edge:
    start, end = (here, there) if link.outgoing else (there, here)
    return Edge(start, end, link.kind, links.KINDS[link.kind][0])


def _node(unit: UnitOfWork, key: tuple[str, int], level: int) -> Node:
    record = records.get(unit, ledger=key[0], record_id=key[1])
    return Node(
        ledger=key[0],
        ledger_label=registry.find(key[0]).label,
        record_id=key[1],
        number=record.number,
        matter=checking.matter(record),
        state=_state(record),
        level=level,
        closing=text(record.values, "close_out_no"),
    )


def _state(record: Record) -> str:
    """The word of its state as its ledger shows it; empty for a ledger without one."""
    if record.voided_at is not None:
        return VOIDED
    ledger = registry.find(record.ledger)
    column = next((found for key in _STATES if (found := ledger.find(key)) is not None and found.key == key), None)
    return "" if column is None else marked(presenting.state_cell(ledger, column, record), record.values)


def lines(chain: Chain) -> Iterator[tuple[int, str, Node]]:
    """The chain as an indented list from its record outwards: depth, words of the link, node; each node once."""
    seen = {chain.root}
    stack: list[tuple[int, str, tuple[str, int]]] = [(0, "", chain.root)]
    while stack:
        depth, words, key = stack.pop()
        yield depth, words, chain.node(key)
        further = []
        for there, said in _neighbours(chain, key):
            if there not in seen:
                seen.add(there)
                further.append((depth + 1, said, there))
        stack += reversed(further)


def _neighbours(chain: Chain, key: tuple[str, int]) -> Iterator[tuple[tuple[str, int], str]]:
    for edge in chain.edges:
        outward, inward = links.KINDS[edge.kind]
        if edge.start == key:
            yield edge.end, outward
        if edge.end == key:
            yield edge.start, inward


def as_json(chain: Chain) -> dict[str, Any]:
    """The chain as the command line prints it: nodes by number, edges between numbers."""
    numbers = {node.key: (node.ledger, node.number) for node in chain.nodes}
    return {
        "root": numbers[chain.root][1],
        "nodes": [
            {
                "ledger": node.ledger,
                "number": node.number,
                "matter": node.matter,
                "state": node.state,
                "level": node.level,
                "closing": node.closing or None,
            }
            for node in chain.nodes
        ],
        "edges": [
            {"from": numbers[edge.start][1], "to": numbers[edge.end][1], "kind": edge.kind, "words": edge.words}
            for edge in chain.edges
        ],
        "cut": chain.is_cut,
    }
