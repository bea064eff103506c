"""Where engines differ by themselves, they are told to do the same: each expression on DuckDB and on Spark, row by row."""

import ibis
import pyarrow as pa
import pytest

from jiangong.core.quantities import MODES, bit_count, decimal_text, divided, int64, nth_smallest, rounded_real
from jiangong.core.scoring import connection
from jiangong.core.scoring.marks import _decimals
from jiangong.core.scoring.tables import Store, decimal_units, text, whole_number

ODD = [
    "a",
    "B",
    "é",
    "灯",
    "",
    None,
    "Z",
    "z",
    "ä",
    "a b",
    "10",
    "9",
    "\U0001f600",
    "\uffff",
    "K",
    "ſ",
    "a\\",
    "it's",
    "${x}",
]
WHITE = [f"{white}x{white}" for white in " \t\n\r\v\f"] + ["vxf", "\u00a0x", "\u3000x", "v", "f", " \v f \f "]
NUMBERS = ["1", "+1", "-1", "-0", "-0.5", "0.5", "78.50", "1.", ".5", "1.5.2", "1e3", "1_0", "", "12345678901234567", "0012.10",
           "1\u2028", "1\u0085", "１", "9" * 16, "-" + "9" * 15, "999999999999999.99", "1,5", "abc", "0x10"]  # fmt: skip
WHOLE = [0, 1, 2, 3, 4, 5, 7, -1, -2, -3, -5, 2**53 + 1, -(2**53) - 1, 2**61, -(2**61), None]


@pytest.fixture
def same(spark):
    """Rows of an expression over a table, which must be the same on both engines."""

    def asked(columns, build):
        table = pa.table(columns)
        found = []
        for backend in (connection(), spark):
            store = Store(backend)
            lines = store.lines(build(store.keep("rows", table)))
            found.append(sorted(map(str, (list(line.values()) for line in lines))))
            store.forget()
        assert found[0] == found[1]
        return found[0]

    return asked


def each(column, **values):
    """What is computed of every row, beside the row."""

    def build(rows):
        return rows.select(row=rows[column], **{name: value(rows[column]) for name, value in values.items()})

    return build


def test_the_same_is_trimmed(same):
    lines = same({"t": WHITE}, each("t", trimmed=text, length=lambda t: text(t).length()))

    assert [line for line in lines if "'vxf'" in line] == ["['vxf', 'vxf', 3]"]


def test_the_same_texts_are_decimals(same):
    lines = same(
        {"t": NUMBERS},
        each("t", units=lambda t: decimal_units(t, int64(2))[0], n=lambda t: decimal_units(t, int64(2))[1]),
    )

    assert "['78.50', 7850, 1]" in lines and "['-0.5', -50, 1]" in lines and "['1\\u2028', None, -1]" in lines


def test_the_same_texts_are_whole_numbers(same):
    same({"t": NUMBERS}, each("t", number=whole_number))


def test_texts_stand_in_the_same_order(same):
    def build(rows):
        window = ibis.window(order_by=[rows.t.asc()])
        return rows.select(
            rows.t, place=ibis.dense_rank().over(window), low=rows.t.min().over(), high=rows.t.max().over()
        )

    same({"t": ODD}, build)


def test_what_is_missing_stands_last_in_either_direction(same):
    def build(rows):
        return rows.select(
            rows.n, up=ibis.rank().over(order_by=[rows.n.asc()]), down=ibis.rank().over(order_by=[rows.n.desc()])
        )

    assert same({"n": [2, None, 1]}, build) == ["[1, 0, 1]", "[2, 1, 0]", "[None, 2, 2]"]


def test_constants_are_what_they_say(same):
    same(
        {"n": [1]},
        lambda rows: rows.select(**{f"c{n}": ibis.literal(t) for n, t in enumerate(filter(None, [*ODD, *WHITE]))}),
    )
    same(
        {"x": [3.0]},
        lambda rows: rows.select(a=rows.x * 0.1, b=rows.x + 1e-9, c=rows.x * 1e20, d=rows.x > 2.9999999999999996),
    )


@pytest.mark.parametrize("mode", MODES)
def test_whole_numbers_are_divided_alike(same, mode):
    build = each("n", thirds=lambda n: divided(n, int64(3), mode), halves=lambda n: divided(n, int64(2), mode))
    lines = same({"n": WHOLE}, build)

    assert f"[{2**53 + 1}, " in " ".join(lines)


@pytest.mark.parametrize(
    "wrong",
    [lambda n: divided(n, n - n, "floor", signed=False), lambda n: n * int64(4), lambda n: -n - n - n],
    ids=["nothing", "times", "sum"],
)
def test_what_is_no_number_is_an_error_on_both(spark, wrong):
    for backend in (connection(), spark):
        store = Store(backend)
        rows = store.keep("rows", pa.table({"n": [2**62]}))
        with pytest.raises(Exception, match="(?i)overflow|out of range|zero"):
            store.lines(rows.select(v=wrong(rows.n)))


@pytest.mark.parametrize("mode", MODES)
def test_real_numbers_are_rounded_alike(same, mode):
    from fractions import Fraction

    values = [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.1, 2.675, 1e9 + 0.5, 0.0, -0.0, None]
    build = each(
        "x", whole=lambda x: rounded_real(x, Fraction(1), mode), cents=lambda x: rounded_real(x, Fraction(1, 100), mode)
    )
    same({"x": values}, build)


