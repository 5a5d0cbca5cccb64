"""What schemas/periods.py promises: to read what officers write, and to refuse, not guess."""

import pickle
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.periods import Period, PeriodError, PeriodKind, parse_date

YEAR, QUARTER, SCHOOL, CALENDAR, SEPTEMBER, ROLLING, MONTH, DAY = ({kind} for kind in PeriodKind)
EITHER = QUARTER | YEAR  # what an indicator that is counted every quarter allows

days = st.dates(date(1990, 1, 1), date(2100, 3, 31))
kinds = st.sampled_from(PeriodKind)
some_kinds = st.sets(kinds, min_size=1)
periods = st.builds(Period.holding, kinds, days)


def outcome(text, allowed):
    """The period that the text is read as, or what the refusal says."""
    try:
        return Period.parse(text, allowed)
    except PeriodError as refused:
        return str(refused)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-25", "2024/25", "2024\u201325", "2024\u201125", "2024/2025", "202425", "24/25"),
        *("FY2024-25", "fy 2024/25", "financial year 2024-25", "  2024-25 ", "\u00a02024-25"),
        *("year ending 31 March 2025", "year to March 2025", "Year Ended 31/03/2025"),
        *("year to 2025-03-31", "YEAR ENDING MAR 2025", "year to 2025-03", "year to Mar-25"),
        *("31/03/2025", "2025-03-31", "31 March 2025", "31st  March 2025"),
        *("2025-03", "March 2025", "MARCH 2025", "Mar-25", "Mar 2025", "03/2025"),
    ],
)
def test_a_financial_year_is_read_however_it_is_written(text):
    assert outcome(text, YEAR) == Period(*YEAR, date(2024, 4, 1), date(2025, 3, 31))


