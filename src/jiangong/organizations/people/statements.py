"""What DuckDB is told when it checks a roster. Only our own words stand in these statements; what a file says comes in tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jiangong.foundation.sheets.harmless import SIGNS
from jiangong.organizations.people.columns import EMPLOYMENT, SEX, SKILL
from jiangong.organizations.people.spelling import BETWEEN_HAN, DOT, DOTS, FAULTS, SPACES, UNSEEN

WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ－（）．／"  # noqa: RUF001
NARROW = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-()./"
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
MOST_STRANGE, NEAR = 100, 0.88
"""For how many names of units that nobody knows the most similar one is looked up, and how similar it must be."""
CHECK_SIGNS = "10X98765432"
FACTS = ("name", "sex", "born_on", "trade", "skill", "in_trade_since", "employment", "phone", "honours")
DATED = ("born_on", "in_trade_since")
TEXTS = ("name", "sex", "trade", "skill", "employment", "phone", "honours")

MACROS = (
    # a leading apostrophe that our own export put before a formula sign goes away again
    f"CREATE MACRO shorn(x) AS CASE WHEN starts_with(x, '''') AND contains('{SIGNS}', nullif(substr(x, 2, 1), '')) THEN substr(x, 2) ELSE x END",
    "CREATE MACRO plain(x) AS trim(shorn(x), chr(32) || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288) || chr(65279))",
    # as many bytes as signs: nothing in it is wide, and translating would take ten times as long as all the rest
    f"CREATE MACRO narrow(x) AS CASE WHEN strlen(x) = length(x) THEN plain(x) ELSE translate(plain(x), '{WIDE}', '{NARROW}') END",
    f"CREATE MACRO moment(x) AS CAST(try_strptime(x, [{', '.join(repr(form) for form in DATES)}]) AS DATE)",
    "CREATE MACRO tag(x) AS left(translate(x, ';:,', '；：，'), 20)",  # noqa: RUF001
)
# Spaces that somebody put between the characters of a Chinese name to align a column are no part of it. Most names are plain.
TYPED = "plain(name)"
SPACED = f"regexp_replace(regexp_replace({TYPED}, '{UNSEEN}', '', 'g'), '[{SPACES}]+', ' ', 'g')"
CLOSED = (
    f"CASE WHEN regexp_full_match({SPACED}, '[\\p{{Han}} ]+') THEN replace({SPACED}, ' ', '') ELSE trim({SPACED}) END"
)
DOTTED = f"regexp_replace(translate(nfc_normalize({CLOSED}), '{DOTS}', '{DOT * len(DOTS)}'), ' ?{DOT} ?', '{DOT}', 'g')"
PLAIN_NAME = r"[\x{3400}-\x{9FFF}]+"
NAME = f"""CASE WHEN {TYPED} = '' OR regexp_full_match({TYPED}, '{PLAIN_NAME}') THEN {TYPED}
    ELSE regexp_replace({DOTTED}, '{BETWEEN_HAN}', '\\1{DOT}\\2', 'g') END"""
ODD = tuple((f"regexp_matches(name, '{pattern}')", f"'{code}'") for code, pattern in FAULTS.items())
CHECK_SUM = " + ".join(f"{weight} * ((digits // {10 ** (16 - at)}) % 10)" for at, weight in enumerate(WEIGHTS))


def _choice(column: str, words: Mapping[str, str]) -> str:
    """The value behind a word; null for a word that is none of them."""
    cases = " ".join(f"WHEN '{word}' THEN '{value}'" for word, value in words.items())
    return f"CASE plain({column}) WHEN '' THEN '' {cases} END"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which days somebody may be born, and whether identity numbers may be taken at all."""

    oldest: date
    youngest: date
    today: date
    has_identity_basis: bool


def laying(*, home: int, bounds: Bounds) -> list[str]:
    """From the file's texts to values and the reasons that a row gives by itself."""
    return [*MACROS, _cleaned(), _derived(), _laid(home, bounds), "DROP TABLE cleaned", "DROP TABLE derived"]


def _cleaned() -> str:
    return f"""CREATE TABLE cleaned AS SELECT row, plain(unit) AS unit, narrow(number) AS number, {NAME} AS name,
    {_choice("sex", SEX)} AS sex, plain(sex) AS sex_word, narrow(born_on) AS born_text, plain(trade) AS trade,
    {_choice("skill", SKILL)} AS skill, plain(skill) AS skill_word, narrow(in_trade_since) AS since_text,
    {_choice("employment", EMPLOYMENT)} AS employment, plain(employment) AS employment_word, replace(narrow(phone), ' ', '') AS phone,
    regexp_replace(plain(honours), '[\\r\\n]+', '；', 'g') AS honours, upper(replace(narrow(identity), ' ', '')) AS identity FROM given"""


