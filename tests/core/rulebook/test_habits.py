"""What hands do by habit is refused with what to write instead."""

import pytest

from jiangong.core.rulebook import check_rulebook

HEAD = 'rulebook = 1\nname = "small"\ntitle = "Small"\n'
STAGE = HEAD + '[[stage]]\nid = "s"\n[stage.criteria.a]\nrange = [0, 100]\n[stage.criteria.b]\nrange = [0, 100]\n'
ORDER = '[[stage.order]]\nby = "t"\n'


def said(text, lang="en"):
    """The problems of a rulebook as sentences."""
    return [problem.sentence(lang) for problem in check_rulebook(text)]


def of_formula(formula, more=""):
    return said(STAGE + f'[stage.scores.t]\nformula = "{formula}"\n{more}' + ORDER)


@pytest.mark.parametrize(
    ("formula", "instead"),
    [
        ("a × 0.3 + b", "the plain *"),
        ("a * 30％ + b", "the plain %"),
        ("max（a, b)", "the plain ("),
        ("a ≥ b", "the plain >="),
        ("a，b", "the plain ,"),
        ("理论 + b", "a short name such as theory"),
        ("=a + b", "without the = before it"),
        ("SUM(a, b)", "a + b"),
        ("IF(a > b, a, b)", "if, in small letters"),
        ("Average(a, b)", 'take = "mean"'),
        ("LOG10(a)", "log(…) / log(10)"),
        ("MOD(a, 18)", "a - b * floor(a / b)"),
        ("RANK(a)", "rank_high"),
    ],
)
def test_a_formula_says_what_to_write_instead(formula, instead):
    assert [line for line in of_formula(formula) if instead in line] != []


def test_a_sign_that_nobody_means_is_answered_with_what_there_is():
    assert "names, numbers" in of_formula("a ; b")[0]
    assert "one of min" in of_formula("frobnicate(a)")[0]


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("title = “理论”", 'the plain " in place of “'),
        ('title ＝ "x"', "the plain = in place of ＝"),
        ('by = ["item"，"source"]', "the plain , in place of ，"),
        ("【stage.scores.t】", "the plain [ in place of 【"),
        ("share = 30%", "per cents in quotes"),
        ("range = [0 100]", "a comma between numbers"),
        ('steps = [{ over = "item",\n  take = "sum" }]', "braces { } on one line"),
        ('理论 = "x"', "in letters"),
        ('title\u3000= "x"', "the plain space"),
        ("x = ;", "key = value"),
    ],
)
def test_a_line_that_is_no_toml_says_what_to_write_instead(line, instead):
    assert instead in said(STAGE + line + "\n")[0]


def test_words_in_quotes_and_notes_are_no_habit():
    assert "key = value" in said(STAGE + 'title = "（中文）" x # 【说明】\n')[0]


def test_one_bracket_where_there_are_several_is_told():
    found = said(
        STAGE + '[[stage.order]]\nby = "a"\n[stage.awards]\nid = "x"\ntop = 1\n[[stage.awards]]\nid = "y"\ntop = 1\n'
    )

    assert "double brackets everywhere: [[stage.awards]]" in found[0]


@pytest.mark.parametrize("share", ["10", '"110%"', "0"])
def test_a_share_is_a_part_of_the_entrants(share):
    awards = f'[[stage.awards]]\nid = "x"\ntitle = "X"\nshare = {share}\n'
    found = said(STAGE + '[[stage.order]]\nby = "a"\n' + awards)

    assert ["at most 100%" in line for line in found] == [True]
    assert [
        "at most 100%" in line
        for line in said(STAGE + f'[[stage.order]]\nby = "a"\n[stage.go_on]\nto = "f"\nshare = {share}\n')
    ] == [True]


def test_rounding_to_twos_is_doubted_and_to_fives_is_not():
    assert '"0.001" for 3 decimals' in of_formula("a + b", "round = 3\n")[0]
    assert of_formula("a + b", "round = 5\n") == of_formula("a + b", 'round = "0.01"\n') == []


def test_dropping_all_there_can_be_is_doubted():
    judged = HEAD + (
        '[[stage]]\nid = "s"\n[stage.criteria.t]\nby = ["source"]\ncount = {{ source = {} }}\nrange = [0, 10]\n'
        'steps = [{{ over = "source", drop_high = 2, drop_low = 1, take = "sum" }}]\n'
    )

    assert "3 dropped of 3" in said(judged.format(3) + ORDER)[0]
    assert said(judged.format(4) + ORDER) == []


def test_comparing_a_name_with_a_number_says_which_is_which():
    found = said(
        HEAD
        + '[[stage]]\nid = "s"\n[stage.criteria.t]\nby = ["item"]\nsteps = [{ over = "item", where = "item >= 10", take = "sum" }]\n'
        + ORDER
    )

    assert "(text, a number)" in found[0]
    assert "item.NAME" in found[0]
