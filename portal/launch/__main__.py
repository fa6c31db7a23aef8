"""`python -m portal.launch demo | test [pytest arguments] | check | messages [--check] | screenshots`."""

from __future__ import annotations

import shlex
import sys

from portal.launch import check, demo, messages, screenshots, test


def main(words: list[str]) -> int:
    match words:
        case ["demo"]:
            return demo.run()
        case ["test", *arguments]:
            return test.run([part for argument in arguments for part in shlex.split(argument)])
        case ["check"]:
            return check.run()
        case ["messages", *arguments]:
            return messages.run(arguments)
        case ["screenshots"]:
            return screenshots.run()
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
