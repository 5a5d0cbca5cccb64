"""What publishing would change, before anything has: in numbers, in words and in pictures."""

from collections.abc import Callable, Sequence

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from charts.model.build import indicator_chart
from charts.svg.line_chart import svg
from data.editions.folder import current_name
from data.preview.model import REASONS, Charted, Preview, Question
from data.store.store import Store, open_store
from metrics import sentences
from metrics.baseline import baseline_of, charted, latest_of
from metrics.measurement import Measurement
from officers.progress import progress
from pages.parts.html import bullets, fold, image, show_html, small, table
from schemas.declared import Indicator, Schemas
from schemas.progress import OnProgress

MOST_OPEN, MOST_CHARTS = 2, 6  # seen at once, and drawn; the rest are named
MOST_ROWS = 50


def preview_once(
    key: tuple[object, ...], place: DeltaGenerator, look: Callable[[Store, OnProgress], Preview]
) -> Preview:
    """What would change, worked out once for this key and edition and kept for this visitor; with
    a bar at `place` meanwhile."""
    key = (current_name(), *key)
    kept: tuple[object, Preview] | None = st.session_state.get("preview")
    if kept is None or kept[0] != key:
        with progress(place) as report, open_store() as store:
            kept = (key, look(store, report))
        st.session_state["preview"] = kept
    return kept[1]


def changes(would: Preview, schemas: Schemas) -> None:
    """Draw what would change."""
    notes = _notes(would) + _withheld(would)
    figures = _words(would), _corrections(would), _hidden(would)
    parts = _numbers(would, schemas), _asked(would), notes, *figures
    show_html(
        Markup('<section class="changes"><h2>What will change</h2>{}{}</section>').format(
            Markup().join(parts), _missing(would)
        )
    )
    _charts(would, would.schemas)


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
    return bullets(
        [
            *(
                Markup("<b>{:,}</b> {}").format(many, single if many == 1 else several)
                for (single, several), many in counted.items()
                if many
            ),
            *(
                f"Figures of {publication} that give way to the council's own: {many:,}"
                for publication, many in would.replaced.items()
            ),
            *(f"{name} {WAS[state]}." for name, state in would.already),
            *(
                f"Invented figures give way to real ones: {schemas.indicators[name].short}"
                for name in would.invented
            ),
        ]
    )


def _asked(would: Preview) -> Markup:
    """What a person must say yes to, figure by figure, and what to look at besides."""
    html = Markup()
    if would.questions:
        listed = Markup().join(map(_question, would.questions))
        html += Markup('<div class="care"><h3>Is this right?</h3>{}</div>').format(listed)
    if would.jumps:
        noted = Markup('<div class="care"><h3>Please check</h3>{}<p>{}</p></div>')
        html += noted.format(bullets(would.jumps), IF_SO)
    return html


def _question(question: Question) -> Markup:
    told = [(str(f.cell), f.before, f.now, f.instead) for f in question.figures[:MOST_ROWS]]
    filled = [n for n in range(4) if any(row[n] for row in told)]
    heads = ("Figure", "Beside", "Now", "If so, write")
    rows = [tuple(row[n] for n in filled) for row in told]
    listed = table(question.message, tuple(heads[n] for n in filled), rows)
    more = _and_more(len(question.figures), "p")
    return Markup("<p><b>{}</b></p>{}{}").format(question.message, listed, more)


def answered(would: Preview, key: object) -> bool:
    """Whether an officer says yes to every question. `key`: of what is asked about."""
    yes = [
        st.checkbox(f"Yes, it is right. {question.message}", key=f"yes-{key}-{n}")
        for n, question in enumerate(would.questions)
    ]
    if not all(yes):
        asked = "the question above" if len(yes) == 1 else f"the {len(yes)} questions above"
        show_html(Markup("<p>Say yes to {} first, or put the file right.</p>").format(asked))
    return all(yes)


IF_SO = (
    "If so, say since when and why in a file of breaks in a series: then nothing is compared "
    "across it. If not, publish as it is."
)
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


def _notes(would: Preview) -> Markup:
    """Every note in full, because only a person can see that it is about a child."""
    html = Markup()
    for change, title in NOTES.items():
        notes = [note for note in would.notes if note.change == change]
        if notes:
            heads = ("Note", "Was", "Will be") if change == "changed" else ("Note", "What it says")
            rows = [(n.about, *filter(None, (n.was, n.now))) for n in notes[:MOST_ROWS]]
            html += Markup("<h3>{}</h3>{}").format(title, table(title, heads, rows))
            html += _and_more(len(notes), "p")
    if any(note.now for note in would.notes):
        html += Markup('<p class="care">{}</p>').format(LOOK)
    return html


