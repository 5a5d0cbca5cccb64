"""What a layout probably is, for an officer to look at and correct: a guess of the headings, of the
column of measures, of the kind of period, and of which measure is which.

Officers only. A guess is kept, and figures are read by it, only when an officer has said that it is
right.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from data.scorecards.headings import KINDS, Column, columns_of, part_of
from data.scorecards.scorecard import Reading, Scorecard, headings_of, is_so_far
from data.scorecards.workbook import Sheet, Workbook
from schemas.declared import Indicator, Schemas
from schemas.periods import PeriodKind
from schemas.search import find, tokens

MOST_ROWS = 20  # in which headings are looked for
DEEPEST = 3
_ENOUGH = 0.6  # of a text's words, to name a measure that it may be


@dataclass(frozen=True, slots=True)
class Guess:
    """A layout, which of its measures are `sure`, and why others are `left_out`, by their texts."""

    scorecard: Scorecard
    sure: frozenset[str]
    left_out: dict[str, str]


class Given(NamedTuple):
    """What an officer has said already: each None where it is to be guessed. `sheet` is '' of every
    sheet with the same headings; `headings` are the last row of them, from 0, and in how many they
    stand; `measure` is a column, from 0."""

    sheet: str | None = None
    turned: bool | None = None
    headings: tuple[int, int] | None = None
    measure: int | None = None
    kind: PeriodKind | None = None


class _Candidate(NamedTuple):
    sheet: Sheet
    turned: bool
    last: int
    deep: int
    columns: Sequence[Column]
    measure: Column
    part: Column | None

    def others(self) -> list[Column]:
        return [column for column in self.columns if not column.is_dated]

    def rows(self) -> Iterator[tuple[int, str]]:
        """The rows with figures under a period, and the measure that each names."""
        timed = [column.at for column in self.columns if column.has_period]
        for row in range(self.last + 1, len(self.sheet.rows)):
            label = self.sheet.label(row, self.measure.at)
            if any(re.search("[0-9]", self.sheet.rows[row][at]) for at in timed):
                yield row, "" if self.part is None and part_of(label) else label


def guess(workbook: Workbook, schemas: Schemas, given: Given | None = None) -> Guess | None:
    """The likeliest layout of a workbook; None where nothing looks like a period over figures."""
    known, given = _names(schemas), given or Given()
    best, most = None, (0, 0, 0, 0, 0)
    for candidate in _candidates(workbook, given):
        labels = [label for _, label in candidate.rows()]
        sure = len({label for label in labels if _plain(label) in known})
        words = sum(len(label) > 3 for label in {*labels})
        timed = {(c.period(KINDS), c.part) for c in candidate.columns if c.has_period}
        score = (sure, len(timed), words, len(labels), -candidate.deep)
        if score > most:
            best, most = candidate, score
    return best and _guessed(best, given, workbook, schemas, known)


def _candidates(workbook: Workbook, given: Given) -> Iterator[_Candidate]:
    for sheet in workbook.visible:
        if (given.sheet or sheet.name) != sheet.name:
            continue
        for turned in (False, True) if given.turned is None else (given.turned,):
            table = sheet.turned() if turned else sheet
            for last in range(min(MOST_ROWS, len(table.rows) - 1)):
                for deep in range(1, min(DEEPEST, last + 1) + 1):
                    if given.headings in (None, (last, deep)):
                        yield from _with_measures(table, turned, last, deep, given)


def _with_measures(
    sheet: Sheet, turned: bool, last: int, deep: int, given: Given
) -> Iterator[_Candidate]:
    columns = columns_of(sheet, last, deep)
    others = [column for column in columns if not column.is_dated]
    if not any(column.has_period for column in columns):
        return
    below = range(last + 1, len(sheet.rows))
    labels = {c.at: [t for row in below if (t := sheet.label(row, c.at))] for c in others}
    parts = [c for c in others if _is_of_parts(labels[c.at])]
    for column in others:
        if column not in parts and labels[column.at] and given.measure in (None, column.at):
            part = parts[0] if parts else None
            yield _Candidate(sheet, turned, last, deep, columns, column, part)


def _is_of_parts(labels: Sequence[str]) -> bool:
    """Whether most say 'Numerator' or 'Denominator', and nothing else."""
    return bool(labels) and sum(bool(part_of(label)) for label in labels) > 0.7 * len(labels)


def _guessed(
    best: _Candidate, given: Given, workbook: Workbook, schemas: Schemas, known: dict[str, str]
) -> Guess:
    others = best.others()
    rows = list(best.rows())
    texts = list(dict.fromkeys(label for _, label in rows if label))
    measures = {text: known.get(_plain(text), "") for text in texts}
    sure = frozenset(text for text, name in measures.items() if name)
    for text in texts:
        if not measures[text]:
            measures[text] = _maybe(text, schemas, set(measures.values()))
    so_far = {label for row, label in rows if is_so_far(best.sheet, row, others)}
    kind = _kind(best.columns, [schemas.indicators[name] for name in measures.values() if name])
    each = all(not column.rest for column in best.columns if column.has_period)
    each = given.sheet == "" or (given.sheet is None and each)
    scorecard = Scorecard(
        name=re.sub(r"\.\w+$", "", workbook.name) if each else best.sheet.name,
        sheet="" if each else best.sheet.name,
        turned=best.turned,
        deep=best.deep,
        headings=headings_of(best.columns),
        measure=others.index(best.measure),
        part=None if best.part is None else others.index(best.part),
        kinds=(given.kind or kind,),
        measures={text: "" if text in so_far else name for text, name in measures.items()},
    )
    left_out = dict.fromkeys(so_far, "its figures are added up over more than one period")
    left_out |= _not_possible(scorecard, workbook, schemas)
    right = {text: "" if text in left_out else n for text, n in scorecard.measures.items()}
    return Guess(scorecard.model_copy(update={"measures": right}), sure, left_out)


def _kind(columns: Sequence[Column], measures: Sequence[Indicator]) -> PeriodKind:
    """The kind by which most columns can be read; of several, one that measures are counted by."""
    counted = {kind: sum(bool(c.period([kind])) for c in columns) for kind in KINDS}
    fits = {kind: sum(kind in i.period_kinds for i in measures) for kind in KINDS}
    return max(KINDS, key=lambda kind: (counted[kind], fits[kind]))


def _not_possible(scorecard: Scorecard, workbook: Workbook, schemas: Schemas) -> dict[str, str]:
    """Of the measures that cannot go in as the sheet stands: why not, by their texts."""
    figures = Reading(workbook, scorecard, schemas).figures
    here = {figure.indicator for figure in figures}
    counted = {f.indicator for f in figures if {"numerator", "denominator"} <= f.parts.keys()}
    why, alone = {}, schemas.council.disclosure.percent_alone
    for text, name in scorecard.measures.items():
        known = schemas.indicators.get(name)
        if known and name not in here:
            why[text] = f"it is counted by {known.period}, and these are other periods"
        elif known and known.per and name not in {*counted, *alone}:
            why[text] = (
                "it needs its numerator and denominator, so that small numbers stay safe: "
                "the sheet has the percent alone"
            )
    return why


def _names(schemas: Schemas) -> dict[str, str]:
    """The indicator of each name that one has, without spaces and signs."""
    return {
        _plain(name): i.id
        for i in schemas.indicators.values()
        for name in (i.id, i.statutory_name, i.short, i.title)
    }


def _plain(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower())


def _maybe(text: str, schemas: Schemas, used: set[str]) -> str:
    """The measure that a text may be: most of its words are that one's; '' for none, and for a
    number, which stands in the words of some ('within 26 weeks')."""
    words = set(tokens(text))
    if all(word.isdecimal() for word in words):
        return ""
    for likely in find(text, schemas.in_order(everything=True))[:3]:
        names = (likely.title, likely.short, likely.statutory_name, *likely.also_called)
        own = {token for name in names for token in tokens(name)}
        if likely.id not in used and len(words & own) >= _ENOUGH * len(words):
            return likely.id
    return ""
