"""A child of a process that settles has a database of its own."""

import os
import sys

import pytest

from jiangong.core.scoring.engines import corner


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_settles_with_a_database_of_its_own():
    corner().con.execute("CREATE TABLE of_the_parent AS SELECT 1")
    child = os.fork()
    if child == 0:
        try:
            seen = corner().con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'of_the_parent'")
            os._exit(seen.fetchone()[0])
        except BaseException:
            os._exit(9)
    _, status = os.waitpid(child, 0)
    corner().con.execute("DROP TABLE of_the_parent")

    assert os.waitstatus_to_exitcode(status) == 0
    assert "jiangong.core.scoring.engines" in sys.modules
