"""The figures of an extract: numbers by their form, cast last.

Officers only. Makes the table `typed`, a row for each row of the file, NULL where a label is on
no list or a number cannot be read.
"""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.ingest import quoting
from data.ingest.encoding import OUTER, UNSEEN, UNSEEN_LETTERS, bare_marker
from data.ingest.findings import Findings, first_row
from data.ingest.header import NUMBERS
from data.ingest.source import nothing
from schemas.states import MARKERS

_MOST_DIGITS = 15
_DIGITS = "([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})"  # with or without thousands separators
_DECIMAL = rf"-?{_DIGITS}(\.[0-9]{{1,10}})? ?%?"
_FORMS = {"numerator": _DIGITS, "denominator": _DIGITS, "value": _DECIMAL}
_MARKER = rf"[\[(]?({'|'.join(MARKERS)})[\])]?"
_PLAIN = {"numerator": "[0-9]{1,15}", "denominator": "[0-9]{1,15}"}
_PLAIN["value"] = r"-?[0-9]{1,15}(\.[0-9]{1,10})?"


# '<5', '≤5', '1-5', 'fewer than 5', '5 or fewer', and what Excel makes of '1-5': '05-Jan'.
_SMALL = re.compile(
    r"[<≤].*|[0-9] ?(-|–|to) ?[0-9]{1,2}|(fewer|less) than [0-9]+|[0-9]+ or (fewer|less)|"
    r"[0-9]{1,2}-[A-Z][a-z]{2}",
    re.IGNORECASE,
)
_OF_EXCEL = re.compile("#(DIV/0!|N/A|NAME\\?|NULL!|NUM!|REF!|VALUE!)", re.IGNORECASE)


def _bare(column: str) -> str:
    """SQL of a number as text, without the spaces round it. Slow: for the few that need it."""
    return f"trim({column}, '{OUTER}')"


def _read(column: str) -> str:
    """SQL of whether a number is written as plainly as it is read, which nearly all are; of the
    number, cast only when its form is right; and of whether something is there that is none."""
    kind = "DOUBLE" if column == "value" else "BIGINT"
    bare = f"rtrim(replace({_bare(column)}, ',', ''), ' %')"
    return f"""{column} = '' OR regexp_full_match({column}, '{_PLAIN[column]}') AS {column}_plain,
        CASE WHEN {column} = '' THEN NULL
        WHEN {column}_plain THEN TRY_CAST({column} AS {kind})
        WHEN regexp_full_match({_bare(column)}, '{_FORMS[column]}') THEN TRY_CAST({bare} AS {kind})
        END AS {column}_read,
        {column}_read IS NULL AND {_bare(column)} <> '' AS {column}_odd"""


