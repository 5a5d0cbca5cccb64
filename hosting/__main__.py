"""The command line of a host of many councils: python -m hosting check | write | run FILE."""

import argparse
import sys
from pathlib import Path

from hosting.declaration import EVERY, processes, read_hosting
from schemas.problems import Refused


def main(words: list[str] | None = None) -> int:
    """Every refusal names every problem and exits with 1."""
    arguments = _parser().parse_args(words)
    try:
        hosting = read_hosting(arguments.file)
        match arguments.command:
            case "check":
                for process in processes(hosting):
                    print(
                        f"{hosting.address.rstrip('/')}/{process.path}/\t{process.council.account}"
                    )
            case "write":
                from hosting.web_server import write_settings

                write_settings(hosting, arguments.to, containers=arguments.containers)
            case "run":
                from hosting.processes import run

                run(hosting, arguments.only)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hosting", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="say what would run, or all that is wrong")
    write = commands.add_parser("write", help="write nginx.conf and the page of the councils")
    run = commands.add_parser("run", help="run every process, each as its council's account")
    for command in (check, write, run):
        command.add_argument("file", type=Path, help="the declaration: docs/hosting.md")
    write.add_argument("--to", type=Path, required=True, help="the folder to write to")
    write.add_argument("--containers", action="store_true", help="for containers: compose.yaml too")
    run.add_argument("--only", default=EVERY, metavar="NAME", help="one council's processes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
