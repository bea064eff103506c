"""`score`, `describe`, `check`: what is written where, in which form, with which status."""

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from jiangong.foundation.sheets import read_table
from tests.cli.conftest import MARKS, csv
from tests.cli.spreadsheets import ods, xlsx

STANDINGS = """event,stage,entry,place,score,state,goes_on,reserve,award,decided_by,score:theory,score:practice,score:total
,final,A02,1,87.30,,1,,first,,70.5,94.50,87.30
,final,A01,2,83.35,,1,,,,90.0,80.50,83.35
,final,A03,,,absent,0,,,,,,
"""
SCORE = ("score", ".", "marks.csv", "--entries", "entries.csv")


def test_standings_on_standard_output_are_the_pinned_csv(jiangong):
    ended = jiangong(*SCORE, "--out", "-")

    assert ended.status == 0
    assert ended.out == "\ufeff" + STANDINGS


def test_the_fingerprint_is_the_last_line_on_standard_error(jiangong):
    lines = [jiangong(*SCORE, *how).lines for how in ([], ["--json"], ["--out", "-"], ["--out", "s.csv"])]

    parts = lines[0][-1].split(" ")
    assert parts[0] == "FINGERPRINT"
    assert [part.split("=")[0] for part in parts[1:]] == ["rulebook", "marks", "outcome"]
    assert all(len(part.split("=")[1]) == 64 for part in parts[1:])
    assert {line[-1] for line in lines} == {lines[0][-1]}
    assert lines[0][-2].startswith("TIME reading ")


def test_the_fingerprint_of_the_outcome_is_the_sha256_of_the_file(jiangong, folder):
    from hashlib import sha256

    ended = jiangong(*SCORE, "--out", "s.csv")

    assert ended.lines[-1].endswith("outcome=" + sha256((folder / "s.csv").read_bytes()).hexdigest())


def test_every_format_of_the_result_holds_the_same_rows(jiangong, folder):
    rows = [
        dict(zip(STANDINGS.splitlines()[0].split(","), line.split(","), strict=True))
        for line in STANDINGS.splitlines()[1:]
    ]
    for suffix in (".csv", ".xlsx", ".json", ".parquet", ".html"):
        assert jiangong(*SCORE, "--out", f"s{suffix}").status == 0
    assert (folder / "s.csv").read_bytes() == b"\xef\xbb\xbf" + STANDINGS.encode()
    assert json.loads((folder / "s.json").read_text(encoding="utf-8")) == rows
    for name in ("s.csv", "s.xlsx", "s.parquet"):
        read = [
            {key: value for key, value in row.items() if key != "#row"} for row in read_table(folder / name).to_pylist()
        ]
        assert read == rows, name
    page = (folder / "s.html").read_text(encoding="utf-8")
    assert "<td>87.30</td>" in page and "<script" not in page and "http" not in page


def test_the_same_marks_in_any_format_give_the_same_fingerprint(jiangong, folder):
    import pyarrow as pa
    import pyarrow.parquet as pq

    chinese = [["参赛号", "评分项", "评分人", "数值", "状态"], *reversed(MARKS[1:])]
    typed = [MARKS[0], *[[*row[:3], float(row[3]) if row[3] else "", row[4]] for row in MARKS[1:]]]
    (folder / "m1.csv").write_text(csv(chinese), encoding="utf-8-sig")
    (folder / "m2.csv").write_text(csv(chinese), encoding="gb18030")
    (folder / "m3.xlsx").write_bytes(xlsx(typed))
    (folder / "m4.ods").write_bytes(ods(typed))
    columns = dict(zip(MARKS[0], zip(*MARKS[1:], strict=True), strict=True))
    columns["value"] = [float(value) if value else None for value in columns["value"]]
    pq.write_table(pa.table(columns), folder / "m5.parquet")
    prints = {name: jiangong("score", ".", name, "--entries", "entries.csv").lines[-1] for name in
              ("marks.csv", "m1.csv", "m2.csv", "m3.xlsx", "m4.ods", "m5.parquet")}  # fmt: skip

    assert len(set(prints.values())) == 1, prints


