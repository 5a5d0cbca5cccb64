"""A council's targets, period by period: its colour beside our word, on every page and paper."""

from dataclasses import replace
from io import BytesIO

import pytest
from pptx import Presentation

from charts.interactive.figure import figure
from charts.layout.line_chart import measure as measured
from charts.model.table import csv_text, rows
from data.note_templates import note_template
from data.store.store import Store
from metrics.disclosure.rule import NUMBERS
from metrics.targets import Colour, answer_target
from pages.deck.deck import deck_from_query
from pages.deck.slides import slides
from reports.slides.pack import pack
from schemas.declared import Schemas
from schemas.notes import NoteKind, PeriodTarget
from schemas.periods import Period, PeriodKind
from schemas.states import State
from schemas.words import TrendWord
from tests.support.paper import slide_texts
from view_model.edition_view import EditionView, IndicatorView
from view_model.scope import Scope

YEAR, NEXT = (
    Period.parse(y, frozenset({PeriodKind.FINANCIAL_YEAR})) for y in ("2024-25", "2026-27")
)


def dentist(told: EditionView) -> IndicatorView:
    return told.of(told.edition.schemas.indicators["dental_checks"])


COLOURS = [  # the figure, which way is better, the target, the tolerance, and the colour
    (74.0, "higher", 80.0, 2.0, Colour.RED, "74 % is 6 points short of it: red."),
    (78.0, "higher", 80.0, 2.0, Colour.AMBER, "78 % is 2 points short of it, as is allowed"),
    (80.0, "higher", 80.0, 2.0, Colour.GREEN, "80 % reaches it: green."),
    (12.1, "lower", 12.0, 0.0, Colour.RED, "12.1 % is 0.1 points short of it: red."),
    (71.0, "higher", 72.5, 0.0, Colour.RED, "is 72.5 %, set by A board in April 2024. 71 % is 1.5"),
    (12.1, "lower", 12.0, 0.5, Colour.AMBER, "as is allowed: amber."),
    (3.0, "lower", 12.0, 0.5, Colour.GREEN, "3 % reaches it: green."),
]


@pytest.mark.parametrize(("value", "better", "aim", "tolerance", "colour", "said"), COLOURS)
def test_the_colour_is_how_far_the_figure_is_from_the_target(
    told: EditionView,
    value: float,
    better: str,
    aim: float,
    tolerance: float,
    colour: Colour,
    said: str,
) -> None:
    measure = dentist(told)
    indicator = measure.indicator.model_copy(update={"better": better})
    assert measure.latest
    latest = replace(measure.latest, value=value)
    target = PeriodTarget(
        indicator=indicator.id,
        period=latest.period,
        target=aim,
        tolerance=tolerance,
        set_by="A board",
        dated=latest.period.start,
    )
    found = answer_target(indicator, latest, [target], None, told.edition.schemas)
    assert found and found.colour is colour and said in found.sentence
    for state in (State.SUPPRESSED, State.NOT_AVAILABLE):
        hidden = replace(latest, state=state, **dict.fromkeys(NUMBERS))
        unseen = answer_target(indicator, hidden, [target], None, told.edition.schemas)
        assert unseen and unseen.colour is None, "a colour would say what is hidden"
    invented = replace(latest, illustrative=True)
    example = answer_target(indicator, invented, [target], None, told.edition.schemas)
    assert example and example.colour is None


WORDS = [  # our word, the council's colour, and whether somebody could take them for a quarrel
    (TrendWord.NOT_CLEAR, 0.0, ""),
    (TrendWord.NOT_CLEAR, 100.0, "Red says that the target is missed; “Not clear yet” is about"),
    (TrendWord.IMPROVING, 100.0, "Red says that the target is missed; “Improving” is about"),
    (TrendWord.WORSENING, 100.0, ""),
    (TrendWord.WORSENING, 0.0, "Green says that the target is reached; “Worsening” is about"),
]


@pytest.mark.parametrize(("word", "aim", "both"), WORDS)
def test_where_colour_and_word_could_be_taken_for_a_quarrel_both_are_explained(
    told: EditionView, word: TrendWord, aim: float, both: str
) -> None:
    measure = dentist(told)
    assert measure.latest and measure.verdict
    verdict = measure.verdict.model_copy(update={"trend": word})
    (target, _) = told.edition.targets("dental_checks")
    target = target.model_copy(update={"target": aim})
    found = answer_target(
        measure.indicator, measure.latest, [target], verdict, told.edition.schemas
    )
    assert found and found.both.startswith(both) and bool(found.both) == bool(both)


def test_targets_stand_on_chart_table_slide_and_pack(told: EditionView) -> None:
    measure = dentist(told)
    chart = measure.chart
    (line,) = (line for line in chart.lines if line.role == "target")
    assert [(p.period, p.value) for p in line.points] == [(YEAR.words, 80.0), (NEXT.words, 85.0)]
    assert chart.dates[1] == NEXT.end, "what is still to come has its place"
    last, *_, now = rows(chart)[::-1][:3]
    assert last["Target"] == "85 %" and "Target: 85 %" not in str(now)
    assert ",Target,80," in csv_text(chart)
    for width in (340, 720):
        assert "Target" in " ".join(line.words for line in measured(chart, width).words)
    assert "Target" in [trace.name for trace in figure(chart).data]
    sentence = measure.target_sentence
    assert "6 points short of it: red. Red says that the target is missed" in sentence
    deck = slides(told, deck_from_query(told, {"show": "dental_checks"}))
    (slide,) = (s for s in deck if s["name"] == "dental_checks")
    said, numbers = (slide[part].replace("\xa0", " ") for part in ("html", "numbers"))
    assert "6 points short of it: red." in said and "80 %" in numbers and "85 %" in numbers
    content = pack(told, Scope(indicators=("dental_checks",)), lambda done, doing: None)
    texts = "\n".join(t for s in Presentation(BytesIO(content)).slides for t in slide_texts(s))
    texts = texts.replace("\xa0", " ")
    assert "6 points short of it: red." in texts and "Target 85 %" in texts


def test_the_template_has_what_stands_and_what_comes_next(store: Store, schemas: Schemas) -> None:
    made = note_template(NoteKind.TARGET, store, schemas, ["dental_checks"]).decode("utf-8-sig")
    assert made.splitlines()[0] == "indicator,period,target,tolerance,set_by,date"
    assert made.splitlines()[1].startswith("dental_checks,202")