def _withheld(would: Preview) -> Markup:
    if not would.withheld_notes:
        return Markup()
    lines = (f"{about}: “{'”, “'.join(numbers)}”" for about, numbers in would.withheld_notes)
    return Markup(
        '<div role="alert" class="caution"><b>These notes will not be shown.</b> Each holds a '
        "number of children, or a percent, that no page shows for its measure, or that is also "
        "hidden there:{}Leave the number out, or write the one that the page shows, "
        "and drop the file again.</div>"
    ).format(bullets(lines))


def _words(would: Preview) -> Markup:
    if not would.words:
        return Markup("<p>No word changes on any page.</p>")
    return Markup("<h3>Words that will change</h3>{}").format(bullets(would.words))


def cannot_be_hidden(unsafe: Sequence[str]) -> Markup:
    """What stands in the way of publishing: figures that could be worked out whatever is hidden."""
    return Markup(
        '<div role="alert" class="caution"><b>This cannot be published yet.</b> These small '
        "figures would be hidden, and could be worked out from others that are shown:{}Publish "
        "fewer categories, or take a measure out of those whose totals are always shown "
        "([disclosure] in the council's council.toml).</div>"
    ).format(bullets(unsafe[:MOST_ROWS]))


def _hidden(would: Preview) -> Markup:
    """How many figures will be hidden, by reason; which ones, on request."""
    if not would.hidden:
        return Markup()
    reasons = bullets(
        Markup("<b>{:,}</b> because {}").format(many, REASONS[reason])
        for reason, many in would.hidden_by_reason.items()
    )
    listed = Markup().join(map(Markup("<li>{}</li>").format, would.hidden[:MOST_ROWS]))
    listed += _and_more(len(would.hidden), "li")
    many = "1 figure" if len(would.hidden) == 1 else f"{len(would.hidden):,} figures"
    more = Markup()
    if would.would_show_more:
        more = Markup("<p>What would show more:</p>{}").format(bullets(would.would_show_more))
    return Markup(
        "<h3>{} will be hidden, to protect children's privacy</h3>{}{}"
        "<details><summary>Which ones</summary><ul>{}</ul></details>"
    ).format(many, reasons, more, listed)


def _and_more(many: int, element: str) -> Markup:
    """How many are not listed, as a paragraph or a line of the list."""
    more = Markup("<{0}>and {1:,} more</{0}>").format(element, many - MOST_ROWS)
    return more if many > MOST_ROWS else Markup()


def _corrections(would: Preview) -> Markup:
    if not would.corrections:
        return Markup()
    rows = [(str(c.cell), c.old, c.new) for c in would.corrections[:MOST_ROWS]]
    shown = table("Corrections", ("Figure", "Was", "Will be"), rows)
    return Markup("<details open><summary>Corrections</summary>{}{}</details>").format(
        shown, _and_more(len(would.corrections), "p")
    )


def _missing(would: Preview) -> Markup:
    if not would.missing.named:
        return Markup()
    listed = bullets(would.missing.named[:MOST_ROWS])
    kept = Markup("{}<p>What was there before stays as it is.</p>").format(listed)
    return fold("In the last file like this, and not in this one", kept)


# Charts, before and after


def _charts(would: Preview, schemas: Schemas) -> None:
    drawn = [c for c in would.charts if c.indicator in schemas.indicators]
    pairs = [_before_and_after(chart, schemas) for chart in drawn[:MOST_CHARTS]]
    show_html(Markup().join(pairs[:MOST_OPEN]) or Markup("<span></span>"))
    names = [schemas.indicators[c.indicator].short for c in drawn]
    if folded := pairs[MOST_OPEN:]:
        many = "1 more chart" if len(folded) == 1 else f"{len(folded)} more charts"
        html = fold(f"{many}, before and after", Markup().join(folded))
        html += small(f"{'; '.join(names[MOST_OPEN:MOST_CHARTS])}.")
        if others := names[MOST_CHARTS:]:
            html += Markup("<p>Also: {}.</p>").format("; ".join(others))
        show_html(html)


def _before_and_after(chart: Charted, schemas: Schemas) -> Markup:
    indicator = schemas.indicators[chart.indicator]
    before, after = (_drawn(side, indicator, schemas) for side in (chart.before, chart.after))
    return Markup(
        "<h3>{}</h3><div class=\"before-after\"><div><p class='small'>Before</p>{}</div>"
        "<div><p class='small'>After</p>{}</div></div>"
    ).format(indicator.title, before, after)


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
    caption = Markup('<p class="caption"><b>{}</b></p>').format(picture.title)
    return caption + image(svg(picture, 440, 320, titled=False), picture.alt, "chart")