def test_real_functions_come_to_the_same_hundred_millionths(same):
    from fractions import Fraction

    step = Fraction(1, 10**8)
    values = [n / 7 + 0.01 for n in range(200)]
    same({"x": values}, lambda rows: rows.select(
        rows.x, ln=rounded_real(rows.x.ln(), step, "half_up"), exp=rounded_real((rows.x / 10.0).exp(), step, "half_up"),
        root=rows.x.sqrt(), power=rounded_real(rows.x**0.37, step, "half_up"),
    ))  # fmt: skip


def test_real_numbers_are_written_alike(same):
    same({"x": [0.5, 85.0, 1e7, 123456789.25, 0.001, 0.00025, -3e8, 1e-5, 1e17, None]}, lambda rows: rows.select(
        units=decimal_units(text(rows.x), int64(6))[0], n=decimal_units(text(rows.x), int64(6))[1]
    ))  # fmt: skip


@pytest.mark.parametrize("scale", [0, 2, 8])
def test_decimals_are_read_alike(same, scale):
    from decimal import Decimal

    kind = pa.decimal128(18, scale)
    values = [Decimal(n).scaleb(-scale) for n in (0, 1, -1, 7850, 785, 99999999, -5)]
    same({"d": pa.array([*values, None], kind)}, lambda rows: rows.select(
        units=_decimals(rows.d, int64(2))["value"], n=_decimals(rows.d, int64(2))["+decimals"]
    ))  # fmt: skip


def test_decimals_are_written_alike(same):
    same({"n": WHOLE[:-5]}, each("n", text=lambda n: decimal_text(n, 200, 2), whole=lambda n: decimal_text(n, 4, 0)))


def test_lists_are_in_order_and_compared_from_their_beginning(same):
    rows = {"g": list("aaabbbccd"), "n": [3, 1, 2, 3, 1, 1, 10, 9, 3]}

    def build(table):
        lists = table.group_by("g").aggregate(
            up=table.n.collect(order_by=table.n.asc()), down=table.n.collect(order_by=table.n.desc())
        )
        lists = lists.mutate(up=lists.up.concat(ibis.array([int64(99)])))
        return lists.mutate(
            place=ibis.dense_rank().over(order_by=[lists.up]), last=ibis.dense_rank().over(order_by=[lists.down])
        )

    assert same(rows, build)[0] == "['a', [1, 2, 3, 99], [3, 2, 1], 1, 2]"


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_so_many_smallest(same, number):
    def build(rows):
        return rows.group_by("g").aggregate(v=nth_smallest(rows.n, number))

    same({"g": list("aaabbc"), "n": [5, None, 1, 2, 2, None]}, build)


def test_the_first_and_the_last_are_the_same(same):
    def build(rows):
        return rows.group_by("g").aggregate(
            first=rows.n.argmin(rows.at), last=rows.n.argmax(rows.at), chosen=rows.n.argmin(rows.at, where=rows.n > 1)
        )

    same({"g": list("aaabb"), "n": [None, 1, 2, 3, None], "at": [1, 2, 3, 2, 1]}, build)


def test_the_middle_is_the_same(same):
    def build(rows):
        return rows.group_by("g").aggregate(
            m=(rows.n.quantile(0.5) * 2.0).round().cast("int64"), w=rows.n.quantile(0.5, where=rows.n > 1)
        )

    same({"g": list("aaabbc"), "n": [5, 1, 9, 2, 3, None]}, build)


def test_bits_are_the_same(same):
    def build(rows):
        return rows.select(
            rows.n, n_bits=bit_count(rows.n), part=(rows.n >> int64(3)) & int64(2**20 - 1), rest=rows.n % int64(7)
        )

    same({"n": [0, 1, 2**40 + 5, 2**61 + 9]}, build)
    same({"n": [1, 2, 2**61 + 8, None]}, lambda rows: rows.aggregate(v=rows.n.bit_or()))


def test_yes_and_no_are_compared_alike(same):
    def build(rows):
        given = rows.n.notnull()
        return rows.select(
            rows.n, a=given == ibis.literal(False), b=(~(rows.n == 1)) == ibis.literal(False), c=given != rows.n.isnull(),
            d=ibis.least(rows.n, 2), e=ibis.greatest(rows.n, 2), f=rows.n.identical_to(ibis.null("int64")),
        )  # fmt: skip

    same({"n": [1, 2, None]}, build)


def test_a_group_is_joined_by_lines(same):
    def build(rows):
        return rows.group_by("g").aggregate(
            n=rows.t.nunique(), there=rows.t.group_concat("\n"), any=(rows.t == "x").any()
        )

    same({"g": list("abb"), "t": ["x", "y", None]}, build)


def test_patterns_end_where_the_text_ends(same):
    endings = ["5", "5\n", "5\r\n", "5\u2028", "5\u0085", "a;", ";\n"]
    same(
        {"t": endings},
        each("t", digits=lambda t: t.re_search("^[0-9]+$"), cut=lambda t: t.re_replace(";$", "").length()),
    )
