"""How the time of a board pack grows with its measures, and how long each document takes.

    python benchmarks/reports.py

A ratio in one run, on the embedded default, so that the machine's speed does not matter: a pack of
36 measures may take at most 5 times as long as one of 12. Prints PASS or FAIL; the exit code is 0
when it passes.
"""

import os
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from data.editions.folder import current_edition
from data.embedded import ensure_edition
from reports.make import ENDINGS, KINDS, make
from view_model.edition_view import EditionView
from view_model.scope import Scope

ROUNDS = 5
FEW, MANY, MOST = 12, 36, 5.0


def main() -> int:
    with TemporaryDirectory() as folder:
        os.environ["OUTCOMES_STORE"] = f"{folder}/store"
        os.environ["OUTCOMES_EDITIONS"] = f"{folder}/editions"
        ensure_edition()
        edition = current_edition()
        view = EditionView(edition, edition.schemas.strategies[0])
        names = tuple(i.id for i in edition.schemas.in_order())
        _took(view, names)  # libraries are imported, and charts worked out, once
        rounds = [(_took(view, names[:FEW]), _took(view, names[:MANY])) for _ in range(ROUNDS)]
        few, many = (statistics.median(times) for times in zip(*rounds, strict=True))
        for kind in KINDS:
            for ending in ENDINGS[kind]:
                started = perf_counter()
                size = len(make(kind, ending, view, Scope(), _quiet))
                took = perf_counter() - started
                print(f"{kind:9} {ending:5} of everything  {took:6.2f} s  {size / 1e6:5.1f} MB")
    print(f"pack of {FEW} measures {few:6.2f} s, of {MANY} {many:6.2f} s")
    passed = many / few <= MOST
    print(f"{'PASS' if passed else 'FAIL'}  {many / few:.2f} times, at most {MOST:g}")
    return 0 if passed else 1


def _took(view: EditionView, names: tuple[str, ...]) -> float:
    started = perf_counter()
    make("pack", ".pptx", view, Scope(indicators=names), _quiet)
    return perf_counter() - started


def _quiet(_done: float, _doing: str) -> None:
    pass


if __name__ == "__main__":
    sys.exit(main())
