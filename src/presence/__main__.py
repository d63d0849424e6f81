"""`presence` and `python -m presence`: arguments in, an exit code out."""

import sys


def main() -> None:
    from presence.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