def test_gb18030_is_named_and_utf8_is_not(jiangong, folder):
    (folder / "m.csv").write_text(csv(MARKS), encoding="utf-8-sig")
    (folder / "g.csv").write_text("参赛号,姓名\nA01,甲\nA02,乙\nA03,丙\n", encoding="gb18030")

    assert jiangong("score", ".", "m.csv", "--entries", "g.csv").lines[0] == "g.csv: read as GB18030"
    assert (
        jiangong("score", ".", "m.csv", "--entries", "g.csv", "--lang", "zh").lines[0] == "g.csv：按 GB18030 编码读取"
    )


def test_the_table_on_the_terminal_speaks_the_language_of_the_reader(jiangong):
    chinese = jiangong(*SCORE, "--lang", "zh").out
    english = jiangong(*SCORE).out

    assert all(word in chinese for word in ("名次", "实操", "一等奖", "缺考", "87.30"))
    assert all(word in english for word in ("place", "Practice", "First prize", "87.30"))


def test_json_gives_rows_with_numbers_as_text(jiangong):
    rows = json.loads(jiangong(*SCORE, "--json").out)

    assert (rows[0]["entry"], rows[0]["place"], rows[0]["score"]) == ("A02", "1", "87.30")


def test_a_rulebook_is_a_file_or_the_folder_with_it(jiangong, folder):
    assert jiangong("check", ".").out.split("SHA")[1] == jiangong("check", "rulebook.toml").out.split("SHA")[1]
    assert len(json.loads(jiangong("check", ".", "--json").out)["rulebook"]) == 64


def test_the_rules_are_told_in_either_language(jiangong):
    assert "实操 × 70%" in jiangong("describe", ".", "--lang", "zh").out
    assert "70%" in jiangong("describe", ".", "--lang", "en").out
    assert {"number", "title", "lines"} == set(json.loads(jiangong("describe", ".", "--json").out)[0])


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["check"], "R"), (["check", "absent.toml"], "absent.toml"), (["score", ".", "absent.csv"], "absent.csv"),
        (["score", ".", "marks.csv", "--entries", "absent.csv"], "absent.csv"), (["score", ".", "marks.csv", "--bad"], "--bad"),
        (["score", ".", "marks.csv", "--out", "a.doc"], ".parquet"), (["score", ".", "marks.csv", "more.csv"], "more.csv"),
        (["scoer", "."], "scoer"), (["verify", "absent.zip"], "absent.zip"), (["describe", ".", "--lang", "fr"], "fr"),
        (["compare", ".", "marks.csv"], "--rules"), (["bundle", ".", "marks.csv"], "--out"), (["score", ".", "."], "."),
        (["move", "--to", "mysql://x"], "postgresql://"), (["score", ".", "marks.csv", "--out"], "--out"), ([], "check"),
    ],
)  # fmt: skip
def test_wrong_usage_and_files_that_are_not_there_end_with_2(jiangong, arguments, word):
    for language in ("en", "zh"):
        asked = (
            [*arguments, "--lang", language]
            if arguments and "--lang" not in arguments and arguments[-1] != "--out"
            else arguments
        )
        ended = jiangong(*asked)

        assert (ended.status, ended.out) == (2, ""), ended.err
        assert word in ended.err


def test_a_result_that_cannot_be_written_is_a_sentence(jiangong):
    ended = jiangong(*SCORE, "--out", "no/such/folder/s.csv")

    assert ended.status == 2
    assert "no/such/folder/s.csv" in ended.err


def test_a_defect_of_ours_is_a_sentence_and_3(jiangong, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("jiangong.core.rulebook.check_rulebook", broken)
    for language, word in (("en", "our defect"), ("zh", "我们的缺陷")):
        ended = jiangong("check", ".", "--lang", language)

        assert (ended.status, ended.out) == (3, "")
        assert word in ended.err and "secret" not in ended.err


def test_what_does_not_print_cannot_steer_the_terminal(jiangong, folder):
    (folder / "marks.csv").write_text('entry,criterion,value\nA01,"the\x1b[2J\nory",1\n', encoding="utf-8")

    ended = jiangong("score", ".", "marks.csv")

    assert ended.status == 1
    assert "\x1b" not in ended.err
    assert all(line.startswith("marks.csv:") for line in ended.lines)


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"JIANGONG_LANG": "zh"}, True), ({"LANG": "zh_CN.UTF-8"}, True), ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US"}, True),
        ({"LANG": "en_US.UTF-8"}, False), ({}, False), ({"JIANGONG_LANG": "en", "LANG": "zh_CN.UTF-8"}, False),
    ],
)  # fmt: skip
def test_the_language_follows_the_environment(jiangong, monkeypatch, environment, chinese):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert ("没有文件" in jiangong("check", "absent").err) is chinese


