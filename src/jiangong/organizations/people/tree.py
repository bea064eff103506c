"""What the database itself does for the roster: a worker's path follows the unit's, and a name's beginning finds it.

A page of a million workers reads one index range, so the unit's path stands in the worker's row as well. A trigger keeps it
true whoever moves a unit, as ON UPDATE CASCADE would keep a key: permission is asked of that path.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

FOLLOW = {
    "sqlite": (
        """CREATE TRIGGER people_follow_tree AFTER UPDATE OF path ON organizations_organization
        WHEN OLD.path <> NEW.path
        BEGIN UPDATE people_worker SET path = NEW.path WHERE path = OLD.path AND organization_id = NEW.id; END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION people_follow_tree() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN UPDATE people_worker SET path = NEW.path WHERE path = OLD.path AND organization_id = NEW.id; RETURN NULL; END $$""",
        """CREATE TRIGGER people_follow_tree AFTER UPDATE OF path ON organizations_organization
        FOR EACH ROW WHEN (OLD.path <> NEW.path) EXECUTE FUNCTION people_follow_tree()""",
        # the usual index of a text cannot answer "begins with" where the cluster sorts by a language
        "DROP INDEX worker_name",
        "CREATE INDEX worker_name ON people_worker (name varchar_pattern_ops, path)",
    ),
}
LEAVE = {
    "sqlite": ("DROP TRIGGER IF EXISTS people_follow_tree",),
    "postgresql": (
        "DROP TRIGGER IF EXISTS people_follow_tree ON organizations_organization",
        "DROP FUNCTION IF EXISTS people_follow_tree()",
    ),
}


def follow_tree() -> RunPython:
    """A migration operation that lets the database do so."""

    def follow(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        _run(editor, FOLLOW)

    def leave(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        _run(editor, LEAVE)

    return RunPython(follow, leave)


def _run(editor: BaseDatabaseSchemaEditor, statements: dict[str, tuple[str, ...]]) -> None:
    with editor.connection.cursor() as cursor:
        for statement in statements[editor.connection.vendor]:
            cursor.execute(statement)


def end_of(path: str) -> str:
    """The first path after everything that begins with `path`: a range that every collation reads alike."""
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    kept = path.rstrip(signs[-1])
    return kept[:-1] + signs[signs.index(kept[-1]) + 1] if kept else "\N{FULLWIDTH TILDE}"
