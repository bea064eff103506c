"""One or more examples of every command: shown by --help, printed in docs/commands.md, and run by a test."""

LAMP = "rulebooks/guzhen_lamp"
MARKS = f"{LAMP}/marks.csv"

EXAMPLES: dict[str, tuple[str, ...]] = {
    "check": (f"jiangong check {LAMP}",),
    "describe": (f"jiangong describe {LAMP} --lang zh", f"jiangong describe {LAMP} --lang en"),
    "score": (
        f"jiangong score {LAMP} {MARKS} --entries {LAMP}/entries.csv",
        f"jiangong score {LAMP} {MARKS} --entries {LAMP}/entries.csv --out standings.xlsx",
        f"jiangong score {LAMP} {MARKS} --entries {LAMP}/entries.csv --engine duckdb",
        f"jiangong score {LAMP} {MARKS} --entries {LAMP}/entries.csv --memory 1000MB",
    ),
    "explain": (f"jiangong explain {LAMP} {MARKS} G02 --entries {LAMP}/entries.csv",),
    "compare": (f"jiangong compare {LAMP} {MARKS} --entries {LAMP}/entries.csv --rules {LAMP}/rulebook.toml",),
    "bundle": (f"jiangong bundle {LAMP} {MARKS} --entries {LAMP}/entries.csv --out lamp.zip",),
    "verify": ("jiangong verify lamp.zip", "jiangong verify published.zip --key federation.pem"),
    "init": ("jiangong init --federation 示范省总工会 --administrator zhang --password-file password.txt",),
    "serve": ("jiangong serve --port 8000",),
    "demo": ("SERVE=0 jiangong demo",),
    "backup": ("jiangong backup --out backup.zip",),
    "restore": ("jiangong restore backup.zip",),
    "move": ("jiangong move --to postgresql://USER:PASSWORD@HOST/NAME",),
    "audit verify": ("jiangong audit verify",),
    "roster import": (
        "jiangong roster import roster.csv --unit federation --by zhang",
        "jiangong roster import roster.csv --unit federation --by zhang --confirm",
    ),
    "roster sheet": ("jiangong roster sheet 1 --out checked.xlsx",),
    "roster export": ("jiangong roster export --unit federation --by zhang --reason 年度核对 --out roster.xlsx",),
    "roster resume": ("jiangong roster resume",),
    "keys rotate": ("jiangong keys rotate",),
    "keys signing": ("jiangong keys signing", "jiangong keys signing --out federation.pem"),
    "boards": ("jiangong boards",),
    "notices": ("jiangong notices",),
    "retention": ("jiangong retention",),
    "manage": ("jiangong manage check",),
}


def example_lines(command: str) -> str:
    """The examples of a command as lines of --help."""
    return "\n".join(f"  {line}" for line in EXAMPLES[command])