@pytest.mark.parametrize(
    ("text", "allowed", "kind", "start", "end"),
    [
        ("2024/25", SCHOOL, SCHOOL, "2024-09-01", "2025-08-31"),
        ("202425", SCHOOL, SCHOOL, "2024-09-01", "2025-08-31"),
        ("Academic year 2024/25", SCHOOL | YEAR, SCHOOL, "2024-09-01", "2025-08-31"),
        ("31/08/2025", SCHOOL, SCHOOL, "2024-09-01", "2025-08-31"),
        ("August 2025", SCHOOL, SCHOOL, "2024-09-01", "2025-08-31"),
        ("FY2024-25", SCHOOL | YEAR, YEAR, "2024-04-01", "2025-03-31"),
        ("year to March 2025", SCHOOL | EITHER, YEAR, "2024-04-01", "2025-03-31"),
        ("2024", CALENDAR | QUARTER, CALENDAR, "2024-01-01", "2024-12-31"),
        ("year ending 31 December 2024", CALENDAR, CALENDAR, "2024-01-01", "2024-12-31"),
        ("2024-12", CALENDAR, CALENDAR, "2024-01-01", "2024-12-31"),
        ("December 2024", CALENDAR, CALENDAR, "2024-01-01", "2024-12-31"),
        ("year ending 30 September 2024", SEPTEMBER, SEPTEMBER, "2023-10-01", "2024-09-30"),
        ("30 September 2024", SEPTEMBER, SEPTEMBER, "2023-10-01", "2024-09-30"),
        ("Sept 2024", SEPTEMBER, SEPTEMBER, "2023-10-01", "2024-09-30"),
        ("2024-09", SEPTEMBER, SEPTEMBER, "2023-10-01", "2024-09-30"),
        ("09/2009", SEPTEMBER, SEPTEMBER, "2008-10-01", "2009-09-30"),
        ("2024-25 Q3", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("Q3 2024-25", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("Q3 2024/25", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("q3 fy2024\u201325", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("2024/25 Quarter 3", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("2024-2025 Q3", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("October to December 2024", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("Oct-Dec 2024", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("Oct\u2013Dec 2024", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("31/12/2024", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("2024-12", EITHER, QUARTER, "2024-10-01", "2024-12-31"),
        ("quarter to December 2024", QUARTER | MONTH, QUARTER, "2024-10-01", "2024-12-31"),
        ("2024-25 Q4", EITHER, QUARTER, "2025-01-01", "2025-03-31"),
        ("1999-00 Q4", EITHER, QUARTER, "2000-01-01", "2000-03-31"),
        ("2024-25", EITHER, YEAR, "2024-04-01", "2025-03-31"),
        ("2024-12", MONTH, MONTH, "2024-12-01", "2024-12-31"),
        ("December 2024", MONTH, MONTH, "2024-12-01", "2024-12-31"),
        ("Dec 2024", MONTH, MONTH, "2024-12-01", "2024-12-31"),
        ("Dec-24", MONTH, MONTH, "2024-12-01", "2024-12-31"),
        ("12/2024", MONTH, MONTH, "2024-12-01", "2024-12-31"),
        ("Feb-24", MONTH | EITHER, MONTH, "2024-02-01", "2024-02-29"),
        ("month of March 2025", MONTH | EITHER, MONTH, "2025-03-01", "2025-03-31"),
        ("2025-03-31", DAY, DAY, "2025-03-31", "2025-03-31"),
        ("31/03/2025", DAY, DAY, "2025-03-31", "2025-03-31"),
        ("31 March 2025", DAY, DAY, "2025-03-31", "2025-03-31"),
        ("31 Mar 2025", DAY, DAY, "2025-03-31", "2025-03-31"),
        ("31st March 2025", DAY, DAY, "2025-03-31", "2025-03-31"),
        ("1 May 2025", DAY, DAY, "2025-05-01", "2025-05-01"),
        ("29/02/2024", DAY, DAY, "2024-02-29", "2024-02-29"),
        ("as at 31 March 2025", DAY | YEAR, DAY, "2025-03-31", "2025-03-31"),
    ],
)
def test_every_kind_is_read_however_it_is_written(text, allowed, kind, start, end):
    expected = Period(*kind, date.fromisoformat(start), date.fromisoformat(end))
    assert outcome(text, allowed) == expected


@pytest.mark.parametrize(
    ("text", "allowed", "message"),
    [
        (
            "2024 Q3",
            EITHER,
            "'2024 Q3' could be July to September 2024 or October to December 2024. "
            "Write '2024-25 Q2' for July to September 2024 "
            "or '2024-25 Q3' for October to December 2024.",
        ),
        (
            "2024-25",
            YEAR | SCHOOL,
            "'2024-25' could be the year to March 2025 or the school year 2024 to 2025. "
            "Write 'year to March 2025' "
            "or 'academic year 2024-25' for the school year 2024 to 2025.",
        ),
        (
            "2024-04",
            YEAR,
            "'2024-04' reads as April 2024, which is not a financial year. "
            "Write '2023-24' for the year to March 2024 or '2024-25' for the year to March 2025.",
        ),
        (
            "01/04/2025",
            YEAR,
            "'01/04/2025' reads as 1 April 2025, which is not the last day of a financial year. "
            "Write '31/03/2025' for the year to March 2025 "
            "or '31/03/2026' for the year to March 2026.",
        ),
        (
            "2024-26",
            YEAR,
            "'2024-26' has two years that do not follow each other. "
            "For example, write '2024-25' for the year to March 2025.",
        ),
    ],
)
def test_a_refusal_says_what_is_there_and_what_to_write(text, allowed, message):
    assert outcome(text, allowed) == message


@pytest.mark.parametrize(
    ("text", "allowed", "words"),
    [
        ("Q1 2025", QUARTER, "January to March 2025 or April to June 2025"),
        ("2024", SEPTEMBER, "the year to September 2024 or the year to September 2025"),
        ("2024", SEPTEMBER | CALENDAR, "the year to December 2024, the year to September 2024 or"),
        ("2024", YEAR, "the year to March 2024 or the year to March 2025"),
        ("FY2024", YEAR | SCHOOL, "the year to March 2024 or the year to March 2025"),
        ("31/03/2025", EITHER, "January to March 2025 or the year to March 2025"),
        ("31/03/2025", DAY | YEAR, "31 March 2025 or the year to March 2025"),
        ("Dec-24", MONTH | QUARTER, "December 2024 or October to December 2024"),
        ("2009-10", MONTH | YEAR, "the year to March 2010 or October 2009"),
    ],
)
def test_what_could_be_two_periods_is_refused(text, allowed, words):
    assert outcome(text, allowed).startswith(f"'{text}' could be {words}")


@pytest.mark.parametrize(
    ("text", "allowed", "words"),
    [
        ("2025-03-30", QUARTER, "30 March 2025, which is not the last day of a quarter"),
        ("Q3 2024-25", YEAR, "October to December 2024, which is not a financial year"),
        ("2008-09", SEPTEMBER, "the year to March 2009, which is not a year to September"),
        ("2002-03", QUARTER, "the year to March 2003, which is not a quarter"),
        ("Academic year 2024/25", YEAR, "the school year 2024 to 2025, which is not a financial"),
        ("year to March 2025", SCHOOL, "the year to March 2025, which is not an academic year"),
        ("March 2025", DAY, "March 2025, which is not a snapshot date"),
        ("April 2025", EITHER, "April 2025, which is not a financial year or a quarter"),
    ],
)
def test_what_is_a_period_of_another_kind_is_refused(text, allowed, words):
    assert outcome(text, allowed).startswith(f"'{text}' reads as {words}")


@pytest.mark.parametrize(
    ("words", "texts"),
    {
        "two years that do not follow": "2024-24 2024/12 2024-1925 202426 2024-26_Q3 Q3_2024-26",
        "does not say which year": "Q1 Q4 quarter_3 Oct-Dec March",
        "a quarter other than Q1, Q2, Q3 and Q4": "Q5_2024-25 2024-25_Q0 2024-25_Quarter_12",
        "all four digits of its year": "11-12 09/10 24 24.5",
        "the month first, not dd/mm/yyyy": "12/31/2025 03/31/2025 10/13/2025 01/20/2025 3/31/25",
        "the months of another": "Q3_Apr-Jun_2024 2024-25_Q3_(Apr-Jun)",
        "not a day in the calendar": "31/02/2025 29/02/2025 2025-04-31 31st_April_2025 00/03/2025",
        "not a day written dd/mm/yyyy": "32/13/2025 31/3-2025",
        "outside the years 1990 to 2100": "1985-86 2101 1066 9999-00 31/12/1989 0000-01-01",
        "The cell is empty": "_ \t \u00a0",
        "a character other than plain": "\uff12\uff10\uff12\uff14 \u0662\u0660\u0662\u0664 "
        "2024\n-\n25 2024-25\n \n 2024\x00",
        "not a period that can be read": "bananas soon 2024-25p Nov-Jan_2024 May_to_July_2024 "
        "Dec-Oct_2024 Apr-Sep_2024 year_to_year_to_March_2025 year_to_2024-25 "
        "at_March_2025 quarter_to_May_2024 20242025 2024--25 1_April",
    }.items(),
)
def test_what_is_not_a_period_is_refused_with_its_fault(words, texts):
    for text in texts.replace(" ", "|").replace("_", " ").split("|"):
        assert words in outcome(text, PeriodKind), text


def test_a_refusal_is_one_line_and_repeats_no_more_than_thirty_characters():
    message = outcome("x" * 500 + "\n" + "y" * 500, YEAR)
    assert message.startswith(f"'{'x' * 29}…' has a character") and "\n" not in message
    assert outcome("x" * 30, YEAR).startswith(f"'{'x' * 30}' is not")


@pytest.mark.parametrize(
    ("kind", "label", "words", "opening", "tick"),
    [
        (YEAR, "2024-25", "the year to March 2025", "In the", "Mar 2025"),
        (QUARTER, "2024-25 Q3", "October to December 2024", "From October", "Dec 2024"),
        (SCHOOL, "2024-25", "the school year 2024 to 2025", "In the", "Aug 2025"),
        (CALENDAR, "2024", "the year to December 2024", "In the", "Dec 2024"),
        (SEPTEMBER, "year to September 2025", "the year to September 2025", "In the", "Sep 2025"),
        (MONTH, "2024-12", "December 2024", "In December", "Dec 2024"),
        (DAY, "2024-12-31", "31 December 2024", "On 31", "Dec 2024"),
    ],
)
def test_a_period_prints_for_an_extract_a_sentence_and_a_chart(kind, label, words, opening, tick):
    period = Period.holding(*kind, date(2024, 12, 31))
    assert str(period) == period.label == label
    assert (period.words, period.tick) == (words, tick)
    assert period.opening.startswith(opening) and period.opening.endswith(words)


@pytest.mark.parametrize(
    "text", ["2025-03-02", "02/03/2025", "2/3/25", "2 March 2025", " 2nd Mar 2025 ", "45718"]
)
def test_a_date_is_read_however_it_is_written(text):
    assert parse_date(text) == date(2025, 3, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024-25", "'2024-25' reads as the year to March 2025, which is not a date. For example"),
        ("March 2025", "which is not a date"),
        ("12/31/2025", "looks like the month first"),
        ("31/02/2025", "is not a day in the calendar"),
        ("24", "needs all four digits"),
        ("31/12/1989", "outside the years 1990 to 2100"),
        ("01/01/2101", "outside the years 1990 to 2100"),
        ("soon", "is not a date that can be read here"),
        ("", "The cell is empty. For example, write '31/03/2025'."),
    ],
)
def test_what_is_not_a_date_is_refused(text, words):
    with pytest.raises(PeriodError, match=re.escape(words)):
        parse_date(text)


@pytest.mark.parametrize(
    ("start", "end", "allowed", "words"),
    [
        ("2025-04-01", "2025-03-31", YEAR, "ends on 31 March 2025, before it starts on 1 April"),
        (
            "2024-04-01",
            "2025-03-30",
            YEAR,
            "1 April 2024 to 30 March 2025 is not a whole financial",
        ),
        ("2024-04-01", "2025-03-30", YEAR, "For example, write 1 April 2024 to 31 March 2025."),
        ("2024-04-01", "2026-03-31", EITHER, "is not a whole financial year or a whole quarter"),
        ("2024-04-01", "2025-03-31", QUARTER, "is not a whole quarter"),
        ("2025-03-31", "2025-03-31", YEAR, "31 March 2025 to 31 March 2025 is not a whole"),
        ("2025-03-01", "2025-03-31", DAY, "is not one snapshot date"),
    ],
)
def test_two_dates_that_are_not_a_whole_period_are_refused(start, end, allowed, words):
    with pytest.raises(PeriodError, match=re.escape(words)):
        Period.between(date.fromisoformat(start), date.fromisoformat(end), allowed)


def test_a_period_that_is_not_whole_cannot_be_made():
    with pytest.raises(PeriodError, match="is not a whole quarter"):
        Period(*QUARTER, date(2024, 10, 1), date(2024, 12, 30))


def test_a_kind_knows_how_many_months_it_is():
    assert [kind.months for kind in PeriodKind] == [12, 3, 12, 12, 12, 12, 1, 0]


def test_the_29th_of_february_comes_round_on_the_28th():
    leap_day = Period.parse("29/02/2024", DAY)
    assert [leap_day.next.label, leap_day.next.next.label] == ["2025-02-28", "2026-02-28"]


def test_a_year_contains_its_quarters_and_no_others():
    year = Period.parse("2024-25", YEAR)
    quarters = [Period.parse(f"2024-25 Q{n}", QUARTER) for n in (1, 2, 3, 4)]
    assert all(map(year.contains, [year, *quarters]))
    assert not any(map(year.contains, [quarters[-1].next, year.next]))
    assert not any(quarter.contains(year) for quarter in quarters)


def test_periods_sort_by_end_and_then_by_start():
    in_order = [("2024-25 Q3", QUARTER), ("2024-25", YEAR), ("2024-25 Q4", QUARTER)]
    in_order += [("2025-03", MONTH), ("2025-03-31", DAY), ("2024-25", SCHOOL)]
    in_order = [Period.parse(text, allowed) for text, allowed in in_order]
    backwards = in_order[::-1]
    assert sorted(backwards) == in_order


@pytest.mark.parametrize("kind", PeriodKind)
def test_every_label_from_1990_to_2100_is_read_back_as_the_same_period(kind):
    period = Period.holding(kind, date(1990, 1, 1))
    while period.end.year <= 2100:
        assert Period.parse(period.label, {kind}) == period
        period = period.next


@given(periods)
def test_a_label_is_read_back_as_the_same_period(period):
    assert Period.parse(period.label, {period.kind}) == period


def forms(period: Period) -> list[str]:
    """The ways to write a period that mean it in any year, when only its kind is allowed."""
    end, opened, month = period.end, period.start.year, period.tick[:3]
    pairs = [f"{opened}{sign}{str(opened + 1)[n:]}" for sign in "-/\u2013" for n in (0, 2)]
    dates = [end.isoformat(), f"{end:%d/%m/%Y}", f"{end.day} {month} {end.year}"]
    closings = [*dates, f"{month} {end.year}", f"{month}-{end.year}", f"{end:%m/%Y}"]
    first = Period.holding(*MONTH, period.start).tick[:3]
    year, number = Period.holding(*YEAR, period.start).label, (period.start.month - 1) // 3 or 4
    return {
        "financial year": [*pairs, *closings, *(f"year to {text}" for text in closings)],
        "academic year": [*pairs, *closings, *(f"Academic year {text}" for text in pairs)],
        "calendar year": [f"{end.year}", *closings, *(f"year ending {text}" for text in closings)],
        "year to September": [*closings, *(f"year ended {text}" for text in closings)],
        "quarter": [f"{year} Q{number}", f"Quarter {number} {year}", f"{first}-{month} {end.year}"],
        "rolling year": [f"{o} to {t}" for o in ("year", "rolling 12 months") for t in closings],
        "month": closings,
        "snapshot date": [*dates, *(f"at {text}" for text in dates)],
    }[period.kind]


@given(periods, st.sampled_from([str, str.upper, str.lower, "  {} ".format]))
def test_every_form_of_a_period_is_that_period(period, style):
    for text in forms(period):
        assert Period.parse(style(text), {period.kind}) == period


words = (
    *("2024", "2025", "25", "24", "2009", "10", "03", "31", "12", "99", "1989", "2101", "202425"),
    *("-", "\u2013", "/", ",", "\n", "\u00a0", "\u0663", "Q", "q3", "Q5", "quarter", "year", "to"),
    *("ending", "at", "month", "of", "FY", "academic", "March", "Dec", "Sept", "st", "45747"),
)
scraps = st.builds(
    str.join, st.sampled_from(["", " ", "-", "/"]), st.lists(st.sampled_from(words), max_size=7)
)


@given(st.text() | scraps | periods.map(forms).flatmap(st.sampled_from), some_kinds)
def test_any_text_is_a_period_of_an_allowed_kind_or_one_kind_refusal(text, allowed):
    found = outcome(text, allowed)
    if isinstance(found, Period):
        assert found.kind in allowed
    else:
        assert found.endswith(".") and found.isprintable() and "rite '" in found


@given(st.text() | scraps)
def test_any_text_is_a_date_or_a_refusal(text):
    try:
        assert isinstance(parse_date(text), date)
    except PeriodError as refused:
        assert re.search(r"For example, write '\d\d/\d\d/\d{4}'\.$", str(refused))


@given(st.dates(date(1993, 1, 1), date(2097, 1, 1)), kinds, some_kinds, st.data())
def test_what_a_refusal_says_to_write_is_read_as_it_says(day, kind, allowed, data):
    texts = [
        *forms(Period.holding(kind, day)),
        f"{day.year}",
        f"{day.year} Q1",
        f"{day:%Y-%m}",
        "?",
    ]
    found = outcome(data.draw(st.sampled_from(texts)), allowed)
    if isinstance(found, str):
        advice = re.split("[Ww]rite ", found)[1].removesuffix(".")
        for text, meaning in re.findall(r"'(.+?)'(?: for (.+?))?(?=, '| or '|$)", advice):
            assert Period.parse(text, allowed).words == (meaning or f"the {text}")


@given(scraps | days.map("{:%Y-%m}".format), some_kinds)
def test_what_is_read_does_not_depend_on_the_order_of_the_kinds(text, allowed):
    assert outcome(text, sorted(allowed)) == outcome(text, iter(sorted(allowed, reverse=True)))


@given(scraps | periods.map(forms).flatmap(st.sampled_from), some_kinds, some_kinds)
def test_allowing_more_kinds_never_changes_what_is_read_only_whether(text, allowed, more):
    narrow, wide = outcome(text, allowed), outcome(text, allowed | more)
    if isinstance(narrow, Period) and isinstance(wide, Period):
        assert (narrow.start, narrow.end) == (wide.start, wide.end)


@given(periods, periods)
def test_order_agrees_with_end(one, other):
    assert (one < other) == ((one.end, one.start) < (other.end, other.start))
    assert (one <= other) == ((one.end, one.start) <= (other.end, other.start))
    assert (one == other) == ((one.end, one.start) == (other.end, other.start))


@given(periods)
def test_the_next_period_starts_the_day_after(period):
    assert period.next.kind is period.kind and period.next > period
    if period.kind not in DAY | ROLLING:
        assert period.next.start == period.end + timedelta(days=1)


@given(periods, some_kinds)
def test_a_period_is_found_by_its_two_dates(period, others):
    found = Period.between(period.start, period.end, {period.kind, *others})
    assert (found.start, found.end) == (period.start, period.end)
    assert found == period or period.kind in ROLLING, "and it is the year that ends so"


@given(kinds, days)
def test_a_period_holds_its_day_and_lasts_its_months(kind, day):
    period = Period.holding(kind, day)
    after = period.end + timedelta(days=1 if kind.months else 0)
    assert period.start <= day <= period.end
    assert (after.year - period.start.year) * 12 + after.month - period.start.month == kind.months


@given(periods)
def test_a_period_is_a_value(period):
    copied = pickle.loads(pickle.dumps(period))
    assert copied == period and hash(copied) == hash(period) and not copied < period
