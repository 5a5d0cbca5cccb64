"""What changed, as a page says it: each real measure beside its figure of a year before, and which
earlier edition was read at the last meeting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from data.editions.edition import Edition
from metrics.baseline import latest_of
from metrics.changes.figures import ChangedFigures, changed_figures
from metrics.changes.words import WordChange, changed_words
from metrics.changes.year import YearChange, year_change
from metrics.measurement import Measurement
from metrics.sentences import shown_figure, uncapped
from schemas.declared import Indicator
from schemas.states import IN_A_SENTENCE
from schemas.words import TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.unknown import is_old, usual_end

MOST = 3  # corrections that are told one by one


@dataclass(frozen=True, slots=True)
class Compared:
    """What an edition says otherwise than the one `before` it, by one strategy: its words, and of
    each indicator the figures."""

    before: Edition
    words: Sequence[WordChange]
    figures: dict[str, ChangedFigures]

    @property
    def corrections(self) -> int:
        """How many figures that were given before are others now."""
        return sum(len(c.corrected) for c in self.figures.values())

    @property
    def in_words(self) -> str:
        """'4 measures with new figures, 1 correction'; '' where nothing differs."""
        parts = {
            "measure with new figures": sum(bool(c.new) for c in self.figures.values()),
            "correction": self.corrections,
            "changed word": len(self.words),
        }
        return ", ".join(_many(many, what) for what, many in parts.items() if many)


@lru_cache(maxsize=32)
def compare(view: EditionView, before: Edition) -> Compared:
    """An edition beside one before it, once for the page, the letters and the feed."""
    every = changed_words(before.wording(), view.edition.wording())
    return Compared(
        before,
        [c for c in every if c.strategy == view.strategy.id],
        {
            i.id: changed_figures(before.measurements(i.id), view.of(i).measurements)
            for i in view.edition.schemas.in_order()
        },
    )


def year_changes(view: EditionView) -> list[tuple[IndicatorView, YearChange]]:
    """Of every measure with two figures a year apart, the surest change first; invented figures
    are left out, and those that are a year or more older than most, whose year was another."""
    usual = usual_end(view.measures)
    newest = (m for m in view.real if not is_old(m, usual))
    changes = [(m, c) for m in newest if (c := _in_a_year(view, m))]
    return sorted(changes, key=lambda each: -abs(each[1].errors or 0))


def _in_a_year(view: EditionView, measure: IndicatorView) -> YearChange | None:
    """What must be checked first has not been shown to have changed."""
    indicator, edition = measure.indicator, view.edition
    not_known = edition.measurements(indicator.not_known) if indicator.not_known else ()
    wobble = edition.schemas.wobble_of(indicator)
    ours = [m for m in not_known if m.role == "council"]
    change = year_change(indicator, measure.ours, wobble, view.children, ours)
    to_check = measure.verdict and measure.verdict.trend is TrendWord.CHECK_RECORDING
    return replace(change, errors=None) if change and to_check else change


def last_meeting(view: EditionView) -> date | None:
    """When the Panel last asked for something; None where nobody has added what it asked for."""
    return max((action.asked for action in view.edition.actions), default=None)


def _many(number: int, what: str) -> str:
    first, _, rest = what.partition(" with ")
    return f"{number} {first}{'' if number == 1 else 's'}{' with ' if rest else ''}{rest}"


def changed_sentences(measure: IndicatorView, changed: ChangedFigures) -> Iterator[str]:
    """What changed of a measure, in sentences. A figure is set beside an older one of this edition:
    what it hides may be in the other."""
    indicator = measure.indicator
    if changed.new:
        newest = max(changed.new, key=lambda m: (m.is_total, m.period))
        older = [m for m in measure.ours if newest.is_total and m.period < newest.period]
        old = latest_of(indicator, older)
        then = f"; before that, {uncapped(_figure(indicator, old))}" if old else ""
        yield f"{_many(len(changed.new), 'new figure')}. {_figure(indicator, newest)}{then}."
    for given, now in changed.corrected[:MOST]:
        was = shown_figure(indicator, given)
        yield f"Corrected. {_figure(indicator, now)}; it was given as {was}."
    for m in changed.withheld[:MOST]:
        yield f"{m.period.opening}{_of(m)}: now {IN_A_SENTENCE[m.state]}."
    more = sum(max(len(some) - MOST, 0) for some in (changed.corrected, changed.withheld))
    if more:
        yield f"And {more} more that {'is' if more == 1 else 'are'} corrected or not shown now."
    if changed.gone:
        yield f"No longer here: {', '.join(p.words for p in changed.gone)}."


def _figure(indicator: Indicator, m: Measurement) -> str:
    return f"{m.period.opening}{_of(m)}: {shown_figure(indicator, m)}"


def _of(m: Measurement) -> str:
    return "" if m.is_total else f", {m.category}"