def _derived() -> str:
    return """CREATE TABLE derived AS SELECT *, CASE WHEN born_text <> '' THEN moment(born_text) END AS born_said,
    TRY_CAST(regexp_replace(since_text, '年.*$', '') AS SMALLINT) AS since,
    regexp_full_match(identity, '[1-9][0-9]{16}[0-9X]') AS is_shaped,
    CASE WHEN regexp_full_match(identity, '[1-9][0-9]{16}[0-9X]') THEN TRY_CAST(substr(identity, 1, 17) AS BIGINT) END AS digits,
    CASE WHEN regexp_full_match(identity, '[1-9][0-9]{16}[0-9X]') THEN CAST(try_strptime(substr(identity, 7, 8), '%Y%m%d') AS DATE) END AS born_id,
    CASE WHEN is_shaped THEN CASE WHEN (digits % 10) % 2 = 1 THEN 'male' ELSE 'female' END END AS sex_id FROM cleaned"""


def _laid(home: int, bounds: Bounds) -> str:
    born = "coalesce(born_said, born_id)"
    reasons = (
        ("units_found = 0", "'unit_unknown:' || tag(d.unit) || coalesce('→' || nearest, '')"), ("units_found > 1", "'unit_shared:' || tag(d.unit)"),
        ("name = ''", "'name_missing'"), ("length(name) > 80", "'name_long'"), *ODD,
        ("number = '' AND identity = ''", "'key_missing'"), ("length(number) > 40 OR regexp_matches(number, '^[#=@]')", "'number_odd:' || tag(number)"),
        ("sex IS NULL", "'sex_word:' || tag(sex_word)"), ("born_text <> '' AND born_said IS NULL", "'born_unread:' || tag(born_text)"),
        (f"{born} < DATE '{bounds.oldest}'", f"'born_early:' || {born}"), (f"{born} > DATE '{bounds.today}'", f"'born_future:' || {born}"),
        (f"{born} > DATE '{bounds.youngest}' AND {born} <= DATE '{bounds.today}'", f"'born_young:' || {born}"),
        ("length(trade) > 80", "'trade_long'"), ("skill IS NULL", "'skill_word:' || tag(skill_word)"),
        (f"since_text <> '' AND (since IS NULL OR since NOT BETWEEN 1900 AND {bounds.today.year})", "'since_unread:' || tag(since_text)"),
        ("employment IS NULL", "'employment_word:' || tag(employment_word)"),
        ("phone <> '' AND NOT regexp_full_match(phone, '[0-9+()-]{5,20}')", "'phone_shape'"), ("length(honours) > 500", "'honours_long'"),
        ("identity <> '' AND (NOT is_shaped OR born_id IS NULL)", "'identity_shape'"),
        (f"is_shaped AND substr(identity, 18, 1) <> substr('{CHECK_SIGNS}', CAST(1 + ({CHECK_SUM}) % 11 AS BIGINT), 1)", "'identity_check'"),
        ("true" if not bounds.has_identity_basis else "false", "CASE WHEN identity <> '' THEN 'identity_consent' END"),
        ("born_said <> born_id", "'identity_born:' || born_said"), ("sex <> '' AND sex <> sex_id", "'identity_sex'"),
    )  # fmt: skip
    said = ",\n        ".join(f"CASE WHEN {condition} THEN {code} END" for condition, code in reasons)
    return f"""CREATE TABLE laid AS WITH names AS (
        SELECT known, min(id) AS id, min(path) AS path, count(DISTINCT id) AS units_found FROM units GROUP BY known),
    own AS (SELECT id, path FROM units WHERE id = {home} LIMIT 1),
    strange AS (SELECT DISTINCT unit FROM derived ANTI JOIN names ON known = unit WHERE unit <> '' LIMIT {MOST_STRANGE}),
    near AS (SELECT unit AS written, left(max_by(known, jaro_winkler_similarity(known, unit)), 40) AS nearest FROM strange CROSS JOIN names
        WHERE units_found = 1 AND jaro_winkler_similarity(known, unit) >= {NEAR} GROUP BY unit),
    d AS (SELECT derived.*, nearest, CASE WHEN derived.unit = '' THEN 1 ELSE coalesce(units_found, 0) END AS units_found,
        CASE WHEN derived.unit = '' THEN own.id WHEN units_found = 1 THEN names.id END AS unit_id,
        CASE WHEN derived.unit = '' THEN own.path WHEN units_found = 1 THEN names.path ELSE '' END AS path
        FROM derived CROSS JOIN own LEFT JOIN names ON names.known = derived.unit LEFT JOIN near ON near.written = derived.unit)
    SELECT row, unit_id, path, number, name, coalesce(nullif(sex, ''), sex_id, '') AS sex, {born} AS born_on, trade, coalesce(skill, '') AS skill,
    since AS in_trade_since, coalesce(employment, '') AS employment, phone, honours, identity,
    concat_ws(';', {said}) AS reasons FROM d"""


