"""What publishing would change, before anything has: in numbers, in words and in pictures."""

from collections.abc import Sequence

import streamlit as st

from charts.model.build import indicator_chart
from charts.svg.line_chart import svg
from data.preview.model import REASONS, Charted, Preview
from metrics import sentences
from metrics.baseline import baseline_of, charted, latest_of
from metrics.measurement import Measurement
from pages.parts.html import image, table, text
from schemas.declared import Indicator, Schemas

MOST_OPEN, MOST_CHARTS = 2, 6  # seen at once, and drawn; the rest are named
MOST_ROWS = 50


def changes(would: Preview, schemas: Schemas) -> None:
    """Draw what would change."""
    st.html(
        f'<section class="changes"><h2>What will change</h2>{_numbers(would, schemas)}'
        f"{_remarks(would)}{_words(would)}{_corrections(would)}{_hidden(would)}{_missing(would)}"
        "</section>"
    )
    _charts(would, schemas)


def _numbers(would: Preview, schemas: Schemas) -> str:
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
    lines = "".join(
        f"<li><b>{many:,}</b> {text(one if many == 1 else more)}</li>"
        for (one, more), many in counted.items()
        if many
    )
    already = "".join(f"<li>{text(_already(name, state))}</li>" for name, state in would.already)
    invented = "".join(
        f"<li>Invented figures give way to real ones: {text(schemas.indicators[name].short)}</li>"
        for name in would.invented
    )
    return f"<ul>{lines}{already}{invented}</ul>"


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


def _remarks(would: Preview) -> str:
    """Every note in full, because only a person can see that it is about a child."""
    parts = []
    for change, title in NOTES.items():
        mine = [r for r in would.remarks if r.change == change]
        if mine:
            heads = ("Note", "Was", "Will be") if change == "changed" else ("Note", "What it says")
            rows = [
                (text(r.about), *(text(s) for s in (r.was, r.now) if s)) for r in mine[:MOST_ROWS]
            ]
            more = len(mine) - len(rows)
            rest = f"<p>and {more:,} more</p>" if more > 0 else ""
            parts.append(f"<h3>{title}</h3>{table(title, heads, rows)}{rest}")
    care = f'<p class="care">{LOOK}</p>' if any(r.now for r in would.remarks) else ""
    return f"{''.join(parts)}{care}{_unsaid(would)}"


def _unsaid(would: Preview) -> str:
    if not would.unsaid:
        return ""
    lines = "".join(
        f"<li>{text(about)}: “{text('”, “'.join(numbers))}”</li>" for about, numbers in would.unsaid
    )
    return (
        '<div role="alert" class="caution"><b>These notes will not be shown.</b> Each holds a '
        "number of children, or a percent, that no page shows for its measure, so nobody has "
        f"checked that it is safe:<ul>{lines}</ul>Leave the number out, or write the one that the "
        "page shows, and drop the file again.</div>"
    )


def _already(name: str, state: str) -> str:
    return f"{name} {WAS[state]}."


def _words(would: Preview) -> str:
    if not would.words:
        return "<p>No word changes on any page.</p>"
    lines = "".join(f"<li>{text(change)}</li>" for change in would.words)
    return f"<h3>Words that will change</h3><ul>{lines}</ul>"


def cannot_be_hidden(unsafe: Sequence[str]) -> str:
    """What stands in the way of publishing: figures that could be worked out whatever is hidden."""
    lines = "".join(f"<li>{text(cell)}</li>" for cell in unsafe[:MOST_ROWS])
    return (
        '<div role="alert" class="caution"><b>This cannot be published yet.</b> These small '
        "figures would be hidden, and could be worked out from others that are shown:"
        f"<ul>{lines}</ul>Publish fewer categories, or take a measure out of those whose totals "
        "are always shown ([disclosure] in schemas/council.toml).</div>"
    )


def _hidden(would: Preview) -> str:
    """How many figures will be hidden, by reason; which ones, on request."""
    if not would.hidden:
        return ""
    reasons = "".join(
        f"<li><b>{many:,}</b> because {text(REASONS[reason])}</li>"
        for reason, many in would.hidden_by_reason.items()
    )
    lines = [text(hidden) for hidden in would.hidden[:MOST_ROWS]]
    more = len(would.hidden) - len(lines)
    rest = f"<li>and {more:,} more</li>" if more > 0 else ""
    listed = "".join(f"<li>{line}</li>" for line in lines)
    advice = "".join(f"<li>{text(said)}</li>" for said in would.would_show_more)
    many = "1 figure" if len(would.hidden) == 1 else f"{len(would.hidden):,} figures"
    return (
        f"<h3>{many} will be hidden, to protect children's privacy</h3><ul>{reasons}</ul>"
        f"<p>What would show more:</p><ul>{advice}</ul>"
        f"<details><summary>Which ones</summary><ul>{listed}{rest}</ul></details>"
    )


def _corrections(would: Preview) -> str:
    if not would.corrections:
        return ""
    rows = [(text(c.cell), text(c.old), text(c.new)) for c in would.corrections[:MOST_ROWS]]
    heads = ("Figure", "Was", "Will be")
    more = len(would.corrections) - len(rows)
    rest = f"<p>and {more:,} more</p>" if more > 0 else ""
    shown = table("Corrections", heads, rows)
    return f"<details open><summary>Corrections</summary>{shown}{rest}</details>"


def _missing(would: Preview) -> str:
    if not would.missing.named:
        return ""
    lines = "".join(f"<li>{text(cell)}</li>" for cell in would.missing.named[:MOST_ROWS])
    return (
        "<details><summary>In the last file like this, and not in this one</summary>"
        f"<ul>{lines}</ul><p>What was there before stays as it is.</p></details>"
    )


# Charts, before and after


def _charts(would: Preview, schemas: Schemas) -> None:
    drawn = [c for c in would.charts if c.indicator in schemas.indicators]
    pairs = [_before_and_after(chart, schemas) for chart in drawn[:MOST_CHARTS]]
    st.html("".join(pairs[:MOST_OPEN]) or "<span></span>")
    others = [schemas.indicators[c.indicator].short for c in drawn[MOST_CHARTS:]]
    also = f"<p>Also: {text('; '.join(others))}.</p>" if others else ""
    if folded := pairs[MOST_OPEN:]:
        many = "1 more chart" if len(folded) == 1 else f"{len(folded)} more charts"
        named = "; ".join(
            schemas.indicators[c.indicator].short for c in drawn[MOST_OPEN:MOST_CHARTS]
        )
        st.html(
            f"<details><summary>{many}, before and after</summary>{''.join(folded)}</details>"
            f'<p class="small">{text(named)}.</p>{also}'
        )


def _before_and_after(chart: Charted, schemas: Schemas) -> str:
    indicator = schemas.indicators[chart.indicator]
    sides = {"Before": chart.before, "After": chart.after}
    drawn = "".join(
        f"<div><p class='small'>{name}</p>{_drawn(side, indicator, schemas)}</div>"
        for name, side in sides.items()
    )
    return f'<h3>{text(indicator.title)}</h3><div class="before-after">{drawn}</div>'


def _drawn(measurements: Sequence[Measurement], indicator: Indicator, schemas: Schemas) -> str:
    ours = [m for m in measurements if m.role == "council"]
    line = charted(indicator, ours)
    if not line:
        return "<p>No figures.</p>"
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
    said = f'<p class="caption"><b>{text(picture.title)}</b></p>'
    return said + image(svg(picture, 440, 320, titled=False), picture.alt, "chart")
