"""Every key that a rulebook may hold: the one list from which loading, JSON Schema and the reference page are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiangong.core.problems import Text
from jiangong.core.quantities import MODES

DIMENSIONS = ("item", "attempt", "source", "member")
KINDS = ("mark", "difficulty", "lot", "decision", "adjustment", "match")
TAKES = (
    "sum",
    "mean",
    "median",
    "highest",
    "lowest",
    "best",
    "worst",
    "first",
    "last",
    "count",
    "longest_run",
    "each",
    "sum_so_far",
    "run_so_far",
)
EFFECTS = ("out", "fail", "skip", "value")
ENTRANTS = ("listed", "marked", "gone_on", "teams")
TIES = ("all", "none")
COMPARED = ("best_to_worst", "worst_to_best", "first_to_last", "last_to_first")
TIED = ("tied", "still_tied")
PLACES = ("shared", "dense", "single")
MISSING = ("not_marked", "zero", "none", "refuse")
ATTRIBUTE_TYPES = ("number", "text", "yes_no")
ENTERED = ("number", "count", "choice")
SECOND = ("none", "confirm", "again")


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what kind of value it takes, and what it means, in two languages."""

    name: str
    takes: str
    meaning: Text
    choices: tuple[str, ...] = ()
    required: bool = False


def _key(name: str, takes: str, zh: str, en: str, *, choices: tuple[str, ...] = (), required: bool = False) -> Key:
    return Key(name, takes, Text(zh, en), choices, required)


ROUNDING = (
    _key("round", "unit", "舍入到的最小单位，如 \"0.01\"；从这一步起用舍入后的数", "the unit to round to, e.g. \"0.01\"; later steps use the rounded number"),
    _key("mode", "choice", "舍入方式，默认 half_up（四舍五入，负数按绝对值）", "how to round; half_up (away from zero) by default", choices=MODES),
)  # fmt: skip