_TYPED = f"""
CREATE TABLE typed AS
SELECT cells.line, l.id AS indicator, l.kind AS period_kind, l.first_day AS period_start,
       l.last_day AS period_end, a.area, l.a_breakdown AS breakdown, l.a_category AS category,
       l.same, label, {", ".join(f"{c}_read AS {c}" for c in NUMBERS)},
       l.marker, l.provisional, l.revised, is_odd AS odd, is_plain AS plain
FROM cells
JOIN a_label l USING (label)
LEFT JOIN an_area a ON a.text = cells.area
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


def cells_of(
    db: duckdb.DuckDBPyConnection,
    raw: pa.Table,
    names: Sequence[str],
    left_out: Sequence[int],
    findings: Findings,
) -> pa.Table:
    """The table `cells`: the lines of `raw` that are not left out, under all of the columns `names`
    (empty where the file has none), without what cannot be seen; what is read of each number; and
    whether one of a row `is_odd`, and no number, or each `is_plain`: written as it is read.

    Each different text is read once, however often it stands in the file.
    """
    places = findings.columns
    if left_out:
        raw = raw.filter(pc.invert(pc.is_in(raw["line"], pa.array(left_out, pa.int32()))))
    empty = pa.chunked_array([nothing(len(raw))])
    columns = {n: raw[f"c{places[n]}"] if n in places else empty for n in names}
    odd, plain = np.zeros(len(raw), bool), np.ones(len(raw), bool)
    with ThreadPoolExecutor(2) as beside:
        whole = beside.map(_whole_numbers, columns.values())
    for (name, cells), numbers in zip(list(columns.items()), whole, strict=True):
        if numbers is not None:
            columns[f"{name}_read"] = numbers
            continue
        columns[name] = cells = _seen(name, raw["line"], cells.dictionary_encode(), findings)
        if name in NUMBERS:
            cells = cells.unify_dictionaries().combine_chunks()
            db.register("texts", pa.table({name: cells.dictionary}))
            read = db.sql(f"SELECT {_read(name)} FROM texts").to_arrow_table()
            db.unregister("texts")
            columns[f"{name}_read"] = read[f"{name}_read"].take(cells.indices)
            odd |= read[f"{name}_odd"].to_numpy()[cells.indices]
            plain &= read[f"{name}_plain"].to_numpy()[cells.indices]
    return pa.table({"line": raw["line"], **columns, "is_odd": odd, "is_plain": plain})


def _whole_numbers(cells: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """The numbers of a column of texts that are whole numbers, as plain as they are read, or
    blank; None of any other."""
    if not pa.types.is_string(cells.type):
        return None
    blank, length = pc.equal(cells, ""), pc.binary_length(cells)
    plain = pc.and_(pc.or_(blank, pc.ascii_is_decimal(cells)), pc.less_equal(length, _MOST_DIGITS))
    return pc.if_else(blank, None, cells).cast(pa.int64()) if pc.all(plain).as_py() else None


def _seen(
    name: str, lines: pa.ChunkedArray, cells: pa.ChunkedArray, findings: Findings
) -> pa.ChunkedArray:
    """A column without what cannot be seen in it; the receipt says where something was."""
    found = (pc.match_substring_regex(part.dictionary, UNSEEN) for part in cells.chunks)
    if not any(pc.any(each).as_py() for each in found):
        return cells
    column = cells.unify_dictionaries().combine_chunks()
    unseen = pc.match_substring_regex(column.dictionary, UNSEEN)
    rows = lines.filter(unseen.take(column.indices)).to_pylist()
    findings.receive_unseen(name, rows)
    clean = pc.replace_substring_regex(column.dictionary, UNSEEN_LETTERS, "")
    return pa.chunked_array([pa.DictionaryArray.from_arrays(column.indices, clean)])


def parse_numbers(db: duckdb.DuckDBPyConnection, findings: Findings) -> None:
    """Make the table `typed` of the view `cells`, and report every number that is not one."""
    db.execute(_TYPED)
    if first_row(db.execute("SELECT 1 FROM typed WHERE odd LIMIT 1")):
        _read_markers(db, findings)
        _report_odd(db, findings)
        _settle(db)


def _read_markers(db: duckdb.DuckDBPyConnection, findings: Findings) -> None:
    """Take a government marker in place of a number as the row's marker, and report it."""
    db.execute(_MARKED)
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
        for line, text in findings.first_rows(db, f"not {column}", query):
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
    elif text.lower() in ("*", "supp", "suppressed") or _SMALL.fullmatch(text):
        hint = (
            " Write the number itself: it is hidden when it is published. "
            "If it is hidden from you too, leave it empty and write c in the column 'status'."
        )
    elif _OF_EXCEL.fullmatch(text):
        hint = (
            " It is what Excel shows of a sum that it cannot do. Write the number; if nobody was "
            "counted, leave it empty and write z in the column 'status'."
        )
    elif text.lower() in ("tbc", "tba", "awaited", "pending", "to follow", "not known", "unknown"):
        hint = (
            " Leave the row out until it is known; if it never will be, leave it empty and write x "
            "in the column 'status'."
        )
    elif text in ("-", ".", "..", ":", "#") or text.lower() in ("n/a", "na", "null", "none"):
        hint = " If there is none, leave it empty and write x or z in the column 'status'."
    return f"{quoting.number(text)} is not {kind}.{hint}"
