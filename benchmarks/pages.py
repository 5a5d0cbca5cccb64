"""How the product's pages compare with the least that a Streamlit + Plotly page costs.

    python benchmarks/pages.py [--quick] [--product DIR]

Starts `benchmarks/floor.py` with default settings and the product side by side, visits both in
real Chromium, opens real websocket sessions on both, and prints ratios: product over floor. The
two take turns, so that a busy machine is busy for both. About ten minutes; `--quick` about two.
All traffic stays on 127.0.0.1. Needs playwright, psutil and websockets.

The exit code is 0 if everything was measured, whether or not it meets its target; otherwise 1.
"""

import argparse
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import browser_visits
import playwright.sync_api
import websocket_sessions
from ratio_table import Key, Row, Target, p95, row, written
from server_processes import NotMeasured, Server, floor_server, product_server

HERE = Path(__file__).resolve().parent

PLOTLY_TRACE = ".js-plotly-plot .scatterlayer .trace"
CONTENT = ".js-plotly-plot .scatterlayer, .js-plotly-plot .infolayer, img.chart.wide"
SVG_CHART = 'img[src^="data:image/svg+xml"]'
CARDS = "ul.cards .change"  # of the overview: its drawings are in folds that nobody has opened


@dataclass(frozen=True)
class Page:
    """A page to visit; it is there once the last element matching `ready` is drawn. `change` is the
    label of a widget that changes its chart."""

    name: str
    path: str
    ready: str
    warm: Target | None = None
    change: str = ""


FLOOR = Page("floor", "/", PLOTLY_TRACE, change="Area")
INDICATOR = Page(
    "indicator",
    "/indicator?id=care_leavers_eet_19_21",
    SVG_CHART,
    warm=Target(0.65),
    change="Compare with",
)
PRODUCT = (
    Page("overview", "/", CARDS, warm=Target(0.5)),
    Page("ambition", "/safe", SVG_CHART, warm=Target(0.5)),
    INDICATOR,
    Page("about", "/about", "h1"),
    Page("still copy", "/still/", CARDS, warm=Target(0.25)),
)
FIRST_VISIT = Target(1.6, of="product")  # MB
CPU = Target(0.5)
P95 = {100: Target(0.1)}  # sessions → target


@dataclass(frozen=True)
class Plan:
    """How much to measure."""

    visitors: int  # each loads every page once cold, and then:
    warm_loads: int
    changes: int  # in one browser
    sessions: tuple[int, ...]
    seconds: float  # of changes at each number of sessions


FULL = Plan(visitors=5, warm_loads=2, changes=20, sessions=(1, 10, 100), seconds=20)
QUICK = Plan(visitors=2, warm_loads=2, changes=8, sessions=(1, 10), seconds=10)


@dataclass
class Results:
    """Every sample by who and what, and what went wrong."""

    samples: dict[Key, list[float]] = field(default_factory=lambda: defaultdict(list))
    problems: list[str] = field(default_factory=list)

    @contextmanager
    def measuring(self, what: str) -> Iterator[None]:
        """Says what is being measured; keeps a failure as a problem and goes on."""
        print(f"  {what}", file=sys.stderr, flush=True)
        try:
            yield
        except (NotMeasured, playwright.sync_api.Error) as error:
            self.problems.append(f"{what}: {error}")


def measure(plan: Plan, product_folder: Path) -> Results:
    """Starts both servers, measures everything, stops them."""
    results = Results()
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder,
        floor_server(HERE / "floor.py", Path(folder)) as floor,
        product_server(product_folder, Path(folder)) as product,
    ):
        pages = [(floor, FLOOR), *((product, page) for page in PRODUCT)]
        with browser_visits.chromium() as browser:
            visit_pages(results, browser, pages, plan)
            time_changes(results, browser, pages, plan)
        load_servers(results, [(floor, FLOOR), (product, INDICATOR)], plan)
    return results


def visit_pages(
    results: Results,
    browser: playwright.sync_api.Browser,
    pages: list[tuple[Server, Page]],
    plan: Plan,
) -> None:
    """Cold and warm loads (ms) and the bytes of a first visit (MB), page by page in turn.

    The first round is not counted: it is the server's first run of each page, not the visitor's.
    """
    for visitor in range(plan.visitors + 1):
        for server, page in pages:
            with results.measuring(f"visitor {visitor} of {plan.visitors}: {page.name}"):
                warm_loads = plan.warm_loads if visitor else 0
                url = server.origin + page.path
                seen = browser_visits.visit(browser, url, page.ready, warm_loads)
                if visitor:
                    keep_visit(results, page, seen)


