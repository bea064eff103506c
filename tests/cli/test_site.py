"""The commands about a site, run as an administrator runs them: each in a process and a home folder of its own."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.cli.spreadsheets import archive
from tests.postgres import server_folder, throw_away_server
from tests.prepared import put_into

ROOT = Path(__file__).resolve().parents[2]
INIT = (
    "init",
    "--federation",
    "示范省总工会",
    "--administrator",
    "zhang",
    "--name",
    "张某",
    "--password-file",
    "password.txt",
)


class Site:
    """A home folder, and what its commands answer."""

    def __init__(self, folder, **environment):
        self.folder, self.home = folder, folder / "home"
        cleared = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "JIANGONG", "DATABASE"))}
        self.environment = {**cleared, "JIANGONG_HOME": str(self.home), "PYTHONPATH": str(ROOT / "src"), **environment}
        (folder / "password.txt").write_text("correct horse battery staple\n", encoding="utf-8")

    def program(self, *arguments):
        return [sys.executable, "-m", "jiangong", *map(str, arguments)]

    def run(self, *arguments, **more):
        ended = subprocess.run(
            self.program(*arguments), cwd=self.folder, env={**self.environment, **more}, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        assert "Traceback" not in ended.stdout + ended.stderr, ended.stderr
        return ended

    def rows(self, table):
        with sqlite3.connect(self.home / "jiangong.sqlite3") as connection:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with a federation and an administrator; tests only read it."""
    made = Site(tmp_path_factory.mktemp("site"))
    put_into(made.home)  # test_examples makes a site from nothing
    ended = made.run(*INIT)
    assert ended.returncode == 0, ended.stderr
    (made.home / "files" / "ab").mkdir(parents=True, exist_ok=True)
    (made.home / "files" / "ab" / "kept.bin").write_bytes(b"kept")
    return made


@pytest.fixture(scope="module")
def second(site, tmp_path_factory):
    """A second site, brought back from a backup of the first; tests only read it."""
    folder = tmp_path_factory.mktemp("second")
    assert site.run("backup", "--out", folder / "b.zip").returncode == 0
    made = Site(folder)
    ended = made.run("restore", "b.zip")
    assert ended.returncode == 0, ended.stderr
    return made


