"""What publishing would change, before anything has: in numbers, in words and in pictures."""

from collections.abc import Sequence

from markupsafe import Markup

from charts.model.build import indicator_chart
from charts.svg.line_chart import svg
from data.preview.model import REASONS, Charted, Preview
from metrics import sentences
from metrics.baseline import baseline_of, charted, latest_of
from metrics.measurement import Measurement
from pages.parts.html import image, show_html, table
from schemas.declared import Indicator, Schemas

MOST_OPEN, MOST_CHARTS = 2, 6  # seen at once, and drawn; the rest are named
MOST_ROWS = 50


def changes(would: Preview, schemas: Schemas) -> None:
    """Draw what would change."""
    show_html(
        Markup('<section class="changes"><h2>What will change</h2>{}{}{}{}{}{}</section>').format(
            _numbers(would, schemas),
            _remarks(would),
            _words(would),
            _corrections(would),
            _hidden(would),
            _missing(would),
        )
    )
    _charts(would, schemas)


def _numbers(would: Preview, schemas: Schemas) -> Markup:
    counted = {
        ("new figure", "new figures"): len(would.new),
        ("figure that changes", "figures that change"): len(would.revised),
        ("figure that is taken away", "figures that are taken away"): len(would.gone),
        ("figure as it was", "figures as they were"): would.unchanged,
        (
            "figure that gives way to another, and is on no page",
            "figures that give way to others, and are on no page",
        ): len(would.outranked),
        (
            "figure that is kept and not shown by itself: groups are shown by year",
            "figures that are kept and not shown by themselves: groups are shown by year",
        ): would.kept_back,
        (
            "figure that the last file like this had and this one has not",
            "figures that the last file like this had and this one has not",
        ): len(would.missing),
    }
    lines = Markup().join(
        (
            Markup("<li><b>{:,}</b> {}</li>").format(many, one if many == 1 else more)
            for (one, more), many in counted.items()
            if many
        )
    )
    already = Markup().join(
        (Markup("<li>{}</li>").format(_already(name, state)) for name, state in would.already)
    )
    invented = Markup().join(
        Markup("<li>Invented figures give way to real ones: {}</li>").format(
            schemas.indicators[name].short
        )
        for name in would.invented
    )
    return Markup("<ul>{}{}{}</ul>").format(lines, already, invented)


WAS = {
    "accepted": "is in the store already",
    "draft": "was kept as a draft, and now stands",
    "withdrawn": "was withdrawn, and stays so. To put it back, go to History",
}


NOTES = {
    "new": "New notes",
    "changed": "Notes that change",
    "gone": "Notes that are taken away",
}
LOOK = (
    "No check knows a name or a story. Read every note once more: could anybody tell which child "
    "or young person it is about?"
)


def _remarks(would: Preview) -> Markup:
    """Every note in full, because only a person can see that it is about a child."""
    parts = []
    for change, title in NOTES.items():
        mine = [r for r in would.remarks if r.change == change]
        if mine:
            heads = ("Note", "Was", "Will be") if change == "changed" else ("Note", "What it says")
            rows = [(r.about, *(s for s in (r.was, r.now) if s)) for r in mine[:MOST_ROWS]]
            more = len(mine) - len(rows)
            rest = Markup("<p>and {:,} more</p>").format(more) if more > 0 else ""
            parts.append(Markup("<h3>{}</h3>{}{}").format(title, table(title, heads, rows), rest))
    care = (
        Markup('<p class="care">{}</p>').format(LOOK) if any(r.now for r in would.remarks) else ""
    )
    return Markup("{}{}{}").format(Markup().join(parts), care, _unsaid(would))


def _unsaid(would: Preview) -> Markup:
    if not would.unsaid:
        return Markup()
    lines = Markup().join(
        (
            Markup("<li>{}: “{}”</li>").format(about, "”, “".join(numbers))
            for about, numbers in would.unsaid
        )
    )
    return Markup(
        '<div role="alert" class="caution"><b>These notes will not be shown.</b> Each holds '
        "a number of children, or a percent, that no page shows for its measure, so nobody "
        "has checked that it is safe:<ul>{}</ul>Leave the number out, or write the one that "
        "the page shows, and drop the file again.</div>"
    ).format(lines)


def _already(name: str, state: str) -> str:
    return f"{name} {WAS[state]}."


def _words(would: Preview) -> Markup:
    if not would.words:
        return Markup("<p>No word changes on any page.</p>")
    lines = Markup().join(Markup("<li>{}</li>").format(change) for change in would.words)
    return Markup("<h3>Words that will change</h3><ul>{}</ul>").format(lines)


