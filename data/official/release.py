"""One official file, read as a release of its kind, or refused with the names that changed.

Officers only. `Release` holds the department's rows with today's names; `translate` makes
figures of them. It touches no store.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

import pandas as pd

from data.official.kinds import (
    AREAS,
    NAMES,
    VERSIONS,
    EarlierNames,
    FileKind,
    OfficialMeasure,
    WithoutFigures,
    kinds,
    measures_in,
    nearest_kind,
    needed_columns,
    recognise,
    unknown_columns,
    without_figures,
)
from schemas.declared import Area
from schemas.problems import Problem, Refused, join_words
from schemas.states import MARKERS

WHOLE: Final = "[0-9]{1,15}"
NUMBER: Final = r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?"
Pair = tuple[str, str]  # a group's label, and a label in it
_YEARS: Final = {
    "Reporting year": (re.compile("20[0-9]{2}"), "2025"),
    "Academic year": (re.compile("20([0-9]{2})([0-9]{2})"), "202425"),
}
_NAME: Final = re.compile(r"[a-z0-9_ ]{1,40}")  # of a column, or a label, that may be said back
_LABEL: Final = re.compile(r"[A-Za-z0-9 ,.:;()%/'-]{2,100}")


class Release:
    """An official file that is wholly known: its `kind`, with the measures that are in it, and its
    `rows`. `absent`: the indicators that are not, since somebody left out columns or rows of them.

    The rows have the newest release's columns, and `line` (the header's is 1), `area` (its ONS
    code), `group_label` and `label`. Raises Refused with every problem of a kind together.
    """

    def __init__(self, name: str, table: list[list[str]]):
        self.name = name
        header = header_of(table[0])
        refuse(self._unknown_columns(table, header))
        refuse(self._uneven_rows(table))
        self.kind, self.rows = self._recognised(table, header)
        refuse([*self._unknown_labels(), *self._unreadable_years()])
        declared = kinds()[self.kind.id].measures
        self._leave_what_is_absent()
        refuse(self._missing_labels())
        self.absent = {m.indicator for m in declared} - {m.indicator for m in self.kind.measures}
        refuse([*self._twice(), *self._what_is_not_used()])

    @property
    def years(self) -> list[str]:
        """The periods as they are written there, the newest last."""
        return sorted(set(self.rows["time_period"]))

    def problem(self, message: str, line: int | None = None, column: str = "") -> Problem:
        """A problem of this file, at a row and a column of it as it came."""
        place = self.name + (f", row {line}" if line else "") + (f", {column}" if column else "")
        return Problem(place, message, row=line, column=column)

    def check_area(self, area: Area) -> Iterator[Problem]:
        """An area that it must be about, and is not."""
        if not (self.rows["area"] == area.code).any():
            yield self.problem(f"there is no row of {area.name} ({area.code}) in this file.")

    def check_whole(self, areas: Iterable[str]) -> Iterator[Problem]:
        """Areas that have some of a year's rows and not all: a download that stopped, perhaps."""
        wanted, rows = _wanted(self.kind.measures), self.rows[self.rows["area"].isin(list(areas))]
        pairs = pd.MultiIndex.from_frame(rows[["group_label", "label"]])
        each = rows.assign(wanted=pairs.isin(list(wanted))).groupby(["area", "time_period"])
        for (area, year), count in each["wanted"].sum().items():
            if 0 < count < len(wanted):
                what = f"{area} has {count} of the {len(wanted)} rows of {year} that are needed"
                yield self.problem(f"{what}. Was the file cut short? Download it again.")

    def check_numbers(self, rows: pd.DataFrame, column: str, form: str) -> Iterator[Problem]:
        """Cells of some of `rows` that are neither a number of a form, WHOLE or NUMBER, nor a
        marker."""
        cells = rows[column]
        right = cells.str.fullmatch(form) | cells.map(marker).isin(list(MARKERS))
        what = "a whole number" if form is WHOLE else "a number"
        for line in rows[~right.astype(bool)]["line"]:
            message = f"this is neither {what} nor a marker ({join_words(MARKERS)})."
            yield self.problem(message, int(line), column)

    def _unknown_columns(self, table: list[list[str]], header: list[str]) -> Iterator[Problem]:
        for column in sorted({c for c in header if header.count(c) > 1}):
            yield self.problem(f"the column {_columns([column])} is there more than once.", 1)
        if not recognise(header):
            cells = {cell.strip() for row in table[1:] for cell in row}
            if known := without_figures(header, cells):
                raise Refused([self.problem(_says(known), 1)])
            kind = nearest_kind(self.name, header, cells)
            yield self.problem(_changed(kind, header) if kind else _no_such_kind(), 1)

    def _uneven_rows(self, table: list[list[str]]) -> Iterator[Problem]:
        wide = len(table[0])
        if not any(cell.strip() for cells in table[1:] for cell in cells):
            yield self.problem("there are no rows under the heading.")
        for line, cells in enumerate(table[1:], start=2):
            if cells and len(cells) != wide:
                what = f"{len(cells)} cells under {wide} headings"
                yield self.problem(f"there are {what}. Download the file again.", line)

    def _recognised(
        self, table: list[list[str]], header: list[str]
    ) -> tuple[FileKind, pd.DataFrame]:
        """By its columns; where several kinds have the same ones, by its labels and its name."""

        def known(pair: tuple[FileKind, pd.DataFrame]) -> tuple[int, int, bool]:
            kind, pairs = pair[0], _pairs(pair[1])
            whole = sum(_wanted([m.of_everyone]) <= pairs for m in kind.measures)
            return whole, len(_wanted(kind.measures) & pairs), self.name.startswith(kind.id)

        alike = list[tuple[FileKind, pd.DataFrame]]()
        for kind, names in recognise(header):
            there = kind.model_copy(update={"measures": measures_in(header, kind, names)})
            alike.append((there, _frame(table, header, there, names)))
        best = max(alike, key=known)
        whole, labels, named = known(best)
        other = None if whole else without_figures(header, {label for _, label in _pairs(best[1])})
        if other or (not whole and not named and labels < len(_wanted(best[0].measures)) / 2):
            raise Refused([self.problem(_says(other) if other else _no_such_kind())])
        return best

    def _leave_what_is_absent(self) -> None:
        """Leave out the measures, and the categories, of which no year has a row, and nothing like
        it: where others are whole, somebody chose those."""
        pairs = _pairs(self.rows)
        gone = {
            pair
            for pair in _wanted(self.kind.measures) - pairs
            if not self._instead(*pair, pairs)[2]
        }
        left = [m.without({c for g, c in gone if g == m.group}) for m in self.kind.measures]
        if there := tuple(m for m in left if m):
            self.kind = self.kind.model_copy(update={"measures": there})

    def _unknown_labels(self) -> Iterator[Problem]:
        """In the columns that hold none but a few labels."""
        closed: dict[str, list[str]] = {
            "geographic_level": list(AREAS),
            "time_identifier": [self.kind.time_identifier],
            **({self.kind.version: list(VERSIONS)} if self.kind.version in self.rows else {}),
            **{column: [label] for column, label in self.kind.only.items()},
        }
        for column, known in closed.items():
            wrong = self.rows[~self.rows[column].isin(known)].drop_duplicates(column)
            for line, label in zip(wrong["line"], wrong[column], strict=True):
                what = f"'{label}'" if _near(label, known) and _LABEL.fullmatch(label) else "this"
                right = join_words(f"'{k}'" for k in known)
                yield self.problem(f"{what} is not a label known here: {right}.", line, column)

    def _unreadable_years(self) -> Iterator[Problem]:
        """'24/25', or '202426'."""
        form, example = _YEARS[self.kind.time_identifier]
        each = self.rows.drop_duplicates("time_period")
        for line, year in zip(each["line"], each["time_period"], strict=True):
            match = form.fullmatch(year)
            if not match or (match.groups() and int(match[2]) != (int(match[1]) + 1) % 100):
                message = f"this is not a year as it is written there: '{example}'."
                yield self.problem(message, line, "time_period")

    def _missing_labels(self) -> Iterator[Problem]:
        """Labels that are declared and that a year of the file does not hold: renamed, or gone."""
        lost: dict[Pair, list[str]] = defaultdict(list)
        pairs = {year: _pairs(rows) for year, rows in self.rows.groupby("time_period")}
        for year in self.years:
            for pair in _wanted(self.kind.measures) - pairs[year]:
                lost[pair].append(year)
        newest = pairs[self.years[-1]]
        missing = (self._missing(*pair, years, newest) for pair, years in lost.items())
        yield from sorted(set(missing), key=str)

    def _instead(self, group: str, label: str, there: set[Pair]) -> tuple[str, str, list[str]]:
        """Of a label that is not there: its column, the label, and the one that is like it."""
        groups = {g for g, _ in there}
        if group in groups:
            column, gone = self.kind.category, label
            others = {c for g, c in there - _wanted(self.kind.measures) if g == group}
        else:
            column, gone = self.kind.group, group
            others = groups - {m.group for m in self.kind.measures}
        return column, gone, [c for c in _near(gone, others) if _LABEL.fullmatch(c)]

    def _missing(self, group: str, label: str, years: list[str], newest: set[Pair]) -> Problem:
        column, gone, close = self._instead(group, label, newest)
        instead = f"there is '{close[0]}'" if close else "and none that is like it"
        where = join_words(years, "and")
        message = f"the label '{gone}' is not there for {where}, {instead}. {_ask(self.kind)}"
        return self.problem(message, column=column)

    def _twice(self) -> Iterator[Problem]:
        """The same figure on two rows: something tells them apart that is not declared."""
        rows = self.rows[self.rows["area"] != ""]
        again = rows.duplicated(["time_period", "area", "group_label", "label"])
        for line in rows[again]["line"]:
            yield self.problem("the same figure is on an earlier row already.", line)

    def _what_is_not_used(self) -> Iterator[Problem]:
        """Words where a release has none: the file is kept as it came, so nobody hides there."""
        for column in (c for c in self.kind.unused if c in self.rows):
            yield from self.check_numbers(self.rows, column, NUMBER)
        for code, name in NAMES.items():
            if name in self.rows and code in self.rows:
                usual = self.rows.groupby(code)[name].transform("first")
                for line in self.rows[self.rows[name] != usual]["line"]:
                    message = f"this is another name than that of the same {code} before."
                    yield self.problem(message, line, name)