RULEBOOK = (
    _key("rulebook", "whole", "规则语言的版本，现为 1", "version of the rulebook language, now 1", required=True),
    _key("name", "name", "规则的短名，字母、数字、下划线", "short name: letters, digits, underscore", required=True),
    _key("title", "title", "竞赛名称", "name of the competition", required=True),
    _key("version", "text", "这份规则的版本", "version of these rules"),
    _key(
        "source", "title", "规则的出处：文件、文号、条款", "where the rules were published: document, number, article"
    ),
    _key("note", "title", "给读者的说明", "a note to the reader"),
    _key(
        "states",
        "map:state",
        "状态码：缺考、弃权等，各自的含义和后果",
        "state codes (absent, withdrawn …): meaning and effect",
    ),
    _key("entries", "map:attribute", "参赛项表里规则要读的列", "columns of the entries table that the rules read"),
    _key("items", "map:attribute", "项目表里规则要读的列", "columns of the items table that the rules read"),
    _key(
        "events",
        "map:attribute",
        "赛项表里规则要读的列，每个赛项一个值",
        "columns of the events table: one value an event",
    ),
    _key(
        "sources",
        "map:attribute",
        "评分人表里规则要读的列：组别、权重等",
        "columns of the sources table: group, weight … of each judge",
    ),
    _key("stage", "list:stage", "阶段，按先后排列", "the stages, in order", required=True),
)
STATE = (
    _key("title", "title", "状态的名称", "what the state is called", required=True),
    _key("effect", "choice", "后果：out 没有名次，列在最后；fail 这一次失败，比任何数都差；skip 这一行不算；value 按 value 计（不写 value 就按这一行的数值）", "what follows: out = no place, listed last; fail = this attempt fails, worse than any value; skip = the row is left out; value = counts as `value`, or as the row's own value", choices=EFFECTS, required=True),
    _key("value", "number", "effect = \"value\" 时按多少计；不写则按这一行自己写的数值", "what the row counts as when effect = \"value\"; without it, the row's own value"),
    _key("excludable", "flag", "false 时 drop_… 和 keep_best 都不能把它去掉", "false: no drop_… or keep_best may leave it out"),
    _key("keeps", "flag", "只在 effect = \"out\" 时：true 则没有名次，但还分开的各项（如已完成的各段）仍给团体和后面的阶段用", "with effect = \"out\" only: true = no place, but numbers that are still separate (the days that were finished) count for teams and later stages all the same"),
)  # fmt: skip
ATTRIBUTE = (
    _key("type", "choice", "number 数，text 文字，yes_no 是否", "number, text or yes_no", choices=ATTRIBUTE_TYPES, required=True),
    _key("title", "title", "名称", "what it is called"),
    _key("decimals", "whole", "小数位数，默认 0", "decimal places of a number, 0 by default"),
    _key("range", "range", "允许的最小值和最大值", "lowest and highest value allowed"),
    _key("default", "value", "表里空着时用的值；没有默认值时空着是错误", "value where the table is blank; without it a blank is an error"),
    _key("formula", "formula", "由别的列算出，如 entry.age <= 35；公开包里只放算出的值", "computed from other columns, e.g. entry.age <= 35; the bundle then carries only the outcome"),
    _key("of", "pairs", "只在 sources：直接写明每名评分人的值，如 of = { \"专家组\" = 2 }；交了评分人表就以表为准", "sources only: what each source has, e.g. of = { \"expert panel\" = 2 }; a table of sources, where one is handed in, takes its place"),
)  # fmt: skip
STAGE = (
    _key("id", "name", "阶段的短名，评分表的 stage 列用它", "short name, used in the stage column of marks", required=True),
    _key("title", "title", "阶段名称", "name of the stage"),
    _key("like", "name", "照抄前面一个阶段，再改下面写出的键", "copy an earlier stage, then change what is written here"),
    _key("entrants", "choice", "谁参加：listed 名单上的全部，marked 本阶段有评分的，gone_on 恰是晋级来的，teams 各队；不写时，有晋级来的就是晋级来的和有评分的，否则是名单上的全部", "who takes part: all listed, all marked here, exactly those who went on, or the teams; when absent, those who went on or were marked, or all listed where no stage sends anybody", choices=ENTRANTS),
    _key("team", "text", "entrants = \"teams\" 时，按参赛项的哪一列组队，默认 team", "with entrants = \"teams\": the entry column that names the team; team by default"),
    _key("within", "text", "名次在哪一列之内分别排，如 group、category；或按前面阶段的一个数，如 heats.pool", "rank separately within this entry column, e.g. group, category; or by a number of an earlier stage, e.g. heats.pool"),
    _key("ranked", "formula", "条件为真的参赛项才排名次，其余只列不排", "only entries for which this holds are ranked; others are listed without a place"),
    _key("unranked", "name", "ranked 的条件不成立的，state 列写这个状态（states 里 effect = \"out\" 的，如 不合格）；不写则空着", "the state of those for whom `ranked` does not hold, one with effect = \"out\", e.g. failed; no state when absent"),
    _key("no_result", "name", "有评分而排名的依据一个也没有的，state 列写这个状态（effect = \"out\" 的，如 无成绩）；不写则 not_marked", "the state of those who have marks and yet none of the numbers that places compare, one with effect = \"out\", e.g. no mark; not_marked when absent"),
    _key("criteria", "map:criterion", "评分项", "what is observed or judged"),
    _key("scores", "map:score", "得分，按先后写出；standings 里依次成为 score: 各列", "named scores in order; each becomes a score: column of the standings"),
    _key("score", "name", "standings 的 score 列写哪个得分；不写则是排名的第一个依据", "which score stands in the score column of the standings; the first key of the order when absent"),
    _key("order", "list:order", "排名的依据，依次比较", "what places are ordered by, compared in turn", required=True),
    _key("places", "choice", "全部依据相同时：shared 并列，下一名空出（默认）；dense 并列，下一名不空；single 不得并列，须有抽签或裁决", "entries equal in every key: shared = they share the place and the next is left out (default); dense = the next is not left out; single = no shared places: a lot or a decision must be recorded", choices=PLACES),
    _key("go_on", "tables:go_on", "谁晋级；可写几条 [[stage.go_on]]，依次取", "who goes on; several rules, [[stage.go_on]], take in turn"),
    _key("awards", "list:award", "奖项", "awards"),
    _key("second", "choice", "封存前是否要第二人：none 不要（默认），confirm 第二人看过并确认，again 第二人另行录入一遍，不同处并排列出", "whether a second person is needed before sealing: none (default), confirm = sees the sheet and confirms it, again = enters it once more and differences are shown side by side", choices=SECOND),
    _key("running_total", "flag", "true 时裁判打分时看得见本表合计；默认不显示", "true lets the judge see the sum of the sheet while marking; hidden by default"),
    _key("work_minutes", "whole", "一批比赛用时几分钟；裁判和现场看得见到几点为止，补时另加", "how many minutes a batch of works has; judges and the desk see until when, added time on top"),
    _key("seal_minutes", "whole", "一批结束后，裁判要在几分钟内封存；过时仍可封存，只标出“迟交”", "within how many minutes after a batch ends its sheets are to be sealed; later ones are taken and flagged as late"),
)  # fmt: skip
CRITERION = (
    _key("title", "title", "评分项名称", "what it is called"),
    _key("kind", "choice", "种类：mark 评分，difficulty 难度，lot 抽签，decision 裁决，adjustment 加减分，match 对阵（同一 item 的两方互为对手）", "kind of fact; match = the two entries that share an item are opponents", choices=KINDS),
    _key("by", "names", "除参赛项外还分哪几维：item 项目，attempt 次序，source 评分人", "which of item, attempt, source tell rows apart, beside the entry"),
    _key("count", "map:count", "每一维应有几个：整数，或 [最少, 最多]", "how many there must be of each: a whole number, or [least, most]"),
    _key("items", "texts", "允许的 item 值", "the item values allowed"),
    _key("range", "range", "一个数允许的最小值和最大值", "lowest and highest value of one row"),
    _key("decimals", "whole", "数值最多几位小数，默认 2", "most decimal places of a value, 2 by default"),
    _key("step", "number", "数值必须是它的整数倍，如 0.5", "values must be whole multiples of it, e.g. 0.5"),
    _key("values", "numbers", "只允许这几个数值，如 [0, 3, 4, 5]", "the only values allowed, e.g. [0, 3, 4, 5]"),
    _key("at_most", "text", "每个项目自己的满分：项目表的一列，如 item.maximum；超过的拒收", "each item's own maximum: a column of items, e.g. item.maximum; a value above it is refused"),
    _key("unit", "title", "单位，如 秒、毫米", "unit, e.g. second, millimetre"),
    _key("better", "choice", "高的好还是低的好；默认 high，抽签和裁决默认 low", "whether high or low is better; by default high, of lots and decisions low", choices=("high", "low")),
    _key("missing", "choice", "参赛项一行也没有时：not_marked 记“未评分”、不排名次，zero 按 0，none 没有这个数（照样排名），refuse 拒绝整份数据", "when an entry has no row: not_marked = unranked, zero = 0, none = no value but still ranked, refuse = refuse the file", choices=MISSING),
    _key("steps", "list:step", "从一行行数到这一项的得数，一步一步写", "from rows to one number, step by step"),
    _key("show", "unit", "只在显示时舍入到这个单位", "round only what is shown"),
    _key("hidden", "flag", "true 时不列入 standings", "true keeps it out of the standings"),
    _key("entered", "choice", "裁判怎样给：number 填数，count 出现一次点一下，choice 选一档；不写时，写了 levels 或 values 就是选，否则是填数", "how a judge gives it: number = typed, count = one tap an occurrence, choice = one of the levels; when absent, choice where levels or values are written, else number", choices=ENTERED),
    _key("levels", "list:level", "各档的分数和文字，显示在选项旁边", "the levels with their values and words, shown beside the choice"),
    _key("spread", "number", "几名裁判对同一项最多相差多少；超过的商议后重评，两轮都保留", "how far judges may differ on one item; above it they talk and score again, and both rounds are kept"),
)  # fmt: skip
LEVEL = (
    _key("from", "number", "这一档的最低值", "lowest value of the level", required=True),
    _key(
        "to", "number", "这一档的最高值，默认与 from 相同", "highest value of the level; the same as from when absent"
    ),
    _key("title", "title", "档名，如 优、良", "what it is called, e.g. good", required=True),
    _key("text", "title", "达到这一档要看到什么", "what must be seen for it"),
)
SCORE = (
    _key("title", "title", "得分名称", "what it is called"),
    _key("formula", "formula", "算式，如 theory + practice", "a formula, e.g. theory + practice"),
    _key("weights", "weights", "加权和：名称 = 权重（可写 \"30%\"）", "weighted sum: name = weight (\"30%\" allowed)"),
    _key("weights_total", "number", "权重合计应为多少，不等就报错", "what the weights must add up to; checked"),
    _key("weights_of", "choice", "all 每一项都要有，缺一项就没有得数（默认）；given 缺的不算，它的权重由有的几项按比例分担，须写 round", "all = every one is needed (default); given = those that are lacking are left out and their weight falls to the others in proportion; needs round", choices=("all", "given")),
    _key("from", "text", "从哪个评分项或得分开始（可写 阶段.名称）", "the criterion or score to start from (stage.name allowed)"),
    _key("steps", "list:step", "再一步一步算", "further steps"),
    *ROUNDING,
    _key("show", "unit", "只在显示时舍入到这个单位；比较名次仍用未舍入的数", "round only what is shown; places still compare the exact number"),
    _key("better", "choice", "高的好还是低的好，默认 high", "whether high or low is better; high by default", choices=("high", "low")),
    _key("hidden", "flag", "true 时不列入 standings", "true keeps it out of the standings"),
)  # fmt: skip
STEP = (
    _key("over", "dimensions", "把这一维（或几维）合成一个数：item、attempt、source，团体阶段还有 member", "combine this dimension (or several) into one number: item, attempt, source; member in a team stage"),
    _key("take", "choice", "怎么合：sum 和，mean 平均，median 中位数，highest、lowest、best、worst，first、last（按次序），count 个数，longest_run 最长连续几个满足 where；each 不合成，只去掉该去的；sum_so_far、run_so_far 不合成，每一行变成到这一行为止的和、到这一行为止连续几个满足 where", "how to combine: sum, mean, median, highest, lowest, best, worst, first or last (by attempt), count, longest_run = the most in a row for which `where` holds; each = combine nothing, only leave out what is dropped; sum_so_far, run_so_far = combine nothing, each row becomes the sum up to it, or how many in a row up to it hold", choices=TAKES),
    _key("drop_high", "drops", "先去掉几个最高；{ 5 = 1, 9 = 2 } 是有 5 个起去 1 个、9 个起去 2 个", "drop this many highest first; { 5 = 1, 9 = 2 } = one from five rows on, two from nine on"),
    _key("drop_low", "drops", "先去掉几个最低", "drop this many lowest first"),
    _key("drop_best", "drops", "先去掉几个最好（按 better）", "drop this many best first (see better)"),
    _key("drop_worst", "drops", "先去掉几个最差；失败的一次算最差", "drop this many worst first; a failure is the worst"),
    _key("keep_best", "amount", "只取最好的几个", "keep only this many best"),
    _key("may_drop", "formula", "drop_… 和 keep_best 只能去掉条件为真的行，其余的一定计入，如 item.kind = 'heat'", "drop_… and keep_best may leave out only rows for which this holds, e.g. item.kind = 'heat'; the others always count"),
    _key("weight", "formula", "take = \"mean\" 时每一行的权重，如 source.weight：加权平均，没有的行不占权重；须写 round", "with take = \"mean\": the weight of each row, e.g. source.weight; rows that are not there have no part in it; needs round"),
    _key("need", "whole", "至少要有几个，否则没有这个数", "fewer than this many gives no value"),
    _key("where", "formula", "只取条件为真的，如 item.section = 'A'", "only rows for which this holds, e.g. item.section = 'A'"),
    _key("times", "value", "乘以一个数、一个评分项，或 item.列名", "multiply by a number, a criterion, or item.column"),
    _key("plus", "value", "加上一个数、一个评分项，或 item.列名", "add a number, a criterion, or item.column"),
    _key("formula", "formula", "算式，value 是到这一步的数", "a formula; value is the number so far"),
    _key("lookup", "lookup", "查表：数值 = 得数；或按名称分的几张表", "a table: value = result; or several under names"),
    _key("by", "text", "有几张表时按哪一列选：lookup = { 甲 = { … }, 乙 = { … } }, by = \"entry.role\"", "which column chooses among several tables: lookup = { a = { … }, b = { … } }, by = \"entry.role\""),
    _key("shared", "choice", "几个参赛项同一个值（名次）时：each 各得全部（默认），split 平分这一名的得数，mean 平分他们所占各名的得数；后两种要写 round", "when several have the same value (a place): each gets all of it (default), split = they divide its result, mean = they divide the results of all the places they fill; the last two need round", choices=("each", "split", "mean")),
    _key("bands", "list:band", "分段：从 from 到 to 得 is", "bands: from … to … gives is"),
    _key("otherwise", "number", "表里没有时的得数；不写则没有这个数", "result where table or bands have no line; without it there is no value"),
    _key("limit", "range", "不低于第一个数，不高于第二个数", "not below the first, not above the second"),
    _key("goalposts", "range", "（值 − 下限）÷（上限 − 下限），限在 0 到 1", "(value − low) / (high − low), kept within 0 and 1"),
    *ROUNDING,
)  # fmt: skip
BAND = (
    _key("from", "number", "下限（含）；不写则无下限", "lower end, included; open when absent"),
    _key("to", "number", "上限（含）；不写则无上限", "upper end, included; open when absent"),
    _key("below", "number", "上限（不含），与 to 二选一", "upper end, not included; instead of to"),
    _key("is", "number", "得数", "result", required=True),
)
ORDER = (
    _key("by", "text", "按哪个评分项或得分比较", "the criterion or score compared", required=True),
    _key("first", "choice", "高的在前还是低的在前；不写则按该项的 better", "whether high or low comes first; by its `better` when absent", choices=("high", "low")),
    _key("title", "title", "同分时怎么说，如 同分比实操", "how to say it, e.g. equal totals: practice"),
    _key("compare", "choice", "by 还按一维（如 item）分开时，逐个比：best_to_worst 从最好的比起（名次回数），worst_to_best 从最差的比起，first_to_last、last_to_first 按先后", "where `by` is still separate by one dimension: compare one by one, from the best (countback), from the worst, from the first or from the last", choices=COMPARED),
    _key("among", "choice", "只算同分者之间的对阵：tied 是比到这一串依据之前都相同的，still_tied 是比到这一个之前还相同的", "count only matches among those who are equal: tied = equal before the first of a run of such keys, still_tied = equal before this one", choices=TIED),
    _key("when", "formula", "条件为真的才比这一个，如 event.regime = 'gross'", "the key counts only where this holds, e.g. event.regime = 'gross'"),
)  # fmt: skip
GO_ON = (
    _key("to", "name", "晋级到哪个阶段（可以不在本规则内）", "the stage they go on to (may lie outside these rules)"),
    _key(
        "top", "amount", "取前几名；可写 event.列名、entry.列名", "how many go on; event.NAME or entry.NAME may say it"
    ),
    _key("share", "number", '取参赛项的多大比例，如 "30%"', 'what share of the entrants goes on, e.g. "30%"'),
    _key("when", "formula", "还须满足的条件，如 total >= 60", "a condition they must also meet, e.g. total >= 60"),
    _key(
        "per", "text", "在哪一列之内各取 top 名，如 unit", "take top within each value of this entry column, e.g. unit"
    ),
    _key(
        "by",
        "texts",
        '按这几个评分项或得分比较，代替名次，如 ["points", "difference"]',
        'compare by these criteria or scores instead of places, e.g. ["points", "difference"]',
    ),
    _key(
        "across",
        "flag",
        "true 时不分组，全部一起比（如各组第三名里取最好的）",
        "true: all groups together, e.g. the best of the third-placed",
    ),
    _key(
        "cap",
        "amount",
        "同一个值最多几名：先取定各自排在前面的这几名，再按 top、share、per 取",
        "at most this many of one value: the first so many of each are kept, and top, share and per take of those",
    ),
    _key("cap_per", "text", "cap 按哪一列算，默认 unit", "the entry column that cap counts; unit by default"),
    _key(
        "ties",
        "choice",
        "线上同名次：all 都晋级（默认），none 都不晋级",
        "equal places on the line: all go on (default), or none",
        choices=TIES,
    ),
    _key(
        "again",
        "flag",
        "true 时前面的晋级规则取过的也还可取（一人进几个决赛）",
        "true: those whom an earlier rule took may be taken again (one entry in several finals)",
    ),
    _key("reserve", "whole", "递补几名", "how many stand in reserve"),
)
AWARD = (
    _key("id", "name", "短名，standings 的 award 列用它", "short name, used in the award column", required=True),
    _key("title", "title", "奖项名称", "name of the award", required=True),
    _key("kind", "name", "同一 kind 每个参赛项只得一个，先列的优先；默认 prize", "of one kind an entry gets one only, the first listed; prize by default"),
    _key("places", "range", "从第几名到第几名", "from which place to which"),
    _key("top", "whole", "前几名", "the first so many places"),
    _key("count", "amount", "几名；同一 kind 依次往后取；可写 event.列名", "how many; awards of one kind follow on from each other; event.NAME may say it"),
    _key("share", "number", "占参赛项的比例；同一 kind 依次往后取", "share of the entrants; awards of one kind follow on from each other"),
    _key("share_of", "choice", "比例按全部参赛项 entrants（默认）还是按有名次的 placed 算", "share of all entrants (default) or of those placed", choices=("entrants", "placed")),
    _key("share_round", "choice", "人数舍入，默认 floor", "how the number is rounded; floor by default", choices=MODES),
    _key("ties", "choice", "线上同名次：all 都得（默认），none 都不得", "equal places on the line: all get it (default), or none", choices=TIES),
    _key("margin", "number", "与最后一名得奖者相差不超过这么多的也得（比排名的第一个依据，或 by 的第一个），如 2", "all within this much of the last who gets it get it too (by the first key of the order, or the first of by), e.g. 2"),
    _key("when", "formula", "条件，如 total >= event.gold", "a condition, e.g. total >= event.gold"),
    _key("by", "texts", "按这几个评分项或得分比较，代替名次（单项奖，如 [\"theory\"]）；没有这个数的不得", "compare by these criteria or scores instead of places (a prize of its own, e.g. [\"theory\"]); who has no such number does not get it"),
    _key("among", "formula", "名次和比例只在条件为真的人里数，如 entry.employee", "count places and shares only among those for whom this holds, e.g. entry.employee"),
    _key("cap", "amount", "同一个值（单位）至多几名：名次只在每个单位排在前面的这几名里数，后面的递补", "at most this many of one value (unit): places are counted among the first so many of each only, and others move up"),
    _key("cap_per", "text", "cap 按哪一列算，默认 unit", "the entry column that cap counts; unit by default"),
    _key("move_up", "flag", "true 时已得同一 kind 前面奖项的不占名次，由后面的递补（不兼得）", "true: those who have an earlier award of its kind take up no place, and others move up"),
    _key("issuer", "title", "颁发单位", "issuing body"),
    _key("act", "choice", "grant 授予（默认），recommend 推荐", "grant (default) or recommend", choices=("grant", "recommend")),
)  # fmt: skip

