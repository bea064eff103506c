"""What Spark must be told in other words than DuckDB, so that the same expression comes to the same digits on both.

Everything here is a place where Ibis's own wording for Spark was seen to fail, or to answer something else. Whatever is not here,
Ibis says rightly: that is what `tests/cluster` holds, expression by expression and rulebook by rulebook.
"""

from __future__ import annotations

from typing import Any

import ibis.expr.datatypes as dt
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.common.exceptions import UnsupportedOperationError
from ibis.expr import types as ir

SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # a number that does not fit is an error, never another number
    "spark.sql.caseSensitive": "true",  # two columns may differ by case alone
    "spark.sql.variable.substitute": "false",  # a text in which `${` stands is a text
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.groupByOrdinal": "true",
    "spark.sql.orderByOrdinal": "true",
}
"""What a session must be set to; anything else is the cluster's own affair."""

WHITE = " \t\n\r\v\f"
"""What is trimmed: the six that Python calls white in ASCII. Spark's own `trim` takes off blanks alone."""


EXACT = dt.Decimal(38, 18)


class SparkWords(PySparkCompiler):  # type: ignore[misc]  # Ibis brings no types
    """Ibis's compiler for Spark, put right."""

    __slots__ = ()

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:
        """Constants by rules of our own for texts and real numbers."""
        if dtype.is_string():
            return self._text(value)
        return self._real(value) if dtype.is_floating() else super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    def _text(self, value: str) -> Any:
        """With control characters or backslashes by its bytes: what sqlglot writes as `\\v` is the letter v to Spark."""
        if not any(char < " " or char == "\\" for char in value):
            return sge.convert(value)
        return self.f.anon.decode(self.f.unhex(value.encode().hex()), sge.convert("UTF-8"))

    def _real(self, value: float) -> Any:
        """A bare 0.1 would be a decimal."""
        return self.cast(sge.convert(repr(float(value))), dt.float64)

    def visit_Field(self, op: Any, *, rel: Any, name: Any) -> Any:
        """Ibis would look up an option that exists only where pyspark is loaded; nothing here is ever NaN."""
        return super(PySparkCompiler, self).visit_Field(op, rel=rel, name=name)

    def visit_Cast(self, op: Any, *, arg: Any, to: Any) -> Any:
        """A real number as text: from ten millions on, and below a thousandth, Spark writes 1.0E7, where DuckDB writes it out."""
        written = super().visit_Cast(op, arg=arg, to=to)
        if not (op.arg.dtype.is_floating() and to.is_string()):
            return written
        size = self.f.abs(arg)
        plain = sg.and_(size >= self._real(1e-4), size < self._real(1e16))
        return self.if_(plain, self.cast(self.cast(arg, EXACT), to), written)

    def visit_Strip(self, op: Any, *, arg: Any) -> Any:
        """Ibis hands the characters over as a literal of its own, past the rule above."""
        return self.f.anon.btrim(arg, self._text(WHITE))

    def visit_Not(self, op: Any, *, arg: Any) -> Any:
        """In brackets: `NOT a = b` is `NOT (a = b)` to Spark, whichever of the two was meant."""
        return sge.paren(super().visit_Not(op, arg=arg), copy=False)

    def visit_NotNull(self, op: Any, *, arg: Any) -> Any:
        """In brackets: Spark does not read `a IS NOT NULL IS NULL`."""
        return sge.paren(super().visit_NotNull(op, arg=arg), copy=False)

    def visit_RegexSearch(self, op: Any, *, arg: Any, pattern: Any) -> Any:
        """The pattern as Java reads it."""
        return sge.RegexpLike(this=arg, expression=self._text(_java(op.pattern)))

    def visit_RegexReplace(self, op: Any, *, arg: Any, pattern: Any, replacement: Any) -> Any:
        """The pattern as Java reads it."""
        return self.f.regexp_replace(arg, self._text(_java(op.pattern)), replacement)

    def visit_StringSplit(self, op: Any, *, arg: Any, delimiter: Any) -> Any:
        """Spark splits by a pattern, in which a point is any character."""
        return self.f.anon.split(arg, self._text(f"\\Q{op.delimiter.value}\\E"))

    def visit_ArrayIndex(self, op: Any, *, arg: Any, index: Any) -> Any:
        """Nothing behind the end: `element_at` stops with an error there."""
        return self.f.anon.get(arg, self.cast(index, dt.int32))

    def visit_ArrayCollect(
        self, op: Any, *, arg: Any, where: Any, order_by: Any, include_null: bool, distinct: bool
    ) -> Any:
        """Spark puts together in any order, `array_agg` knows no other; so what is together is put in order."""
        if not op.order_by:
            return super().visit_ArrayCollect(
                op, arg=arg, where=where, order_by=(), include_null=include_null, distinct=distinct
            )
        (key,) = op.order_by
        if key.arg != op.arg or where is not None:
            raise UnsupportedOperationError("on Spark a list is put in order by its own numbers alone")
        return self._sorted(arg, ascending=key.ascending)

    def _sorted(self, arg: Any, *, ascending: bool = True) -> Any:
        return self.f.anon.sort_array(self.f.collect_list(arg), sge.Boolean(this=ascending))

    def visit_ScalarUDF(self, op: Any, **kw: Any) -> Any:
        """What DuckDB calls `divide`, and an error for both where the divisor is 0."""
        if op.__func_name__ != "divide":
            return super().visit_ScalarUDF(op, **kw)
        return self.f.anon.div(*kw.values())

    def visit_BitOr(self, op: Any, *, arg: Any, where: Any) -> Any:
        """Spark has it, and Ibis does not say so."""
        return self.agg.bit_or(arg, where=where)

    def visit_AggUDF(self, op: Any, *, where: Any, **kw: Any) -> Any:
        """DuckDB's `min` of two arguments, the so many smallest: all of them in order begin with these."""
        if op.__func_name__ != "min":
            return super().visit_AggUDF(op, where=where, **kw)
        value, _ = kw.values()
        return self._sorted(value)


def _java(pattern: Any) -> str:
    """RE2's `$` is the end; to Java's, a line separator may still follow."""
    written = str(pattern.value)
    return written.removesuffix("$") + "\\z" if written.endswith("$") else written


_WORDS = SparkWords()


def spark_query(table: ir.Table) -> tuple[str, ...]:
    """An expression in Spark's words, which takes neither a session nor pyspark: every part that is read more than once as a
    statement of its own, `NAME AS SELECT …`, and then the query. Spark would put each part wherever it is read, and compute it there,
    so that a part of parts of parts is computed a thousand times.
    """
    query = _WORDS.to_sqlglot(table)
    parts = [f"{part.alias} AS {part.this.sql(dialect=_WORDS.dialect)}" for part in query.ctes]
    query.set("with_", None)
    query.set("with", None)
    return (*parts, str(query.sql(dialect=_WORDS.dialect)))


def spark_text(text: str) -> str:
    """A constant text in Spark's words."""
    return str(_WORDS._text(text).sql(dialect=_WORDS.dialect))
