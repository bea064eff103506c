"""A command called wrongly is answered in the language of whoever called it, without a word of the machinery."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nosuch"], "用法有误：没有命令 nosuch；用法见 jiangong --help"),
        (
            ["check", ".", "--lang", "fr"],
            "用法有误：--lang 的值不对：“fr”不在其中：'zh', 'en'；用法见 jiangong check --help",
        ),
        (["serve", "--port", "abc"], "用法有误：--port 的值不对：应为一个数；用法见 jiangong serve --help"),
        (["serve", "--port", "99999"], "用法有误：--port 的值不对：应不大于 65535；用法见 jiangong serve --help"),
        (["score", "a", "b", "c", "d"], "用法有误：多出的参数：c d；用法见 jiangong score --help"),
        (
            ["score", ".", "marks.csv", "--out", "none/x.csv"],
            "无法读写 none/x.csv：没有这个文件夹，请先建好或换一个位置",
        ),
    ],
)
def test_wrong_use_is_said_in_chinese(jiangong, monkeypatch, arguments, sentence):
    monkeypatch.setenv("JIANGONG_LANG", "zh")
    ended = jiangong(*arguments)

    assert (ended.status, ended.out) == (2, "")
    assert ended.lines[0] == sentence


def test_wrong_use_is_said_in_english_without_the_library_s_own_words(jiangong):
    ended = jiangong("check", ".", "--lang", "fr")

    assert ended.status == 2 and "Value error" not in ended.err and "is not one of" in ended.err


def test_a_name_of_thousands_of_signs_is_not_repeated_whole(jiangong, folder):
    (folder / "wide.csv").write_text("[" * 3000 + "\n", encoding="utf-8")
    ended = jiangong("score", ".", "wide.csv")

    assert ended.status == 1 and len(ended.lines[0]) < 600 and "…" in ended.lines[0]