SEALING = (
    """CREATE TABLE keyed AS SELECT laid.* EXCLUDE (identity, number), coalesce(digest, '') AS identity_digest, coalesce(sealed, '') AS identity_sealed,
    CASE WHEN digest IS NULL THEN '' ELSE right(identity, 4) END AS identity_last,
    CASE WHEN number = '' AND digest IS NOT NULL THEN '#' || right(digest, 12) ELSE number END AS number FROM laid LEFT JOIN sealing USING (row)""",
    "DROP TABLE laid",
    "ALTER TABLE keyed RENAME TO laid",
)


def doubles() -> list[str]:
    """Rows of one file that speak of the same person: the same words twice, or words against each other."""
    said = f"hash(unit_id, number, {', '.join(FACTS)}, identity_digest)"
    return [
        f"""CREATE TABLE doubled AS SELECT unit_id, number, min(row) AS first, max(row) AS last, min({said}) <> max({said}) AS differ FROM laid
        WHERE unit_id IS NOT NULL AND number <> '' GROUP BY unit_id, number HAVING count(*) > 1""",
        """CREATE TABLE claimed AS SELECT identity_digest, min(row) AS first, max(row) AS last FROM laid WHERE identity_digest <> ''
        GROUP BY identity_digest HAVING count(DISTINCT unit_id || ' ' || number) > 1""",
        """UPDATE laid SET reasons = concat_ws(';', nullif(laid.reasons, ''), 'contradicts:' || CASE WHEN laid.row = d.first THEN d.last ELSE d.first END)
        FROM doubled d WHERE d.differ AND d.unit_id = laid.unit_id AND d.number = laid.number""",
        """UPDATE laid SET reasons = concat_ws(';', nullif(laid.reasons, ''), 'twice:' || d.first)
        FROM doubled d WHERE NOT d.differ AND d.unit_id = laid.unit_id AND d.number = laid.number AND laid.row <> d.first""",
        """UPDATE laid SET reasons = concat_ws(';', nullif(laid.reasons, ''), 'identity_twice:' || CASE WHEN laid.row = c.first THEN c.last ELSE c.first END)
        FROM claimed c WHERE c.identity_digest = laid.identity_digest""",
    ]


WORKERS = """CREATE TABLE workers (id BIGINT, unit_id BIGINT, unit_name VARCHAR, number VARCHAR, name VARCHAR, sex VARCHAR, born_on DATE, trade VARCHAR,
skill VARCHAR, in_trade_since SMALLINT, employment VARCHAR, phone VARCHAR, honours VARCHAR, identity_digest VARCHAR, standing VARCHAR)"""


def _said(reasons: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"CASE WHEN {condition} THEN {code} END" for condition, code in reasons)


def meeting() -> list[str]:
    """The rows beside the workers that are there. An empty cell says nothing and takes nothing away."""
    merged = [f"coalesce(nullif(l.{fact}, ''), w.{fact}, '') AS {fact}" for fact in TEXTS]
    merged += [f"coalesce(l.{fact}, w.{fact}) AS {fact}" for fact in DATED]
    changed = [f"CASE WHEN l.{fact} <> '' AND l.{fact} <> w.{fact} THEN '{fact}' END" for fact in TEXTS]
    changed += [
        f"CASE WHEN l.{fact} IS DISTINCT FROM w.{fact} AND l.{fact} IS NOT NULL THEN '{fact}' END" for fact in DATED
    ]
    changed += ["CASE WHEN l.identity_digest <> '' AND l.identity_digest <> w.identity_digest THEN 'identity' END"]
    changed += ["CASE WHEN NOT starts_with(l.number, '#') AND l.number <> w.number THEN 'number' END"]
    return [
        _found(),
        _elsewhere(),
        _judged(", ".join(merged), ", ".join(changed)),
        MET,
        "DROP TABLE laid",
        "DROP TABLE judged",
    ]


def _found() -> str:
    """Who a row is about: the worker of that number in that unit, else the one of that identity number there."""
    said = _said((("n.id <> i.id", "'number_other:' || tag(i.number)"),
                  ("n.identity_digest <> '' AND l.identity_digest <> '' AND n.identity_digest <> l.identity_digest", "'identity_other'")))  # fmt: skip
    return f"""CREATE TABLE found AS SELECT l.* EXCLUDE (reasons), coalesce(n.id, i.id) AS target,
    concat_ws(';', nullif(l.reasons, ''), {said}) AS reasons FROM laid l
    LEFT JOIN workers n ON n.unit_id = l.unit_id AND n.number = l.number
    LEFT JOIN (SELECT unit_id, identity_digest, min(id) AS id, min(number) AS number FROM workers WHERE identity_digest <> '' GROUP BY ALL) i
        ON i.unit_id = l.unit_id AND i.identity_digest = l.identity_digest AND l.identity_digest <> ''"""