def header_of(cells: Iterable[str]) -> list[str]:
    """The names of the columns, however they are spaced and capitalised."""
    return [cell.strip(' \t\r"').lower() for cell in cells]


def marker(cell: object) -> str:
    """A cell as a marker is written: '[C]' is 'c', and '~', which older files have, is 'low'."""
    return str(cell).strip("[]").lower().replace("~", "low")


def refuse(problems: Iterable[Problem]) -> None:
    """Raises Refused with the problems, when there are any."""
    if every := list(problems):
        raise Refused(every)


def _frame(
    table: list[list[str]], header: list[str], kind: FileKind, names: EarlierNames
) -> pd.DataFrame:
    lines = [(line, cells) for line, cells in enumerate(table[1:], start=2) if any(cells)]
    frame = pd.DataFrame([cells for _, cells in lines], columns=header, dtype=object)
    frame = frame.apply(lambda column: column.str.strip()).rename(columns=names.columns)
    area = pd.Series("", index=frame.index, dtype=object)
    for level, column in AREAS.items():
        if column in frame:
            area = area.mask(frame["geographic_level"] == level, frame[column])
    labels = {
        "group_label": frame[kind.group].replace(names.labels) if kind.group else "",
        "label": frame[kind.category].replace(names.labels) if kind.category else "",
    }
    frame = frame.assign(line=[line for line, _ in lines], area=area, **labels)
    frame = frame.assign(**{column: frame[column].replace(names.labels) for column in kind.only})
    for column, label in kind.where.items():
        frame = frame[frame[column] == label]
    return frame


