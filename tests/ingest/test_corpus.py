"""No bad file gets in, no good one is kept out, and nothing that is hidden is said."""

import csv
import io
import os
from collections.abc import Callable
from functools import cache, partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.ingest import source
from data.ingest.annotated_file import annotate
from data.ingest.check import Extract, read_extract
from data.ingest.encoding import NotReadable
from schemas.declared import Schemas
from tests.ingest.corpus import BAD, FILES, FULL, GOOD, SECRETS, File
from tests.support.depth import EVERYTHING


def answered(file: File, schemas: Schemas) -> Extract:
    name = file.name if file.name.endswith(".csv") else "file.csv"
    return read_extract(name, file.content, schemas)


@pytest.fixture(scope="module")
def exact(schemas: Schemas) -> Callable[[File], Extract]:
    """The answer to a file, which is read once for all the tests, in the exact way."""
    return cache(partial(answered, schemas=schemas))


def everything(extract: Extract) -> str:
    """All that the check leaves behind of a file, but for the file itself."""
    return repr((extract.name, extract.problems, extract.every, extract.receipt))


def test_the_corpus_is_large_and_names_each_file_once() -> None:
    assert len({file.name for file in FILES}) == len(FILES) >= 130


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_answered_as_it_should_be(
    file: File, exact: Callable[[File], Extract]
) -> None:
    extract = exact(file)
    messages = " ".join(p.message for p in extract.problems)
    assert extract.outcome == file.outcome, messages
    assert file.says in messages
    assert not file.hides or file.hides not in everything(extract)
    assert (len(extract) > 0) or file.outcome == BAD
    if file.outcome == GOOD:
        assert extract.problems == ()


def test_of_a_personal_file_nothing_is_kept(exact: Callable[[File], Extract]) -> None:
    every = 1 if EVERYTHING else 3
    personal = [(file, exact(file)) for file in FILES[::every] if exact(file).personal]
    assert len(personal) >= 126 // every
    for file, extract in personal:
        assert (extract.content, len(extract)) == (b"", 0), file.name
        assert extract.refused and extract.size == len(file.content) and extract.fingerprint
        with pytest.raises(NotReadable):
            annotate(extract)


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="only the exact way is here")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_quick_way_of_reading_answers_as_the_exact_one(
    file: File,
    schemas: Schemas,
    exact: Callable[[File], Extract],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = exact(file)
    monkeypatch.setattr(source, "LARGE", 0)
    quick = answered(file, schemas)
    assert everything(quick) == everything(slow)
    assert quick.rows == slow.rows


OVER_LINES = st.sampled_from(["", "a", "Bristol, City of", "two\nlines", "\r\n", "\n\n", "é" * 40])


@given(st.lists(st.tuples(OVER_LINES, OVER_LINES), min_size=30), st.integers(200, 2_000))
def test_a_cell_over_two_lines_is_read_alike_wherever_a_block_ends(
    rows: list[tuple[str, str]], block: int
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("one", "other"), *rows])
    sheet = source.CsvFile("any.csv", file.getvalue().encode())
    with pytest.MonkeyPatch.context() as patch:
        exactly = sheet.table(2)
        patch.setattr(source, "LARGE", 0)
        patch.setattr(source, "_BLOCK", block)
        assert sheet.table(2).to_pylist() == exactly.to_pylist()


def test_the_file_goes_back_with_its_problems_and_runs_nothing(schemas: Schemas) -> None:
    content = f"{FULL}\n=cmd|'x'!A0,2024-25,,,,1,2,,\ndental_checks,2024-25,,,,52,41,,\n".encode()
    back = annotate(read_extract("file.csv", content, schemas))
    assert back.startswith(b"\xef\xbb\xbf")
    heading, first, second = csv.reader(io.StringIO(back.decode("utf-8-sig")))
    assert heading[-1] == "problems"
    assert first[0] == "'=cmd|'x'!A0" and "A indicator: This is not an indicator." in first[-1]
    assert second[-1] == "F numerator: The numerator is more than the denominator."


PLANTED = st.sampled_from([text for texts in SECRETS.values() for text in texts])
CELLS = st.sampled_from(["dental_checks", "2024-25", "England", "469", "637", "", "c", '"', ","])


@given(st.binary(max_size=200), PLANTED, st.binary(max_size=200))
def test_no_bytes_round_a_secret_make_it_known(
    schemas: Schemas, before: bytes, secret: str, after: bytes
) -> None:
    extract = read_extract("any.csv", before + secret.encode() + after, schemas)
    assert extract.refused and secret not in everything(extract)


@given(st.lists(CELLS, max_size=9), PLANTED, st.lists(CELLS, max_size=9), st.booleans())
@example(["dental_checks"], "194347659190", ["", "", "", "469", "637"], False)  # as a period
def test_no_row_round_a_secret_makes_it_known(
    schemas: Schemas, before: list[str], secret: str, after: list[str], published: bool
) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([FULL.split(","), [*before, secret, *after]])
    extract = read_extract("any.csv", file.getvalue().encode(), schemas, published)
    assert secret not in everything(extract)
