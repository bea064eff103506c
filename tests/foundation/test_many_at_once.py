"""Several processes write to one SQLite file at once: nobody is turned away, and the audit trail stays one chain."""

import os
import subprocess
import sys
from pathlib import Path

WRITERS, DEEDS = 4, 15

PREPARE = "import django; django.setup(); from django.core.management import call_command; call_command('migrate', verbosity=0)"
WRITE = f"""
import django; django.setup()
from jiangong.foundation.services import record
for n in range({DEEDS}):
    record("deed", actor="user:shu", subject=f"event:{{n}}")
"""
CHECK = """
import django; django.setup()
from jiangong.foundation.selectors import verify_trail
check = verify_trail()
print(check.is_whole, check.rows)
"""


def test_writers_wait_for_each_other(tmp_path: Path):
    environment = {**os.environ, "JIANGONG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "jiangong.config.settings"}
    environment.pop("DATABASE_URL", None)

    def started(code: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "ignore", "-c", code]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    assert started(PREPARE).wait() == 0
    writers = [started(WRITE) for _ in range(WRITERS)]
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [("", 0)] * WRITERS

    assert started(CHECK).communicate()[0] == f"True {WRITERS * DEEDS}\n"
