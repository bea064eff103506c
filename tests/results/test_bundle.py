"""What a bundle carries of the entries: every column that a rule reads, plain ones too, and no other."""

from jiangong.core.scoring import Tables
from jiangong.results.bundle import pack_competition, read_bundle, verify_bundle
from tests.factories.competitions import RULES
from tests.factories.results import a_table


def test_a_plain_column_that_only_a_formula_reads_goes_into_the_bundle():
    text = RULES.replace(
        "[[stage.order]]",
        "[stage.scores.bonus]\nformula = \"if(entry.category = 'new', 1, 0)\"\n[[stage.order]]",
        1,
    )
    marks = a_table("entry,criterion,value\na,theory,80\na,practice,90\nb,theory,70\nb,practice,60")
    entries = a_table("entry,category,unit\na,new,u\nb,old,u")
    packed = pack_competition(rulebook_text=text, tables=Tables(marks, entries))

    columns = read_bundle(packed.data).tables.entries.select(["event", "entry", "category"])

    assert columns.to_pylist() == [
        {"event": "", "entry": "E0001", "category": "new"},
        {"event": "", "entry": "E0002", "category": "old"},
    ]
    assert "unit" not in read_bundle(packed.data).tables.entries.column_names
    assert verify_bundle(packed.data).is_identical
