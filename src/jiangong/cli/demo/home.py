"""The folder of the demo: laid fresh each time, and never the folder of a real site."""

import shutil
from pathlib import Path

from jiangong.foundation.refusals import Declined

MARK = "this-is-a-demo.txt"
SAID = "演示数据，每次 make demo 都会清空重来。 Demo data, emptied and laid anew by every make demo.\n"


def fresh_demo_home(home: Path) -> None:
    """Empty the demo's folder and mark it. Declined where a site lies there that is not marked as a demo."""
    mark = home / MARK
    if any(home.glob("*.sqlite3")) and not mark.exists():
        raise Declined(f"{home} 里有一个正式站点，演示不会动它。请换一个 JIANGONG_HOME。")
    for path in home.glob("jiangong.sqlite3*"):
        path.unlink()
    for folder in ("files", "boards"):
        shutil.rmtree(home / folder, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    mark.write_text(SAID, encoding="utf-8")
