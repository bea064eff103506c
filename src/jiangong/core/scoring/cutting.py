"""Long queries cut into statements: what a query is made of may lie so deep that reading it takes minutes, or that no engine can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ibis
from ibis.expr import operations as ops
from ibis.expr import types as ir

DEEPEST = 150
"""Parts within parts of one statement. The rules of common competitions stay below it and are one statement."""
MOST = 400
"""Tables within tables of one statement, one that is read twice counted twice: an engine may compute it twice as well."""


def cut(table: ir.Table, name: Callable[[], str]) -> Iterator[tuple[str, ir.Table]]:
    """Tables to be computed and kept under a name, each before it is read, and at last the query itself, without a name."""
    root, found = table.op(), []
    depths: dict[ops.Node, int] = {}
    sizes: dict[ops.Node, int] = {}

    def shallow(node: ops.Node, given: dict[str, Any] | None) -> ops.Node:
        made = node.__recreate__(given) if given else node
        depth = 1 + max((depths[child] for child in made.__children__), default=0)
        size = isinstance(made, _TABLES) + sum(sizes[part] for part in made.__children__ if isinstance(part, _TABLES))
        if (depth > DEEPEST or size > MOST) and isinstance(node, _CUT_AT) and node is not root:
            found.append((name(), made.to_expr()))
            made, depth, size = ibis.table(made.schema, name=found[-1][0]).op(), 1, 1
        depths[made], sizes[made] = depth, size
        return made

    last = root.replace(shallow).to_expr()
    yield from found
    yield "", last


_TABLES = (ops.Relation, ops.JoinLink)
_CUT_AT = (ops.Project, ops.Aggregate, ops.JoinChain, ops.Filter, ops.DropColumns, ops.Set)
"""Relations whose rows have no order that somebody relies on."""
