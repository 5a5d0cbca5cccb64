"""An indicator: trend, numbers, breakdowns, what it counts, where each figure came from."""

import streamlit as st

from charts.plotly_chart import figure
from charts.specification import Chart
from pages.ambition import missing
from pages.downloads import downloads
from pages.figures import narrow, notes, numbers, picture
from pages.markup import ILLUSTRATIVE, link_to, table, text
from pages.reading import Reading, Reported
from schemas.declared import Indicator, NeighbourList

QUIET = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def show(reading: Reading) -> None:
    """Draw the page of the indicator that the address names: /indicator?id=..."""
    name = st.query_params.get("id", "")
    found = reading.indicator(name)
    if found is None:
        st.html(_no_such(reading, name))
        return
    reported = reading.of(found)
    st.html(_opening(reading, reported))
    if reported.has_figures:
        _trend(reading, reported)
        for breakdown in found.breakdowns:
            _breakdown(reported, breakdown)
    else:
        st.html(missing(reported))
    st.html(_about(reading, reported))


def _opening(reading: Reading, reported: Reported) -> str:
    indicator = reported.indicator
    ambition = next((a for a in reading.strategy.ambitions if a.id == indicator.ambition), None)
    up = f'<a href="{ambition.id}" target="_self">{text(ambition.name)}</a>' if ambition else ""
    mark = ILLUSTRATIVE if reported.illustrative else ""
    said = text(reported.sentence) if reported.has_figures else ""
    return (
        '<article data-ready="indicator"><p class="eyebrow">'
        f'<a href="overview" target="_self">Overview</a> › {up}</p>'
        f"<h1>{text(indicator.title)} {mark}</h1>"
        f'<p class="question">{text(indicator.question)}</p>'
        f'<p class="sentence">{said}</p></article>'
    )


def _trend(reading: Reading, reported: Reported) -> None:
    listed = _neighbour_list(reading, reported.indicator)
    chart = reported.chart_beside(listed)
    if reported.beside(listed):
        st.html(f'<p class="sentence beside">{text(reported.beside(listed))}</p>')
    _draw(chart)
    downloads(chart, key=reported.indicator.id)
    st.html(f"<h2>The numbers</h2>{numbers(chart)}")


def _neighbour_list(reading: Reading, indicator: Indicator) -> NeighbourList:
    """The list of councils most like ours that the reader has chosen. Lists are dated."""
    lists = {n.id: n for n in reading.council.neighbour_lists}
    if "neighbours" not in indicator.comparators or len(lists) == 1:
        return reading.council.neighbour_lists[0]
    chosen = st.segmented_control(
        "Compare with councils most like ours, by the list of",
        list(lists),
        default=next(iter(lists)),
        required=True,
        format_func=lambda name: lists[name].dated,
        key="neighbours",
        bind="query-params",
    )
    return lists[chosen or next(iter(lists))]


def _draw(chart: Chart) -> None:
    """The chart to explore; on a phone, the drawing that was made for one stands in for it."""
    with st.container(key="trend"):
        st.plotly_chart(
            figure(chart), theme=None, config=QUIET, key=f"chart-{chart.key}", alt=chart.alt
        )
    with st.container(key="trend-narrow"):
        st.html(narrow(chart))
    if chart.notes:
        st.html(notes(chart))


def _breakdown(reported: Reported, breakdown: str) -> None:
    charts = reported.charts_of(breakdown)
    st.html(f"<h2>By {text(breakdown)}</h2>")
    if not charts:
        st.html("<p>No figures by this breakdown have been published.</p>")
    for chart in charts:
        st.html(picture(chart))
        downloads(chart, key=chart.key)


def _about(reading: Reading, reported: Reported) -> str:
    indicator = reported.indicator
    facts = {
        "What is counted": indicator.numerator,
        "Out of": indicator.denominator,
        "Its official name": indicator.statutory_name,
        "Better is": {"higher": "Higher", "lower": "Lower"}.get(
            indicator.better, "Neither: higher and lower are not good or bad in themselves"
        ),
        "Collected": f"{indicator.frequency.capitalize()}, by {indicator.period}",
        "Return": f"{indicator.return_}, {indicator.publisher}",
    }
    listed = "".join(f"<dt>{k}</dt><dd>{text(v)}</dd>" for k, v in facts.items() if v)
    return (
        f"<h2>What this counts</h2><dl>{listed}</dl>"
        f"{_beware(indicator)}{_read_with(reading, indicator)}{_provenance(reading, reported)}"
    )


def _beware(indicator: Indicator) -> str:
    notes = [n for n in (indicator.baseline_note, *indicator.beware) if n]
    return (
        f"<h2>Read with care</h2><ul>{''.join(f'<li>{text(n)}</li>' for n in notes)}</ul>"
        if notes
        else ""
    )


def _read_with(reading: Reading, indicator: Indicator) -> str:
    others = [i for name in indicator.read_with if (i := reading.indicator(name))]
    links = "".join(f"<li><a {link_to(i)}>{text(i.title)}</a></li>" for i in others)
    return f"<h2>Read together with</h2><ul>{links}</ul>" if links else ""


def _provenance(reading: Reading, reported: Reported) -> str:
    heads = ("Publication", "Periods", "Added", "Fingerprint of the file")
    lines = [
        (text(s.publication), text(s.periods), text(s.received), f"<code>{s.fingerprint}</code>")
        for s in reported.sources()
    ]
    if not lines:
        return ""
    title = "Where every figure came from"
    edition = f'<p class="small">In edition {text(reading.edition.name)}.</p>'
    return f"<h2>{title}</h2>{table(title, heads, lines)}{edition}"


def _no_such(reading: Reading, name: str) -> str:
    choices = "".join(
        f"<li><a {link_to(i)}>{text(i.title)}</a></li>" for i in reading.edition.schemas.in_order()
    )
    said = f"There is no measure called “{text(name)}”. " if name else ""
    return f"<h1>Every measure</h1><p>{said}Choose one:</p><ul>{choices}</ul>"
