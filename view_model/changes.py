"""What changed, as a page says it: each real measure beside its figure of a year before, and which
earlier edition was read at the last meeting."""

from dataclasses import replace
from datetime import date

from metrics.changes.year import YearChange, year_change
from schemas.words import TrendWord
from view_model.edition_view import EditionView, IndicatorView
from view_model.unknown import is_old, usual_end


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
