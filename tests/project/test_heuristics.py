"""The list of docs/accessibility.md is whole, and says of itself what its rows say."""

from collections import Counter

from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "accessibility.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|") and "---" not in line
][1:]
HEURISTICS = [row for row in ROWS if row[2]]


def test_all_fifty_heuristics_have_a_result_a_reason_and_a_way_of_trying() -> None:
    assert len({row[1] for row in HEURISTICS}) == 50
    assert sum(row[0] == "critical" for row in HEURISTICS) == 14
    assert [row[1] for row in HEURISTICS if len(row) != 5 or not all(row[1:])] == []


def test_none_that_is_critical_fails_and_the_head_counts_the_others() -> None:
    results = Counter((row[0], row[2].strip("*")) for row in HEURISTICS)
    assert results["critical", "fails"] == 0
    assert results["", "fails"] == 3 and "Three others fail" in PAGE
    assert results["critical", "open"] == 1 and "One of them is open" in PAGE
    assert {result for _, result in results} <= {"holds", "fails", "open", "does not apply"}
