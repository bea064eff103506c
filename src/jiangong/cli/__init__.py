"""The door for people with a terminal."""


def main() -> int:
    """Run this process's command line; returns the exit status: 0 done, 1 no, 2 wrong use, 3 our defect, 130 stopped."""
    from jiangong.cli.entrance import run  # so that importing the package costs nothing

    return run()
