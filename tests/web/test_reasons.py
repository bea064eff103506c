"""Why this place: the answer first, neighbours by name, words left and figures right, on a phone as on a desk."""

import re

from jiangong.core.problems import Text
from jiangong.core.scoring import Cell, ExplainedStep, Explanation
from jiangong.web.public.steps import steps_shown


def a_step(kind, head, *rows):
    made = tuple(tuple(Cell(Text(word, word)) for word in row) for row in rows)
    return ExplainedStep("1", Text("步", "Step"), Text(), tuple(Text(word, word) for word in head), made, kind=kind)


def shown(step, names=None):
    explanation = Explanation("07", "", "final", "1", "9", "", Text("好", "Good"), (step,))
    return steps_shown(explanation, names or {})[0]


def test_the_comparison_says_names_and_keeps_numbers_left():
    step = shown(a_step("order", ("名次", "参赛号", "总分"), ("1", "07", "9.50"), ("2", "09", "–")), {"07": "石浦"})

    assert [cell.is_figure for cell in step.columns] == [True, False, True]
    assert [(row[1].cell.text.zh, row[1].name) for _, row in step.rows] == [("07", "石浦"), ("09", "")]


def test_a_column_with_a_word_in_it_or_without_a_figure_is_a_column_of_words():
    award = shown(a_step("award", ("奖项", "颁发单位", "办法"), ("一等奖", "–", "生效后授予")))
    marks = shown(a_step("marks", ("项目", "J01"), ("质量", "9.5"), ("安全", "–")))

    assert [cell.is_figure for cell in award.columns] == [False, False, False]
    assert [cell.is_figure for cell in marks.columns] == [False, True]


def test_a_figure_under_a_sentence_gets_a_line_of_its_own_on_a_phone():
    step = shown(
        a_step(
            "marks",
            ("项目", "J01", "各评分人：取平均"),
            ("质量", "9", "9.0"),
            ("安全", "8", "8.0"),
            ("进度", "7", "7.0"),
        )
    )

    assert [cell.is_wordy for cell in step.columns] == [False, False, True]
    assert step.table == "many"


def test_the_page_opens_with_the_result_and_names_who_stands_beside(site, client):
    body = client.get(site.published("why/?entry=001")).content.decode()

    sums = re.findall(r"<b>([\d.]+)</b>", body[body.index('class="jg-sum"') :])
    assert sums[:3] == ["83.00", "90.0", "80.0"]
    assert '闻一川 <span class="c-number">002</span>' in body


def test_standings_leave_out_a_column_that_would_be_empty(site, client):
    with_awards = client.get(site.published()).content.decode()
    filtered = client.get(site.published("?words=001")).content.decode()

    assert 'class="c-award' in with_awards
    assert 'class="c-award' not in filtered
