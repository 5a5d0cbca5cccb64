"""How much is tried: what every day tries, or everything, as at night.

`python run.py test --all` sets OUTCOMES_DEPTH=all. docs/testing.md lists what waits for the night.
"""

import os
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

EVERYTHING = os.environ.get("OUTCOMES_DEPTH") == "all"
night = pytest.mark.skipif(not EVERYTHING, reason="at night: python run.py test --all")
"""Marks a test, or a row of a table, that only the night runs."""

EVERY_DAY = {
    "commands/test_audit_command": {
        "test_of_an_edition_from_before_there_were_audits_it_says_what_is_hidden": 0,
        "test_a_number_that_a_note_says_and_nothing_shows_is_found": 1,
        "test_what_is_not_there_or_damaged_is_said": 1,
    },
    "commands/test_command_line": {
        "test_a_broken_toml_is_named_and_nothing_changes": 0,
        "test_publishing_says_how_far_it_is_on_a_terminal_and_nowhere_else": 0,
    },
    "ingest/test_official": {
        "test_an_official_file_goes_in_by_the_command_line_and_comes_out_in_an_edition": 0,
        "test_every_council_the_region_and_the_country_are_taken": 1,
        "test_every_row_of_an_official_file_is_used_or_counted_as_left": 1,
    },
    "officers/test_excel": {
        "test_a_file_of_every_kind_is_taken_or_refused_kindly_on_the_page": 0,
    },
    "officers/test_officers": {
        "test_a_corrected_file_takes_the_place_of_the_one_of_its_name": 0,
        "test_a_file_name_or_a_reason_that_would_do_something_does_nothing": 0,
        "test_what_was_decided_a_moment_ago_can_be_undone": 0,
        "test_whatever_excel_saves_can_be_dropped": 0,
    },
    "officers/test_preview": {
        "test_a_figure_beside_a_published_one_is_named": 1,
        "test_each_row_is_new_revised_or_unchanged": 3,
        "test_the_button_says_what_it_will_do": 2,
        "test_what_the_last_file_like_it_had_and_this_one_has_not_is_named": 2,
        "test_what_will_be_hidden_is_said_with_its_reason": 2,
    },
    "pages/test_browser": {
        "test_every_indicator_is_in_the_list_and_on_its_ambition": 0,
        "test_back_after_a_link_is_the_page_that_it_was_on": 1,
    },
    "pages/test_everyone": {
        "test_axe_finds_nothing_on_a_slide": 0,
        "test_every_page_leads_to_the_statement": 0,
        "test_one_theme_is_offered_whatever_the_system_prefers": 0,
    },
    "pages/test_remarks_on_pages": {
        "test_what_is_new_in_them_is_said_among_what_changed": 0,
        "test_each_stands_on_the_page_that_it_is_about": 2,
    },
    "pages/test_sharing": {
        "test_a_link_to_an_edition_that_is_not_there_shows_the_newest_and_says_so": 1,
        "test_a_page_that_may_not_use_the_clipboard_copies_all_the_same": 0,
    },
    "publish/test_breaks_in_a_series": {
        "test_declared_nothing_is_asked": 0,
    },
    "publish/test_counties": {
        "test_the_audit_finds_nothing_that_can_be_worked_out": 2,
    },
    "publish/test_history": {
        "test_figures_that_changed_are_counted_by_indicator": 2,
    },
    "publish/test_means": {
        "test_a_corrected_mean_is_hidden_where_it_tells_of_a_few_children": 2,
    },
    "publish/test_refused_by_audit": {
        "test_a_decision_that_cannot_be_published_is_taken_back": 1,
        "test_the_officer_sees_why_on_the_page": 0,
    },
    "publish/test_restored": {
        "test_a_damaged_edition_is_in_the_history_as_damaged": 1,
        "test_what_a_kill_kept_from_happening_is_not_told": 1,
    },
    "publish/test_undo": {
        "test_a_publication_that_is_stopped_leaves_its_extract_a_draft": 1,
        "test_in_every_order_of_publishing_and_undoing_each_takes_back_their_own": 2,
    },
    "reports/test_reports_command": {
        "test_a_wrong_command_says_what_there_is": 1,
        "test_an_edition_can_be_named": 0,
    },
    "reports/test_reports_page": {
        "test_the_page_can_be_used_while_a_document_is_made": 0,
    },
    "store/test_backup": {
        "test_killed_at_any_moment_there_is_a_whole_store_and_edition": 3,
        "test_killed_before_any_change_there_is_a_whole_store_and_edition_and_again_finishes_it": 0,
    },
    "store/test_disk": {
        "test_a_pointer_that_names_nothing_is_read_as_the_newest_edition": 1,
        "test_an_edition_that_is_damaged_is_not_read_but_the_one_before": 1,
        "test_publishing_to_a_full_disk_is_refused_in_words": 1,
        "test_the_command_line_says_a_full_disk_in_two_lines": 0,
        "test_the_default_that_cannot_be_made_again_stays": 0,
    },
    "verdicts/test_recounted": {
        "test_nothing_is_found_more_often_where_nothing_changes": 1,
    },
}
"""Of the tests that take longest, how many rows every day tries; the night tries all. Each keeps a
promise that a quicker test keeps as well, or tries one more case of the same kind."""


def wait_for_the_night(items: Iterable[pytest.Item]) -> None:
    """Skip what EVERY_DAY leaves for the night."""
    rows: dict[tuple[str, str], list[pytest.Item]] = {}
    for item in items:
        module, _, test = item.nodeid.removeprefix("tests/").partition(".py::")
        rows.setdefault((module, test.partition("[")[0]), []).append(item)
    for module, tests in EVERY_DAY.items():
        for test, every_day in tests.items():
            for item in rows.get((module, test), ())[every_day:]:
                item.add_marker(night)


def first(every_day: int, rows: Iterable[Any]) -> list[Any]:
    """The rows of a table, of which all after the first few wait for the night."""
    return [
        pytest.param(
            *(row if isinstance(row, tuple) else [row]), marks=night if n >= every_day else ()
        )
        for n, row in enumerate(rows)
    ]


def one_in(many: int, rows: Mapping[str, Any]) -> list[Any]:
    """The rows of a table by their names, of which every day has one in so many, of every kind."""
    return [
        pytest.param(row, id=name, marks=night if n % many else ())
        for n, (name, row) in enumerate(rows.items())
    ]


def tries(every_day: int, at_night: int) -> int:
    """How many times to try what can be tried any number of times."""
    return at_night if EVERYTHING else every_day