def _elsewhere() -> str:
    return """CREATE TABLE elsewhere AS SELECT identity_digest, min(unit_id) AS low, max(unit_id) AS high, min_by(unit_name, unit_id) AS low_name,
    max_by(unit_name, unit_id) AS high_name FROM workers WHERE identity_digest <> '' AND standing = 'active' GROUP BY identity_digest"""


def _judged(merged: str, changed: str) -> str:
    said = _said((("w.standing IN ('restricted', 'erased')", "'restricted'"),
                  ("e.low <> l.unit_id", "'identity_elsewhere:' || tag(e.low_name)"),
                  ("e.low = l.unit_id AND e.high <> l.unit_id", "'identity_elsewhere:' || tag(e.high_name)")))  # fmt: skip
    return f"""CREATE TABLE judged AS SELECT l.row, l.unit_id, l.path,
    CASE WHEN starts_with(l.number, '#') THEN coalesce(w.number, l.number) ELSE l.number END AS number, {merged}, l.name AS given_name,
    l.identity_digest, l.identity_sealed, l.identity_last, l.target,
    concat_ws(';', nullif(l.reasons, ''), {said}) AS reasons, concat_ws(',', {changed}) AS changes
    FROM found l LEFT JOIN workers w ON w.id = l.target LEFT JOIN elsewhere e ON l.identity_digest <> '' AND e.identity_digest = l.identity_digest"""


MET = """CREATE TABLE met AS SELECT * EXCLUDE (reasons, changes), CASE WHEN reasons <> '' THEN reasons WHEN target IS NULL THEN '' ELSE changes END AS reasons,
CASE WHEN reasons <> '' THEN 'refused' WHEN target IS NULL THEN 'added' WHEN changes <> '' THEN 'changed' ELSE 'same' END AS verdict FROM judged"""
NEWCOMERS = "SELECT DISTINCT name, born_on FROM met WHERE verdict = 'added' AND born_on IS NOT NULL LIMIT ?"
NAMESAKES = "CREATE TABLE namesakes (id BIGINT, unit_name VARCHAR, number VARCHAR, name VARCHAR, born_on DATE, identity_digest VARCHAR)"
# Nobody but the unit knows whether two of one name and one birthday are one person, so these are asked about, not refused.
DOUBTS = (
    """CREATE TABLE alike AS SELECT hash(name, born_on) AS who, min(row) AS first, max(row) AS last FROM met WHERE verdict = 'added' AND born_on IS NOT NULL
    GROUP BY ALL HAVING count(*) > 1 AND count(DISTINCT nullif(identity_digest, '')) < 2""",
    """UPDATE met SET reasons = 'alike_row:' || CASE WHEN met.row = a.first THEN a.last ELSE a.first END
    FROM alike a WHERE verdict = 'added' AND born_on IS NOT NULL AND a.who = hash(met.name, met.born_on)""",
    """CREATE TABLE recorded AS SELECT hash(name, born_on) AS who, min(identity_digest) AS digest, min_by(number, id) AS number,
    min_by(unit_name, id) AS unit_name
    FROM (SELECT id, name, born_on, identity_digest, number, unit_name FROM workers WHERE standing = 'active'
    UNION SELECT id, name, born_on, identity_digest, number, unit_name FROM namesakes) WHERE born_on IS NOT NULL GROUP BY ALL""",
    """UPDATE met SET reasons = concat_ws(';', nullif(met.reasons, ''), 'alike_record:' || tag(r.number) || '→' || tag(r.unit_name))
    FROM recorded r WHERE verdict = 'added' AND born_on IS NOT NULL AND r.who = hash(met.name, met.born_on)
    AND (r.digest = '' OR met.identity_digest = '' OR r.digest = met.identity_digest)""",
)
STAGED = """SELECT row, verdict, left(reasons, 200) AS reasons, target AS target_id,
unit_id AS organization_id, path, left(number, 40) AS number,
left(CASE verdict WHEN 'refused' THEN given_name ELSE name END, 80) AS name, sex, born_on, left(trade, 80) AS trade, skill, in_trade_since,
employment, left(phone, 30) AS phone, left(honours, 500) AS honours, identity_digest, identity_sealed, identity_last
FROM met WHERE verdict <> 'same' ORDER BY row"""