def _wanted(measures: Iterable[OfficialMeasure]) -> set[Pair]:
    """Every group and label that measures name."""
    labels = ((m.group, c) for m in measures for c in (*m.labels, m.total or None, m.count or None))
    return {(group, label) for group, label in labels if label is not None}


def _pairs(rows: pd.DataFrame) -> set[Pair]:
    return set(zip(rows["group_label"], rows["label"], strict=True))


def _near(word: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(word, list(known), n=1, cutoff=0.5)


def _columns(names: Iterable[str]) -> str:
    """The names of columns, but for those that could be anything."""
    named = (f"'{n}'" if _NAME.fullmatch(n) else "one with a name of its own" for n in names)
    return join_words(named, "and")


def _changed(kind: FileKind, header: list[str]) -> str:
    """Which columns of its kind are missing, and which are there instead."""
    today = kind.names[0]
    unknown = unknown_columns(header, kind, today)
    parts = {
        "missing": sorted(needed_columns(kind, today) - set(header)),
        "new": [column for column in header if column in unknown],
    }
    changes = ", and ".join(
        f"{_columns(names)} {'are' if len(names) > 1 else 'is'} {what}"
        for what, names in parts.items()
        if names
    )
    what = f"this release of the department's file of {kind.title} is not known here"
    return f"{what}: {changes}. {_ask(kind)}"


def _ask(kind: FileKind) -> str:
    return f"Nothing was read. What changed must first be declared in data/official/{kind.id}.toml."


def _says(known: WithoutFigures) -> str:
    return f"this is {known.title}: {known.says} There is nothing to add."


def _no_such_kind() -> str:
    known = join_words([kind.title for kind in kinds().values()], "and")
    return f"this is an official file of a kind that is not known here. Known are {known}."
