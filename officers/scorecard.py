"""How a workbook is laid out: the guess, in a picture of the sheet; every part of it changed by
choosing; what comes out, below; and then it is kept, and files are known by its headings."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import TypeVar

import streamlit as st
from markupsafe import Markup

from data.any_file import read_any
from data.ingest.findings import letter
from data.scorecards.guess import DEEPEST, MOST_ROWS, Given, Guess, guess
from data.scorecards.headings import KINDS, Column, columns_of
from data.scorecards.kept import keep_layout, known_layout
from data.scorecards.scorecard import Reading, Scorecard, sheets_of
from data.scorecards.workbook import Sheet, Workbook
from officers.messages import note
from pages.parts.html import bullets, show_html, small, table
from schemas.declared import Schemas

MOST_SHOWN, MOST_FIGURES = 14, 50  # rows of the sheet, and of what comes out
LEAVE_OUT = "Leave it out"
OPENING = Markup(
    "<h2>How is {} laid out?</h2><p>You are asked this once: the next file with these headings "
    "goes in by itself. We have guessed. Look whether it is right, and change what is not.</p>"
)
NO_PERIODS = Markup(
    "<p role='status'><b>Nothing was saved.</b> No row of {} has periods over figures. Write in "
    "each heading of which period it is, as 2025-26 Q3, and drop the file again.</p>"
)
Choice = TypeVar("Choice", bound=Hashable)


def lay_out(workbook: Workbook, content: bytes, key: str, schemas: Schemas) -> bool:
    """Draw the guess of a workbook's layout, until an officer keeps it: then True. `key`: of the
    file."""
    known = known_layout(workbook, schemas)
    again = is_asked_again(key)
    guessed = _more(known, workbook, schemas) if known else _guess(workbook, key, schemas)
    if known and guessed and again:
        guessed = _as_before(known, _guess(workbook, key, schemas) or guessed)
    if guessed is None:
        show_html(NO_PERIODS.format(workbook.name))
        return False
    show_html(OPENING.format(workbook.name))
    picture = st.empty()
    asks_all = again or not known
    card = _corrected(guessed.scorecard, workbook, key) if asks_all else guessed.scorecard
    card = _measures(card, guessed, key, schemas)
    (sheet, last), *_ = sheets_of(workbook, card)
    with picture:
        show_html(_picture(sheet, last, card))
    reading = Reading(workbook, card, schemas)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Name of this layout", card.name, key=f"layout-name-{key}")
        keeps = st.button("This is right: keep it, and go on", type="primary", key=f"keep-{key}")
    card = card.model_copy(update={"name": name.strip() or card.name})
    if keeps:
        keep_layout(card)
        st.session_state.pop(f"again-{key}", None)
        return True
    show_html(_what_comes_out(reading, schemas))
    extract = read_any(workbook.name, content, schemas, scorecard=card)
    show_html(note(extract, folded=not extract.refused))
    return False


def _guess(workbook: Workbook, key: str, schemas: Schemas) -> Guess | None:
    """The guess, with what an officer has said; worked out once for each thing that is said."""
    given = st.session_state.get(f"given-{key}", Given())
    kept = st.session_state.get(f"guess-{key}")
    if kept is None or kept[0] != given:
        kept = (given, guess(workbook, schemas, given))
        st.session_state[f"guess-{key}"] = kept
    found: Guess | None = kept[1]
    if found is None and given != Given():
        show_html(Markup("<p role='note'>No periods over figures stand there.</p>"))
        found = guess(workbook, schemas)
    return found


def _more(known: Scorecard, workbook: Workbook, schemas: Schemas) -> Guess:
    """A layout that is known, of a file with measures that are new in it."""
    new = Reading(workbook, known, schemas).new
    found = guess(workbook, schemas)
    likely = found.scorecard.measures if found else {}
    measures = known.measures | {text: likely.get(text, "") for text in new}
    return Guess(known.model_copy(update={"measures": measures}), frozenset(known.measures), {})


def _as_before(known: Scorecard, guessed: Guess) -> Guess:
    """The guess under the name of the layout that is known, with the measures as they were said."""
    said = {t: known.measures.get(t, name) for t, name in guessed.scorecard.measures.items()}
    card = guessed.scorecard.model_copy(
        update={"name": known.name, "measures": said, "left_out": known.left_out}
    )
    return replace(guessed, scorecard=card)


def is_asked_again(key: str) -> bool:
    """Whether an officer changes how a file is laid out that is known."""
    return bool(st.session_state.get(f"again-{key}"))


def offer_change(name: str, key: str) -> None:
    """Offer to change how a workbook is laid out."""
    if st.button(f"Change how {name} is laid out", type="tertiary", key=f"ask-{key}"):
        st.session_state[f"again-{key}"] = True
        st.rerun()


def _corrected(card: Scorecard, workbook: Workbook, key: str) -> Scorecard:
    """The layout as an officer corrects it. What is said of rows and columns is guessed from
    again."""
    (sheet, last), *_ = sheets_of(workbook, card)
    columns = columns_of(sheet, last, card.deep)
    others = [column for column in columns if not column.is_dated]
    sheets = {s.name: s.name for s in workbook.visible} | {"": "All that are alike"}
    rows = range(min(MOST_ROWS, len(sheet.rows)))
    places = [(last, deep) for last in rows for deep in range(1, min(DEEPEST, last + 1) + 1)]
    named = {c.at: f"{_place(c.at, card)} {c.heading[:30]}" for c in others if c.heading}
    measure = others[card.measure].at
    with st.container(horizontal=True, key="choices"):
        said = Given(
            card.sheet if len(sheets) == 2 else _choose("Sheet", sheets, card.sheet, key),
            _choose("Each row is", {False: "a measure", True: "a period"}, card.turned, key),
            _choose("Headings", {p: _places(*p, card) for p in places}, (last, card.deep), key),
            _choose("Measures", named | {measure: named.get(measure, "no heading")}, measure, key),
            _choose("Figures are of a", {k: str(k) for k in KINDS}, card.kinds[0], key),
        )
    now = Given(card.sheet, card.turned, (last, card.deep), measure, card.kinds[0])
    changed = [n for n, value in enumerate(said) if value != now[n]]
    if changed:
        later = dict.fromkeys(Given._fields[changed[0] + 1 :])
        st.session_state[f"given-{key}"] = said._replace(**later)
        st.session_state[f"times-{key}"] = _times(key) + 1
        st.rerun()
    timed = {c.heading: c for c in columns if c.period(card.kinds)}
    if len(timed) > 1:
        goes_in = st.multiselect(
            "Rows that go in" if card.turned else "Columns that go in",
            [*timed],
            [heading for heading in timed if heading not in card.left_out],
            key=f"columns-{key}-{now}",
        )
        out = tuple(heading for heading in timed if heading not in goes_in)
        card = card.model_copy(update={"left_out": out})
    return card


def _choose(label: str, options: Mapping[Choice, str], now: Choice, key: str) -> Choice:
    values, of = list(options), f"{label}-{key}-{_times(key)}"
    return st.selectbox(label, values, values.index(now), format_func=options.__getitem__, key=of)


def _times(key: str) -> int:
    """How often something was changed: each time, what is chosen begins anew from the guess."""
    return int(st.session_state.get(f"times-{key}", 0))


def _measures(card: Scorecard, guessed: Guess, key: str, schemas: Schemas) -> Scorecard:
    """Which measure each text is: those to look at first, then, folded, those that are sure."""
    titles = {"": LEAVE_OUT} | {i.id: i.title for i in schemas.in_order(everything=True)}
    chosen = dict(card.measures)
    to_check = [text for text in chosen if text not in guessed.sure or text in guessed.left_out]
    if to_check:
        show_html(Markup("<h3>Which measures are these?</h3>"))
    beside = st.columns(2)
    for n, text in enumerate(to_check):
        why = guessed.left_out.get(text, "")
        label = f"{text} (left out: {why})" if why else text
        with beside[n % 2]:
            chosen[text] = _choose(label, titles, chosen[text], key)
    known = [text for text in chosen if text not in to_check and chosen[text]]
    if known:
        many = "1 measure is" if len(known) == 1 else f"{len(known)} measures are"
        with st.expander(f"{many} known by name"):
            for text in known:
                chosen[text] = _choose(text, titles, chosen[text], key)
    return card.model_copy(update={"measures": chosen})


def _place(at: int, card: Scorecard) -> str:
    return f"row {at + 1}:" if card.turned else f"{letter(at)}:"


def _places(last: int, deep: int, card: Scorecard) -> str:
    """'row 4', or 'rows 3 and 4'."""
    names = [letter(n) if card.turned else str(n + 1) for n in range(last - deep + 1, last + 1)]
    what = "column" if card.turned else "row"
    return f"{what} {names[0]}" if deep == 1 else f"{what}s {names[0]} to {names[-1]}"


# What the sheet is taken for, and what comes of it


def _picture(sheet: Sheet, last: int, card: Scorecard) -> Markup:
    """The first rows of the sheet, each cell with what it is taken for."""
    columns = columns_of(sheet, last, card.deep)
    others = [column for column in columns if not column.is_dated]
    labels = {others[n].at for n in (card.measure, card.part) if n is not None}

    def kind(row: int, column: Column) -> str:
        period = column.period(card.kinds)
        if row > last and column.at in labels:
            return "measure"
        goes_in = period is not None and column.heading not in card.left_out
        if row > last - card.deep and goes_in:
            return "goes-in" if row > last else "heading"
        return "left-out" if row != last or column.at not in labels else "heading"

    rows = [
        [(kind(r, c), _seen(cells[c.at])) for c in columns] for r, cells in enumerate(sheet.rows)
    ]
    if card.turned:
        rows = [list(cells) for cells in zip(*rows, strict=True)]
    heads = Markup().join(
        Markup("<th scope=col>{}</th>").format(letter(n)) for n in range(len(rows[0]))
    )
    body = Markup().join(
        Markup("<tr><th scope=row>{}</th>{}</tr>").format(
            n, Markup().join(Markup("<td class={}>{}</td>").format(*cell) for cell in row)
        )
        for n, row in enumerate(rows[:MOST_SHOWN], 1)
    )
    more = f" {len(rows) - MOST_SHOWN:,} more rows are below." if len(rows) > MOST_SHOWN else ""
    key = "Dark: headings. Bold: measures. Green: what goes in. Grey: what is left out."
    return Markup(
        '<div class="scroll sheet" tabindex="0" role="region" aria-label="{}"><table><thead><tr>'
        "<td></td>{}</tr></thead><tbody>{}</tbody></table></div>{}"
    ).format(f"The sheet {sheet.name}", heads, body, small(f"Sheet '{sheet.name}'. {key}{more}"))


def _seen(text: str) -> str:
    """A cell with two decimals at most, as a sheet shows them."""
    return re.sub(r"[0-9]+\.[0-9]{3,}", lambda number: f"{float(number[0]):.2f}", text)


def _what_comes_out(reading: Reading, schemas: Schemas) -> Markup:
    """The figures one by one, and all that is left out."""
    figures = reading.figures
    measures, periods = {f.indicator for f in figures}, {f.period for f in figures}
    rows = [
        (schemas.indicators[f.indicator].short, f.period.words, f.words, f.cell)
        for f in figures[:MOST_FIGURES]
    ]
    heads = ("Measure", "Period", "Figure", "Cell")
    listed = table("What goes in", heads, rows, kind="numbers")
    if len(figures) > MOST_FIGURES:
        listed += small(f"and {len(figures) - MOST_FIGURES:,} more")
    left = bullets(reading.receipt)
    return Markup("<h3>What goes in: {} figures, of {} measures in {} periods</h3>{}{}").format(
        len(figures), len(measures), len(periods), left, listed
    )