def test_a_new_site_has_a_federation_an_administrator_a_key_and_nothing_else(site):
    assert (site.rows("organizations_organization"), site.rows("organizations_user")) == (1, 1)
    assert (site.rows("competitions_competition"), site.rows("results_run")) == (0, 0)
    assert (site.home / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_site_is_made_only_once(site):
    ended = site.run(*INIT)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert site.rows("organizations_user") == 1


def test_a_site_needs_names_and_a_password(tmp_path):
    site = Site(tmp_path)
    for arguments, word in (
        (["init"], "--federation"),
        (["init", "--federation", "x"], "--administrator"),
        (["init", "--federation", "x", "--administrator", "y"], "--password-file"),
        (["init", "--federation", "x", "--administrator", "y", "--password-file", "absent.txt"], "absent.txt"),
    ):
        ended = site.run(*arguments)

        assert (ended.returncode, word in ended.stderr) == (2, True), ended.stderr


def test_a_weak_password_is_declined_in_the_language_of_the_reader(tmp_path):
    site = Site(tmp_path)
    put_into(site.home)
    (tmp_path / "password.txt").write_text("123\n", encoding="utf-8")
    ended = site.run(*INIT, JIANGONG_LANG="zh")

    assert ended.returncode == 1
    assert "密码" in ended.stderr
    assert site.rows("organizations_user") == 0


def test_serving_an_unmade_site_says_what_to_do(tmp_path):
    ended = Site(tmp_path).run("serve", "--port", "1024")

    assert ended.returncode == 2
    assert "jiangong init" in ended.stderr


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_site_is_served_until_it_is_stopped(site):
    port = free_port()
    running = subprocess.Popen(
        site.program("serve", "--port", port), cwd=site.folder, env=site.environment, stderr=subprocess.PIPE, text=True
    )
    try:
        status = answered(port)
        taken = site.run("serve", "--port", port)
        running.send_signal(signal.SIGINT)
        told = running.communicate(timeout=300)[1]
    finally:
        running.kill()

    assert status == 200
    assert (taken.returncode, f"127.0.0.1:{port}" in taken.stderr) == (2, True)
    assert (running.returncode, told.count("\n")) == (130, 1), told


def answered(port):
    """The status of the first page, as soon as there is one."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    ends = time.monotonic() + 300  # a machine under load is slow, and slow is no defect here
    while time.monotonic() < ends:
        try:
            return opener.open(f"http://127.0.0.1:{port}/", timeout=60).status
        except OSError:
            time.sleep(0.2)
    return None


def test_the_audit_trail_of_a_new_site_is_whole(site):
    ended = site.run("audit", "verify", "--json")

    assert (ended.returncode, json.loads(ended.stdout)["whole"]) == (0, True)


def test_a_changed_row_of_the_audit_trail_is_found(second, tmp_path):
    other = Site(tmp_path)
    shutil.copytree(second.home, other.home)
    with sqlite3.connect(other.home / "jiangong.sqlite3") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE foundation_auditrow SET actor = 'user:somebody' WHERE number = 2")

    for language, word in (("zh", "第 2 行"), ("en", "row 2")):
        ended = other.run("audit", "verify", "--lang", language)

        assert (ended.returncode, word in ended.stdout) == (1, True), ended.stdout


def test_a_backup_holds_database_files_and_key_and_comes_back_equal(site, second):
    other = second

    assert (other.home / "files" / "ab" / "kept.bin").read_bytes() == b"kept"
    assert (other.home / "secret.key").read_bytes() == (site.home / "secret.key").read_bytes()
    assert (other.home / "secret.key").stat().st_mode & 0o777 == 0o600
    assert (other.home / "data.keys").read_bytes() == (site.home / "data.keys").read_bytes()
    assert (other.home / "data.keys").stat().st_mode & 0o777 == 0o600
    assert (second.folder / "b.zip").stat().st_mode & 0o777 == 0o600
    for table in ("organizations_user", "foundation_auditrow", "organizations_post"):
        assert other.rows(table) == site.rows(table) > 0


def test_a_backup_is_restored_only_into_an_empty_home(second):
    ended = second.run("restore", "b.zip")

    assert (ended.returncode, "JIANGONG_HOME" in ended.stderr) == (1, True)


def test_a_changed_backup_is_refused_and_nothing_is_restored(site, tmp_path):
    assert site.run("backup", "--out", tmp_path / "b.zip").returncode == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as kept:
        members = {name: kept.read(name) for name in kept.namelist()}
    changed = {**members, "secret.key": b"another"}
    strange = {**members, "extra.txt": b"1"}
    other = Site(tmp_path)
    for data in (archive(changed), archive(strange), b"no zip", archive({"manifest.json": "{}"})):
        (tmp_path / "c.zip").write_bytes(data)
        ended = other.run("restore", "c.zip")

        assert (ended.returncode, ended.stdout) == (1, "")
        assert ended.stderr.startswith("c.zip: found ")
    assert not (other.home / "jiangong.sqlite3").exists() or other.rows("sqlite_master") == 0


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path):
    site = Site(tmp_path)
    ended = site.run("audit", "verify", DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/none")

    assert ended.returncode == 2
    assert ended.stderr.startswith("the database cannot be used: ")
    assert site.run("audit", "verify", DATABASE_URL="mysql://x/y").returncode == 2


def test_a_command_before_init_is_a_sentence(tmp_path):
    for command in (["audit", "verify"], ["backup", "--out", "b.zip"]):
        ended = Site(tmp_path).run(*command)

        assert ended.returncode == 2, ended.stderr
        assert "jiangong init" in ended.stderr


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL server of one's own, or a skip that says what is missing."""
    binaries = server_folder()
    if binaries is None:
        pytest.skip("PostgreSQL: no server found; moving a site was not tested")
    with throw_away_server(binaries) as url:
        yield url


def a_database(url, name):
    """The address of a new, empty database."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    head, _, tail = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{tail}" if tail else "")


@pytest.fixture(scope="module")
def target(site, server):
    """The address of the database to which the site was moved; what the command said stands in the site's `moved`."""
    address = a_database(server, "moved")
    site.moved = site.run("move", "--to", address)
    return address


def test_a_site_moves_to_postgresql_and_back_into_a_backup(site, server, target, tmp_path):
    moved = site.moved
    assert moved.returncode == 0, moved.stderr
    assert f"foundation_auditrow\t{site.rows('foundation_auditrow')}" in moved.stdout.splitlines()

    again = site.run("move", "--to", target)
    assert (again.returncode, again.stdout) == (1, "")
    assert site.run("audit", "verify", DATABASE_URL=target).returncode == 0

    backup = site.run("backup", "--out", tmp_path / "b.zip", DATABASE_URL=target)
    assert backup.returncode == 0, backup.stderr
    other = Site(tmp_path)
    assert other.run("restore", "b.zip").returncode == 0
    assert other.rows("organizations_user") == site.rows("organizations_user")
    assert other.run("audit", "verify").returncode == 0

    (tmp_path / "third").mkdir()
    third = Site(tmp_path / "third")
    url = a_database(server, "restored")
    ended = third.run("restore", tmp_path / "b.zip", DATABASE_URL=url)
    assert ended.returncode == 0, ended.stderr
    assert third.run("audit", "verify", DATABASE_URL=url).returncode == 0


def test_new_rows_in_a_moved_database_are_numbered_after_the_old_ones(site, target):
    line = (
        "from django.contrib.contenttypes.models import ContentType as C; old = max(C.objects.values_list('pk', flat=True)); "
        "print(C.objects.create(app_label='a', model='b').pk - old)"
    )
    ended = site.run("manage", "shell", "-c", line, DATABASE_URL=target)

    assert (ended.returncode, ended.stdout.splitlines()[-1:]) == (0, ["1"]), ended.stderr
