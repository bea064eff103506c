"""Ready-made rules of entering, so that an officer ticks instead of writing formulas. Each is a formula like any other."""

from dataclasses import dataclass

from jiangong.core.problems import Text


@dataclass(frozen=True, slots=True)
class Preset:
    """A condition and its sentence, with a place for one whole number where it takes one."""

    name: str
    title: Text
    condition: str
    sentence: Text
    usual: int | None = None

    @property
    def takes_amount(self) -> bool:
        """Whether the rule says how many."""
        return "{n}" in self.condition

    @property
    def is_level(self) -> bool:
        """Whether its number is a level of skill, which people know by name."""
        return "{level}" in self.sentence.zh

    def written(self, amount: int | None) -> tuple[str, str, str]:
        """Condition, Chinese and English sentence with the number in place."""
        n = "" if amount is None else str(amount)
        level = LEVEL_WORDS.get(amount or 0, Text("", ""))
        zh = self.sentence.zh.replace("{level}", level.zh)
        en = self.sentence.en.replace("{level}", level.en)
        return self.condition.replace("{n}", n), zh.replace("{n}", n), en.replace("{n}", n)


LEVEL_WORDS = {
    5: Text("初级工（五级）", "level 5 (junior)"), 4: Text("中级工（四级）", "level 4 (intermediate)"),
    3: Text("高级工（三级）", "level 3 (senior)"), 2: Text("技师（二级）", "level 2 (technician)"),
    1: Text("高级技师（一级）", "level 1 (senior technician)"),
}  # fmt: skip

# Sources in the domain notes: age 16 and below retirement, level 3 or above (national worker contest 2024), selection events
# 22 or younger, teachers excluded (Nanning 2011), holders of national titles excluded (common clause).
PRESETS = (
    Preset("least_age", Text("最低年龄", "Lowest age"), "entry.age >= {n}",
           Text("年满 {n} 周岁", "At least {n} years old"), 16),
    Preset("most_age", Text("最高年龄", "Highest age"), "entry.age <= {n}",
           Text("年龄不超过 {n} 周岁", "At most {n} years old"), 60),
    Preset("least_years", Text("本工种年限至少", "Years in the trade, at least"), "entry.years >= {n}",
           Text("从事本工种满 {n} 年", "At least {n} years in the trade"), 1),
    Preset("least_level", Text("技能等级至少", "Skill level, at least"),
           "entry.level <= {n}", Text("职业技能等级在{level}以上", "Skill at {level} or above"), 3),
    Preset("no_teachers", Text("在职教师不参加", "No teachers"), "not entry.is_teacher",
           Text("在职教师不参加", "Teachers do not take part")),
    Preset("no_heads", Text("单位负责人不参加", "No heads of units"), "not entry.is_head",
           Text("单位负责人不参加", "Heads of units do not take part")),
    Preset("no_titles", Text("已获技术能手等称号的不参加", "No holders of titles"), "not entry.holds_title",
           Text("已获中华技能大奖、全国技术能手等称号的不参加", "Holders of national skill titles do not take part")),
)  # fmt: skip
BY_NAME = {preset.name: preset for preset in PRESETS}