SECTIONS: dict[str, tuple[Key, ...]] = {
    "rulebook": RULEBOOK, "state": STATE, "attribute": ATTRIBUTE, "stage": STAGE, "criterion": CRITERION, "level": LEVEL, "score": SCORE,
    "step": STEP, "band": BAND, "order": ORDER, "go_on": GO_ON, "award": AWARD,
}  # fmt: skip

_NUMBER = {"oneOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?\d+(\.\d+)?(/\d+)?\s*%?$"}]}
_TITLE = {
    "oneOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
            "additionalProperties": False,
        },
    ]
}
_PLAIN: dict[str, dict[str, Any]] = {
    "whole": {"type": "integer"},
    "name": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]*$"},
    "title": _TITLE,
    "text": {"type": "string"},
    "formula": {"type": "string"},
    "number": _NUMBER,
    "unit": _NUMBER,
    "amount": {
        "oneOf": [{"type": "integer"}, {"type": "string", "pattern": r"^(event|entry)\.[A-Za-z][A-Za-z0-9_]*$"}]
    },
    "drops": {
        "oneOf": [
            {"type": "integer"},
            {"type": "string", "pattern": r"^(event|entry)\.[A-Za-z][A-Za-z0-9_]*$"},
            {"type": "object", "additionalProperties": {"type": "integer"}},
        ]
    },
    "value": {"type": ["number", "string", "boolean"]},
    "flag": {"type": "boolean"},
    "range": {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2},
    "names": {"type": "array", "items": {"enum": list(DIMENSIONS[:3])}},
    "numbers": {"type": "array", "items": _NUMBER, "minItems": 1},
    "texts": {"type": "array", "items": {"type": "string"}},
    "dimensions": {"oneOf": [{"enum": list(DIMENSIONS)}, {"type": "array", "items": {"enum": list(DIMENSIONS)}}]},
    "pairs": {"type": "object", "additionalProperties": {"type": ["number", "string", "boolean"]}},
    "weights": {"type": "object", "additionalProperties": _NUMBER},
    "lookup": {
        "type": "object",
        "additionalProperties": {"oneOf": [_NUMBER, {"type": "object", "additionalProperties": _NUMBER}]},
    },
    "map:count": {
        "type": "object",
        "additionalProperties": {"oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]},
    },
}


def rulebook_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a rulebook: closed vocabularies, no unknown keys."""
    definitions = {name: _section_schema(keys) for name, keys in SECTIONS.items() if name != "rulebook"}
    top = _section_schema(RULEBOOK)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Jiangong rulebook",
        **top,
        "$defs": definitions,
    }


def _section_schema(keys: tuple[Key, ...]) -> dict[str, Any]:
    required = [key.name for key in keys if key.required]
    shape: dict[str, Any] = {
        "type": "object",
        "properties": {
            key.name: {**_value_schema(key), "description": f"{key.meaning.zh} / {key.meaning.en}"} for key in keys
        },
        "additionalProperties": False,
    }
    return {**shape, "required": required} if required else shape


def _value_schema(key: Key) -> dict[str, Any]:
    if key.takes == "choice":
        return {"enum": list(key.choices)}
    if key.takes in _PLAIN:
        return _PLAIN[key.takes]
    shape, _, section = key.takes.partition(":")
    reference = {"$ref": f"#/$defs/{section}"}
    if shape == "list":
        return {"type": "array", "items": reference}
    if shape == "tables":
        return {"oneOf": [reference, {"type": "array", "items": reference}]}
    return {"type": "object", "additionalProperties": reference} if shape == "map" else reference