def cannot_be_hidden(unsafe: Sequence[str]) -> Markup:
    """What stands in the way of publishing: figures that could be worked out whatever is hidden."""
    lines = Markup().join(Markup("<li>{}</li>").format(cell) for cell in unsafe[:MOST_ROWS])
    return Markup(
        '<div role="alert" class="caution"><b>This cannot be published yet.</b> These small '
        "figures would be hidden, and could be worked out from others that are shown:<ul>{}"
        "</ul>Publish fewer categories, or take a measure out of those whose totals are "
        "always shown ([disclosure] in schemas/council.toml).</div>"
    ).format(lines)


def _hidden(would: Preview) -> Markup:
    """How many figures will be hidden, by reason; which ones, on request."""
    if not would.hidden:
        return Markup()
    reasons = Markup().join(
        (
            Markup("<li><b>{:,}</b> because {}</li>").format(many, REASONS[reason])
            for reason, many in would.hidden_by_reason.items()
        )
    )
    lines = would.hidden[:MOST_ROWS]
    more = len(would.hidden) - len(lines)
    rest = Markup("<li>and {:,} more</li>").format(more) if more > 0 else ""
    listed = Markup().join(Markup("<li>{}</li>").format(line) for line in lines)
    advice = Markup().join(Markup("<li>{}</li>").format(said) for said in would.would_show_more)
    many = "1 figure" if len(would.hidden) == 1 else f"{len(would.hidden):,} figures"
    return Markup(
        "<h3>{} will be hidden, to protect children's privacy</h3><ul>{}</ul><p>What would "
        "show more:</p><ul>{}</ul><details><summary>Which ones</summary><ul>{}{}</ul>"
        "</details>"
    ).format(many, reasons, advice, listed, rest)


def _corrections(would: Preview) -> Markup:
    if not would.corrections:
        return Markup()
    rows = [(str(c.cell), c.old, c.new) for c in would.corrections[:MOST_ROWS]]
    heads = ("Figure", "Was", "Will be")
    more = len(would.corrections) - len(rows)
    rest = Markup("<p>and {:,} more</p>").format(more) if more > 0 else ""
    shown = table("Corrections", heads, rows)
    return Markup("<details open><summary>Corrections</summary>{}{}</details>").format(shown, rest)


def _missing(would: Preview) -> Markup:
    if not would.missing.named:
        return Markup()
    lines = Markup().join(
        Markup("<li>{}</li>").format(cell) for cell in would.missing.named[:MOST_ROWS]
    )
    return Markup(
        "<details><summary>In the last file like this, and not in this one</summary><ul>{}"
        "</ul><p>What was there before stays as it is.</p></details>"
    ).format(lines)


# Charts, before and after


def _charts(would: Preview, schemas: Schemas) -> None:
    drawn = [c for c in would.charts if c.indicator in schemas.indicators]
    pairs = [_before_and_after(chart, schemas) for chart in drawn[:MOST_CHARTS]]
    show_html(Markup().join(pairs[:MOST_OPEN]) or Markup("<span></span>"))
    others = [schemas.indicators[c.indicator].short for c in drawn[MOST_CHARTS:]]
    also = Markup("<p>Also: {}.</p>").format("; ".join(others)) if others else ""
    if folded := pairs[MOST_OPEN:]:
        many = "1 more chart" if len(folded) == 1 else f"{len(folded)} more charts"
        named = "; ".join(
            schemas.indicators[c.indicator].short for c in drawn[MOST_OPEN:MOST_CHARTS]
        )
        show_html(
            Markup(
                '<details><summary>{}, before and after</summary>{}</details><p class="small">{}.'
                "</p>{}"
            ).format(many, Markup().join(folded), named, also)
        )


def _before_and_after(chart: Charted, schemas: Schemas) -> Markup:
    indicator = schemas.indicators[chart.indicator]
    sides = {"Before": chart.before, "After": chart.after}
    drawn = Markup().join(
        (
            Markup("<div><p class='small'>{}</p>{}</div>").format(
                name, _drawn(side, indicator, schemas)
            )
            for name, side in sides.items()
        )
    )
    return Markup('<h3>{}</h3><div class="before-after">{}</div>').format(indicator.title, drawn)


def _drawn(measurements: Sequence[Measurement], indicator: Indicator, schemas: Schemas) -> Markup:
    ours = [m for m in measurements if m.role == "council"]
    line = charted(indicator, ours)
    if not line:
        return Markup("<p>No figures.</p>")
    strategy = schemas.strategies[0]
    latest, baseline = latest_of(indicator, ours), baseline_of(indicator, strategy, ours)
    picture = indicator_chart(
        indicator,
        schemas.council,
        strategy,
        ours=line,
        comparators=[m for m in charted(indicator, measurements) if m.role == "country"],
        neighbours=[],
        title=sentences.headline(indicator, latest, baseline),
        neighbour_list=None,
        baseline=baseline,
    )
    said = Markup('<p class="caption"><b>{}</b></p>').format(picture.title)
    return said + image(svg(picture, 440, 320, titled=False), picture.alt, "chart")
