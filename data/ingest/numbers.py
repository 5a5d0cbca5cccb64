"""The figures of an extract: numbers by their form, cast last.

Officers only. Makes the table `typed`, a row for each row of the file, NULL where a label is on
no list or a number cannot be read.
"""

import duckdb

from data.files.memory import first_row
from data.ingest import quoting
from data.ingest.encoding import OUTER, bare_marker
from data.ingest.findings import Findings
from data.ingest.header import NUMBERS
from schemas.states import MARKERS

_DIGITS = "([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})"  # with or without thousands separators
_DECIMAL = rf"-?{_DIGITS}(\.[0-9]{{1,10}})? ?%?"
_FORMS = {"numerator": _DIGITS, "denominator": _DIGITS, "value": _DECIMAL}
_MARKER = rf"[\[(]?({'|'.join(MARKERS)})[\])]?"
_PLAIN = {"numerator": "[0-9]{1,15}", "denominator": "[0-9]{1,15}"}
_PLAIN["value"] = r"-?[0-9]{1,15}(\.[0-9]{1,10})?"


def _bare(column: str) -> str:
    """SQL of a number as text, without the spaces round it. Slow: for the few that need it."""
    return f"trim({column}, $outer)"


def _read(column: str) -> str:
    """SQL of a number, cast only when its form is right; NULL when it is not a number.

    And of whether it is written as plainly as it is read, which nearly all are.
    """
    kind = "DOUBLE" if column == "value" else "BIGINT"
    bare = f"rtrim(replace({_bare(column)}, ',', ''), ' %')"
    return f"""{column} = '' OR regexp_full_match({column}, '{_PLAIN[column]}') AS {column}_plain,
        CASE WHEN {column} = '' THEN NULL
        WHEN {column}_plain THEN TRY_CAST({column} AS {kind})
        WHEN regexp_full_match({_bare(column)}, '{_FORMS[column]}') THEN TRY_CAST({bare} AS {kind})
        END AS {column}_read"""


_ODD = " OR ".join(
    f"CASE WHEN {c} = '' OR {c}_read IS NOT NULL THEN false ELSE {_bare(c)} <> '' END"
    for c in NUMBERS
)
_TYPED = f"""
CREATE TABLE typed AS
SELECT cells.line, i.id AS indicator, p.kind AS period_kind, p.first_day AS period_start,
       p.last_day AS period_end, a.area, k.breakdown, k.category,
       {", ".join(f"{c}_read AS {c}" for c in NUMBERS)},
       s.marker, s.provisional, s.revised, {_ODD} AS odd,
       {" AND ".join(f"{c}_plain" for c in NUMBERS)} AS plain
FROM (SELECT *, {", ".join(map(_read, NUMBERS))} FROM cells) cells
LEFT JOIN an_indicator i ON i.text = cells.indicator
LEFT JOIN an_area a ON a.text = cells.area
LEFT JOIN a_status s ON s.text = cells.status
LEFT JOIN a_period p ON p.indicator = i.id AND p.period = cells.period
      AND p.period_start = cells.period_start AND p.period_end = cells.period_end
LEFT JOIN a_category k ON k.indicator = i.id AND k.text = cells.breakdown
      AND k.other = cells.category
"""

_MARKED = f"""
CREATE TABLE marked AS
SELECT *, list_distinct(list_filter([from_status, m1, m2, m3], lambda x: x <> '')) AS markers FROM (
    SELECT typed.line, coalesce(typed.marker::VARCHAR, '') AS from_status,
           {", ".join(
               f"regexp_extract(lower({_bare(f'cells.{c}')}), '^{_MARKER}$', 1) AS m{n}"
               for n, c in enumerate(NUMBERS, 1))}
    FROM typed JOIN cells USING (line) WHERE odd)
WHERE m1 <> '' OR m2 <> '' OR m3 <> ''
"""  # fmt: skip


def parse_numbers(db: duckdb.DuckDBPyConnection, findings: Findings) -> None:
    """Make the table `typed` of the view `cells`, and report every number that is not one."""
    db.execute(_TYPED, {"outer": OUTER})
    if first_row(db.execute("SELECT 1 FROM typed WHERE odd LIMIT 1")):
        _read_markers(db, findings)
        _report_odd(db, findings)
        _settle(db)


def _read_markers(db: duckdb.DuckDBPyConnection, findings: Findings) -> None:
    """Take a government marker in place of a number as the row's marker, and report it."""
    db.execute(_MARKED, {"outer": OUTER})
    db.execute(
        "UPDATE typed SET marker = markers[1]::A_MARKER FROM marked "
        "WHERE marked.line = typed.line AND len(markers) = 1 AND typed.marker IS NOT NULL"
    )
    query = "SELECT line, markers, m1, m2, m3 FROM marked"
    for line, markers, *by_column in findings.first_rows(db, "marker", query, severity="warning"):
        column = next(c for c, marker in zip(NUMBERS, by_column, strict=True) if marker)
        if len(markers) > 1:
            findings.report(
                "markers", "two different markers stand in this row. Keep one.", line, column
            )
        else:
            message = f"'{markers[0]}' was read as a marker. It belongs in the column 'status'."
            findings.report("marker", message, line, column, "warning")


def _report_odd(db: duckdb.DuckDBPyConnection, findings: Findings) -> None:
    """Report each cell that is neither a number nor a marker."""
    for column in NUMBERS:
        cell = _bare(f"cells.{column}")
        query = (
            f"SELECT line, cells.{column} FROM typed JOIN cells USING (line) "
            f"WHERE odd AND {cell} <> '' AND NOT regexp_full_match({cell}, '{_FORMS[column]}') "
            f"AND NOT regexp_full_match(lower({cell}), '{_MARKER}')"
        )
        for line, text in findings.first_rows(db, f"not {column}", query, {"outer": OUTER}):
            message = _not_a_number(text.strip(OUTER), column)
            findings.report(f"not {column}", message, line, column)


def _settle(db: duckdb.DuckDBPyConnection) -> None:
    """A row whose odd cells are all markers is odd no more."""
    still = " OR ".join(
        f"({_bare(f'cells.{c}')} <> '' AND typed.{c} IS NULL AND NOT "
        f"regexp_full_match(lower({_bare(f'cells.{c}')}), '{_MARKER}'))"
        for c in NUMBERS
    )
    db.execute(
        f"UPDATE typed SET odd = ({still}) FROM cells WHERE cells.line = typed.line AND odd",
        {"outer": OUTER},
    )
    db.execute(
        "UPDATE typed SET odd = true FROM marked "
        "WHERE marked.line = typed.line AND len(markers) > 1"
    )


def _not_a_number(text: str, column: str) -> str:
    kind = "a number" if column == "value" else "a whole number"
    hint = ""
    if bare_marker(text):
        hint = " Put it in the column 'status'."
    elif text.lower() in ("*", "supp", "suppressed") or text[:1] == "<":
        hint = " If it is hidden, leave it empty and write c in the column 'status'."
    elif text in ("-", ".", "..", ":", "#") or text.lower() in ("n/a", "na", "null", "none"):
        hint = " If there is none, leave it empty and write x or z in the column 'status'."
    return f"{quoting.number(text)} is not {kind}.{hint}"
