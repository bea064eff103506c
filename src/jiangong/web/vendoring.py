"""Renew the front-end files that other projects release (`make vendor`).

Each package is taken by name and version through npm, checked for a licence, and only the listed files are kept beside
a manifest of names, versions, SHA-256 and licences. Nothing is loaded from another host when the site runs.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).parent / "static" / "vendor"
TEST_VENDOR = Path(__file__).parents[3] / "tests" / "web" / "vendor"


@dataclass(frozen=True)
class Package:
    """A released npm package, and where each wanted member goes (member inside the package: file name here)."""

    name: str
    version: str
    files: dict[str, str]
    target: Path = VENDOR


# Tabler stays at 1.4.0: newer releases write colours as oklch() and light-dark(), which older office browsers cannot read.
# htmx stays at 2: the pages must also work in the built-in browsers of chat applications, whose engines are old.
# ECharts is its smallest released build (bars, lines, decals, no tooltip that would write styles into the page), read by one page only.
PACKAGES = (
    Package("@tabler/core", "1.4.0", {"package/dist/css/tabler.min.css": "tabler.min.css"}),
    Package("htmx.org", "2.0.11", {"package/dist/htmx.min.js": "htmx.min.js", "package/LICENSE": "htmx.LICENSE.txt"}),
    Package(
        "echarts",
        "6.1.0",
        {
            "package/dist/echarts.simple.min.js": "echarts.simple.min.js",
            "package/LICENSE": "echarts.LICENSE.txt",
            "package/NOTICE": "echarts.NOTICE.txt",
        },
    ),
    Package(
        "axe-core", "4.14.1", {"package/axe.min.js": "axe.min.js", "package/LICENSE": "axe.LICENSE.txt"}, TEST_VENDOR
    ),
)


def unpack(package: Package, archive: Path) -> dict[str, object]:
    """Write the wanted members of a package archive and give its line of the manifest."""
    sums = {}
    with tarfile.open(archive) as tar:
        licence = json.loads(_member(tar, "package/package.json"))["license"]
        for member, name in package.files.items():
            content = without_source_map(_member(tar, member))
            (package.target / name).write_bytes(content)
            sums[name] = hashlib.sha256(content).hexdigest()
    return {"name": package.name, "version": package.version, "licence": licence, "sha256": sums}


def without_source_map(content: bytes) -> bytes:
    """Drop the trailing pointer to a source map, which we do not keep and which the static file storage would look for."""
    lines = content.rstrip().split(b"\n")
    if b"sourceMappingURL=" in lines[-1] and lines[-1].startswith((b"/*#", b"//#")):
        return b"\n".join(lines[:-1]) + b"\n"
    return content


def renew(packages: tuple[Package, ...] = PACKAGES) -> None:
    """Fetch every package with npm and rewrite the vendor folders and their manifests."""
    lines: dict[Path, list[dict[str, object]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for package in packages:
            package.target.mkdir(parents=True, exist_ok=True)
            done = subprocess.run(
                ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
                cwd=folder,
                check=True,
                capture_output=True,
                text=True,
            )
            archive = Path(folder) / done.stdout.strip().splitlines()[-1]
            lines.setdefault(package.target, []).append(unpack(package, archive))
    for target, rows in lines.items():
        (target / "manifest.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    """The bytes of one member, or an error that names it."""
    found = tar.extractfile(name)
    if found is None:
        raise FileNotFoundError(name)
    return found.read()


if __name__ == "__main__":
    renew()
    sys.stdout.write("vendor files renewed\n")