def keep_visit(results: Results, page: Page, seen: browser_visits.Visit) -> None:
    samples = results.samples
    samples[page.name, "cold load"].append(seen.cold_ms)
    samples[page.name, "warm load"].extend(seen.warm_ms)
    samples[page.name, "first visit"].append(seen.size / 1e6)


def time_changes(
    results: Results,
    browser: playwright.sync_api.Browser,
    pages: list[tuple[Server, Page]],
    plan: Plan,
) -> None:
    """Time until a change shows in the browser, and the server's CPU for it (ms)."""
    for server, page in pages:
        if not page.change:
            continue
        with results.measuring(f"{plan.changes} changes: {page.name}"):
            times, cpu = browser_visits.time_changes(
                browser,
                server.origin + page.path,
                page.ready,
                CONTENT,
                page.change,
                plan.changes,
                server.cpu_seconds,
            )
            results.samples[page.name, "change"].extend(times)
            results.samples[page.name, "change cpu"].append(cpu)


def load_servers(results: Results, pages: list[tuple[Server, Page]], plan: Plan) -> None:
    """Change to script finished, and server CPU per change (ms), at each number of sessions."""
    for sessions in plan.sessions:
        for server, page in pages:
            with results.measuring(f"{sessions} sessions: {page.name}"):
                load = websocket_sessions.measure_load(
                    websocket_sessions.Visited(server.origin + page.path, page.change),
                    sessions,
                    plan.seconds,
                    server.cpu_seconds,
                )
                results.samples[page.name, f"change at {sessions}"].extend(load.change_ms)
                results.samples[page.name, f"cpu at {sessions}"].append(load.cpu_ms)
                if not load.widget_found:
                    raise NotMeasured("no widget has the label; the figures are of plain reruns")


def compare(results: Results, plan: Plan) -> list[Row]:
    """The table's rows, in reading order."""
    compared = partial(row, results.samples)
    name = INDICATOR.name
    rows = []
    for what, unit in (("cold load", "ms"), ("warm load", "ms"), ("first visit", "MB")):
        for page in PRODUCT:
            target = {"warm load": page.warm, "first visit": FIRST_VISIT}.get(what)
            keys = ((FLOOR.name, what), (page.name, what))
            rows.append(compared(f"{what}: {page.name}", unit, keys, target))
    keys = ((FLOOR.name, "change"), (name, "change"))
    rows.append(compared("change shows in the browser", "ms", keys))
    keys = ((FLOOR.name, "change cpu"), (name, "change cpu"))
    rows.append(compared("CPU per change, one browser", "ms", keys, CPU))
    for n in plan.sessions:
        keys = ((FLOOR.name, f"change at {n}"), (name, f"change at {n}"))
        rows.append(compared(f"p50 of a change, {n} sessions", "ms", keys))
        rows.append(compared(f"p95 of a change, {n} sessions", "ms", keys, P95.get(n), p95))
        keys = ((FLOOR.name, f"cpu at {n}"), (name, f"cpu at {n}"))
        rows.append(compared(f"CPU per change, {n} sessions", "ms", keys, CPU))
    return rows


def report(results: Results, rows: list[Row]) -> None:
    print(f"\n{written(rows)}\n")
    print("Medians; ratio = product / floor. Loads and changes: lower is better. A first visit's")
    print("target is of the product itself (MB). Under load the product is its indicator page.")
    for problem in results.problems:
        print(f"NOT MEASURED  {problem}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repeats; 1 and 10 sessions")
    parser.add_argument(
        "--product",
        type=Path,
        metavar="DIR",
        default=HERE.parent,
        help="folder of the product's server.py (default: this checkout)",
    )
    return parser.parse_args()


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    chosen = arguments()
    plan = QUICK if chosen.quick else FULL
    try:
        results = measure(plan, chosen.product.resolve())
    except NotMeasured as error:
        print(f"NOT MEASURED  {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    rows = compare(results, plan)
    report(results, rows)
    return 1 if results.problems else 0


if __name__ == "__main__":
    sys.exit(main())
