"""Each item has its own maximum, and a mark above it is refused by its row."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import describe_rulebook
from tests.core.scoring.writing import book, evidence, keys, told

ITEMS = '[items.maximum]\ntype = "number"\ndecimals = 1\nrange = [0, 50]\ntitle = { zh = "满分", en = "maximum" }'
STAGE = """
    [[stage]]
    id = "s"
    [stage.criteria.points]
    by = ["item"]
    range = [0, 50]
    at_most = "item.maximum"
    steps = [{ over = "item", take = "sum" }]
    """
TABLE = "item maximum\nplan 12.5\nsafety 35"


def test_a_mark_up_to_the_maximum_of_its_item_counts():
    assert told(
        book(ITEMS, STAGE, keys("points")), "entry item value\na plan 12.5\na safety 35", "score", items=TABLE
    ) == ["47.50"]


def test_a_mark_above_the_maximum_of_its_item_is_told_with_its_row():
    with pytest.raises(Refused) as refused:
        evidence(
            book(ITEMS, STAGE, keys("points")), "entry item value\na plan 12.51\na safety 36\nb plan 3", items=TABLE
        )

    assert [(p.row, p.column, p.found.en, p.expected.en) for p in refused.value.problems] == [
        (2, "value", '"12.51"', "at most 12.5 for plan"),
        (3, "value", '"36"', "at most 35 for safety"),
    ]


def test_the_maximum_is_said_with_the_values():
    (clause,) = [c for c in describe_rulebook(book(ITEMS, STAGE, keys("points"))) if c.title.en == "What is observed"]

    assert clause.lines[0].zh == "points：按项目分别给出，0 到 50，至多为各项目的满分，小数至多 2 位；各项目：相加。"


@pytest.mark.parametrize(("column", "by"), [("item.most", '["item"]'), ("item.maximum", '["source"]')])
def test_a_maximum_is_a_column_of_numbers_of_items_that_the_criterion_has(column, by):
    with pytest.raises(Refused) as refused:
        book(
            ITEMS,
            STAGE.replace("item.maximum", column).replace('["item"]', by).replace('"item", take', f"{by[1:-1]}, take"),
            keys("points"),
        )

    assert [(problem.column, problem.expected.en) for problem in refused.value.problems] == [
        ("stage.criteria.points.at_most", "a column of numbers of items, with item in `by`: item.maximum")
    ]
