"""Nothing is committed that belongs to one machine, one network or one person."""

import re

import pytest

from tests.architecture.source import ROOT, committed_files

VENDORED = ("/vendor/",)
ADDRESS = "index" + "-url"
REFUSED = {
    "a package index": rf"--(extra-)?{ADDRESS}[ =]|--find-links[ =]|{ADDRESS} *=|/simple/?\s|registry\.npm\w*\.",
    "a folder of one machine": r"(?<![\w.:/-])/(root|home|Users|work|mnt|media)/[\w.-]",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a token": r"\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|xox[bap]-[A-Za-z0-9-]{20,}|sk-[A-Za-z0-9]{32,})",
    "a password in an address": r"\w://[^\s/:@'\"<>{}]+:(?!PASSWORD@|密码@)[^\s/@'\"<>{}]+@",
    "a signing key": r"SECRET_KEY\s*=\s*['\"][^'\"]{12,}",
    "a Chinese identity number": r"(?<![\d.])[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dX](?![\d.])",
    "a mobile number": r"(?<![\d.\w])1[3-9]\d{9}(?![\d.\w])",
}


def readable(path):
    """The text of a file, empty for a picture or an archive."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("what", REFUSED)
def test_no_committed_file_carries(what):
    pattern = re.compile(REFUSED[what])
    found = [
        f"{path.relative_to(ROOT)}: {match.group()!r}"
        for path in committed_files()
        if not any(folder in path.as_posix() for folder in VENDORED) and path.suffix != ".csv"
        for match in [pattern.search(readable(path))]
        if match
    ]

    assert found == []


SAMPLES = {
    "a package index": f"pip install --{ADDRESS} https://x",
    "a folder of one machine": "cd /home/" + "li/jiangong",
    "a private key": "-----BEGIN " + "PRIVATE KEY-----",
    "a token": "ghp_" + "a" * 36,
    "a password in an address": "postgresql://jiangong:" + "hunter2@db/x",
    "a signing key": "SECRET_KEY = " + "'0123456789abcdef'",
    "a Chinese identity number": "11010119" + "9003071234",
    "a mobile number": "138" + "00138000",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_scan_finds(what):
    assert re.search(REFUSED[what], SAMPLES[what])


LOCK_LINE = re.compile(
    r"[a-z0-9][\w.-]*==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|# The following packages.*|"
)


def test_the_locks_carry_a_hash_for_every_package_and_no_place():
    for name in ("runtime.txt", "dev.txt", "spark.txt"):
        lock = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        packages = re.findall(r"^([a-z0-9][\w.-]*)==\S+ \\$", lock, re.MULTILINE)

        assert len(packages) > 30
        assert all(f"\n{package}==" in f"\n{lock}" for package in packages)
        assert [line for line in lock.splitlines() if not LOCK_LINE.fullmatch(line)] == []


def test_the_locks_agree():
    def pins(name):
        return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))

    runtime = pins("runtime.txt")

    for larger in (pins("dev.txt"), pins("spark.txt")):
        assert {name: larger.get(name) for name in runtime} == runtime