def opened_with_a_reader(pipe):
    """The writing end of a pipe, as soon as somebody reads from it."""
    ends = time.monotonic() + 300
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO or time.monotonic() > ends:
                raise
            time.sleep(0.05)


def ended_by_ctrl_c(running):
    """Press it until the program ends: one that comes just before a read blocks is heard with the next."""
    for _ in range(10):
        running.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return running.communicate(timeout=30)
    raise AssertionError("it does not end")


def test_ctrl_c_ends_with_130(folder):
    """The marks come through a pipe that never ends; the person gives up."""
    os.mkfifo(folder / "slow.csv")
    program = [sys.executable, "-m", "jiangong", "describe", "slow.csv"]
    running = subprocess.Popen(
        program, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a test run in the background ignores Ctrl-C
    )  # fmt: skip
    try:
        pipe = opened_with_a_reader(folder / "slow.csv")
        out, err = ended_by_ctrl_c(running)
        os.close(pipe)
    finally:
        running.kill()

    assert (running.returncode, out, err) == (130, "", "")


def test_a_reader_that_goes_away_is_no_defect(folder):
    rows = [[f"E{n:05}", *row[1:]] for n in range(8_000) for row in MARKS[1:4]]
    (folder / "many.csv").write_text(csv([MARKS[0], *rows]), encoding="utf-8")
    line = f"{sys.executable} -m jiangong score . many.csv --out - | head -1"
    ended = subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False)

    assert ended.stdout.startswith("\ufeffevent,stage")
    assert "Traceback" not in ended.stderr


def test_checking_a_rulebook_loads_neither_django_nor_a_table_reader(folder):
    program = (
        "import sys; from jiangong.cli.entrance import run; status = run(['check', '.']); "
        "print(status, [m for m in ('django', 'duckdb', 'pandas', 'fastexcel') if m in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)

    assert ended.stdout.splitlines()[-1] == "0 []", ended.stderr


def test_scoring_needs_no_settings_and_no_django(folder):
    program = (
        "import sys; from jiangong.cli.entrance import run; status = run(['score', '.', 'marks.csv']); "
        "print(status, 'django' in sys.modules)"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "JIANGONG"))}
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )

    assert ended.stdout.splitlines()[-1] == "0 False", ended.stderr


def test_places_without_a_single_score_are_doubted_beside_the_fingerprint(jiangong, folder):
    rules = (
        'rulebook = 1\nname = "x"\ntitle = "X"\n[[stage]]\nid = "s"\n[stage.criteria.a]\n[stage.criteria.b]\nkind = "decision"\n'
        '[stage.scores.t]\nformula = "a + b"\n[[stage.order]]\nby = "t"\n[[stage.order]]\nby = "a"\n'
    )
    (folder / "x.toml").write_text(rules, encoding="utf-8")
    (folder / "x.csv").write_text("entry,criterion,value\n1,a,5\n2,a,6\n", encoding="utf-8")

    ended = jiangong("score", "x.toml", "x.csv", "--out", "-", "--lang", "en")

    assert ended.status == 0
    assert (
        ended.lines[0]
        == "x.toml:t: warning: found places in s and not one score, expected scores; jiangong explain shows what is missing"
    )
    assert [line.split(" ")[0] for line in ended.lines[1:]] == ["TIME", "FINGERPRINT"]

    (folder / "y.csv").write_text(
        "entry,criterion,value\n1,a,5\n2,a,6\n3,a,7\n3,b,1\n" + "".join(f"{n},a,1\n" for n in range(4, 9)),
        encoding="utf-8",
    )
    said = [jiangong("score", "x.toml", "y.csv", "--out", "-", "--lang", lang).lines[0] for lang in ("en", "zh")]
    assert said[0].startswith(
        "x.toml:t: warning: found 7 of 8 placed in s without this score, and so behind (2, 1, 4, 5, 6 …), "
    )
    assert said[1].startswith("x.toml:t: 提醒：s：8 个有名次的里有 7 个没有这个得分，排在后面（2、1、4、5、6 …）；")
