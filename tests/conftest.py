"""What every test stands on: a home folder of its own, never the one in which somebody works."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent

# Set here and not in pyproject.toml: the settings make a key file in the home folder as soon as they are read, so the
# folder must be known before them. Workers of xdist inherit the folder of the process that started them.
if "JIANGONG_TEST_HOME" not in os.environ:
    os.environ["JIANGONG_TEST_HOME"] = tempfile.mkdtemp(prefix="jiangong-test-")
    atexit.register(shutil.rmtree, os.environ["JIANGONG_TEST_HOME"], ignore_errors=True)
os.environ["JIANGONG_HOME"] = os.environ["JIANGONG_TEST_HOME"]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.config.settings")
os.environ.setdefault("SHARED", str(ROOT.parent / "shared"))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's synchronous calls run inside an event loop
os.environ.pop("JIANGONG_DEBUG", None)


# A slow machine is no defect, and a test that failed must fail again: no deadline, the same cases every time. `make soak`
# looks for new ones.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=2_000, print_blob=True)
hypothesis.settings.register_profile(
    "mutants", deadline=None, derandomize=True, phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate)
)  # the same cases; a fault that one of them shows needs no smaller case
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Sign in a thousand times a minute: a slow password hash protects people, not tests."""
    if config.pluginmanager.hasplugin("django"):
        from django.conf import settings

        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


LONGEST = (
    "test_every_moment.py", "test_browser.py", "test_crawl.py", "test_held_back.py", "test_marking_in_a_browser.py", "test_examples.py",
    "test_site.py", "test_entering_in_a_browser.py", "test_an_event_from_the_gallery.py", "test_gallery.py",
    "test_the_gallery_on_the_site.py", "test_from_fourteen_cities_to_in_effect.py", "test_blind_leaks.py",
    "test_a_reveal_on_the_big_screen.py", "test_amendments.py", "test_filling.py", "test_the_opening_rush.py", "test_agreement.py",
    "test_reference_page.py", "test_large_rulebooks.py", "test_attributes.py", "test_invariance.py", "test_threads.py",
    "test_fuzzing_tables.py",
)  # fmt: skip
"""Files that take minutes begin first, so that one of them does not run alone at the end while the other workers wait."""


STORES = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, everything else as it was found. What may ask no database (pytest-django lets only tests with one of
    its fixtures) is marked, for it need not run on a second one."""
    for item in items:
        asks = STORES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db")
        if not asks and not item.get_closest_marker("processes"):
            item.add_marker("storeless")
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


def pytest_collection_finish() -> None:
    """What is imported by now stays until the end: looking through it for garbage again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure() -> None:
    """At the end everything goes as always, or the engine counts what it believes to be left."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """SQLite begins with the tables that were prepared once a run; Django then finds nothing left to migrate."""
    from django.db import connection

    from tests.prepared import copied_into

    kept = None
    if connection.vendor == "sqlite":
        name = connection.creation._get_test_db_name()
        assert connection.creation.is_in_memory_db(name)
        kept = copied_into(name)
    yield
    if kept is not None:
        kept.close()


@pytest.fixture(scope="session")
def django_test_environment(django_test_environment: None) -> None:
    """No test looks at a template's context, so nothing keeps a copy of each of them."""
    from django.template.base import Template
    from django.test.utils import _TestState

    Template._render = _TestState.saved_data.template_render


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published data that lies beside a clone, or a skip that says what is missing."""
    folder = Path(os.environ["SHARED"])
    folder = folder if folder.is_absolute() else ROOT / folder
    if not (folder / "data" / "competitions").is_dir():
        pytest.skip(f"the data folder is absent: {os.environ['SHARED']} (set SHARED=)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser. Absent, the test is skipped on a person's machine and fails where CI=true."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "chrome")
    found = next((path for path in map(shutil.which, filter(None, names)) if path), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("no browser: install chromium or set CHROMIUM=")
    if found is None:
        pytest.skip("no browser found: install chromium or set CHROMIUM=")
    return found
