"""How much is tried: what every day tries, or everything, as at night.

`python run.py test --all` sets OUTCOMES_DEPTH=all. docs/testing.md lists what waits for the night.
"""

import os
from collections.abc import Iterable

import pytest

EVERYTHING = os.environ.get("OUTCOMES_DEPTH") == "all"
night = pytest.mark.skipif(not EVERYTHING, reason="at night: python run.py test --all")
"""Marks a test, or a row of a table, that only the night runs."""

EVERY_DAY: dict[str, dict[str, float]] = {
    "charts/test_lettering": {
        "test_both_drawings_write_the_same_lines_in_the_same_places": 1 / 3,
        "test_long_words_wrap_and_stay_inside": 1 / 3,
        "test_the_baselines_words_hide_no_figure_of_ours": 1,
    },
    "commands/test_audit_command": {
        "test_a_number_that_a_note_says_and_nothing_shows_is_found": 1,
        "test_of_an_edition_from_before_there_were_audits_it_says_what_is_hidden": 0,
        "test_what_is_not_there_or_damaged_is_said": 1,
    },
    "commands/test_command_line": {
        "test_a_broken_toml_is_named_and_nothing_changes": 0,
        "test_a_new_indicator_is_one_toml_and_rows_and_no_code": 0,
        "test_publishing_says_how_far_it_is_on_a_terminal_and_nowhere_else": 0,
    },
    "ingest/test_all_councils": {
        "test_all_councils_stand_in_the_period_of_our_newest_total": 2,
    },
    "ingest/test_corpus": {
        "test_every_file_is_answered_as_it_should_be": 1 / 5,
        "test_the_quick_way_of_reading_answers_as_the_exact_one": 1 / 9,
    },
    "ingest/test_extract": {
        "test_a_government_marker_says_why_there_is_no_figure": 1 / 3,
        "test_a_problem_is_named_with_its_row_its_column_and_the_fix": 1 / 3,
    },
    "ingest/test_impossible_or_doubtful": {
        "test_an_honest_surprise_goes_in_with_a_note_at_most": 1 / 5,
        "test_what_cannot_be_is_refused_and_what_may_be_wrong_is_asked": 1 / 6,
    },
    "ingest/test_official": {
        "test_a_marker_is_kept_and_is_never_a_number": 1 / 3,
        "test_an_official_file_goes_in_by_the_command_line_and_comes_out_in_an_edition": 0,
        "test_each_official_file_gives_our_figures_exactly_as_they_were_published": 1,
        "test_every_council_the_region_and_the_country_are_taken": 1,
        "test_every_figure_of_ours_arrives": 4,
        "test_every_row_of_an_official_file_is_used_or_counted_as_left": 0,
        "test_it_is_recognised_however_it_was_saved": 2,
    },
    "ingest/test_scorecards": {
        "test_the_next_quarters_file_needs_no_question": 2,
        "test_a_child_on_any_sheet_refuses_the_workbook_and_nothing_is_kept": 2,
    },
    "metrics/test_audit": {
        "test_every_single_companion_is_needed": 0,
    },
    "metrics/test_neighbours": {
        "test_the_middle_and_the_range_are_of_those_that_have_a_figure": 2,
    },
    "metrics/test_values": {
        "test_a_marker_becomes_a_state_and_no_number": 1 / 3,
        "test_quarters_that_are_hidden_are_shown_together_as_a_year_that_gives_none_away": 2,
        "test_the_value_is_as_exact_as_the_source_allows": 1 / 3,
    },
    "officers/test_excel": {
        "test_a_quarter_goes_from_our_template_by_excel_to_the_chart_and_back": 0,
        "test_a_file_of_every_kind_is_taken_or_refused_kindly_on_the_page": 0,
        "test_our_template_filled_in_goes_in_as_the_workbook_that_it_is": 0,
    },
    "officers/test_notes_dropped": {
        "test_a_bad_file_is_refused_with_every_problem_named": 0,
        "test_an_officer_drops_all_three_and_everybody_sees_them": 0,
    },
    "officers/test_officers": {
        "test_a_label_that_would_do_something_does_nothing": 1,
        "test_a_corrected_file_takes_the_place_of_the_one_of_its_name": 0,
        "test_a_file_name_or_a_reason_that_would_do_something_does_nothing": 0,
        "test_of_two_officers_who_publish_each_takes_back_their_own": 0,
        "test_what_was_decided_a_moment_ago_can_be_undone": 0,
        "test_whatever_excel_saves_can_be_dropped": 0,
        "test_who_clicks_twice_publishes_once": 0,
        "test_whoever_loads_the_page_again_while_it_publishes_is_told_what_came_of_it": 0,
    },
    "officers/test_preview": {
        "test_a_draft_that_comes_again_is_previewed_as_new": 0,
        "test_a_row_that_would_not_stand_is_neither_new_nor_a_correction": 0,
        "test_each_row_is_new_revised_or_unchanged": 1,
        "test_invented_figures_that_give_way_are_named_and_ours_are_new": 0,
        "test_looking_says_how_far_it_is": 0,
        "test_of_a_figure_beside_a_published_one_it_is_said_which_gives_way": 1,
        "test_the_button_says_what_it_will_do": 1,
        "test_what_is_missing_stays_as_it_was": 0,
        "test_what_the_last_file_like_it_had_and_this_one_has_not_is_named": 1,
        "test_what_was_withdrawn_is_not_new_when_it_comes_again": 0,
        "test_what_will_be_hidden_is_said_with_its_reason": 1,
        "test_where_much_would_be_hidden_the_preview_says_what_other_designs_would_show": 0,
    },
    "officers/test_templates": {
        "test_filled_in_a_template_of_any_indicator_goes_in": 1 / 9,
    },
    "pages/test_browser": {
        "test_an_answer_to_a_criterion_opens_to_what_it_rests_on": 0,
        "test_back_after_a_link_is_the_page_that_it_was_on": 1,
        "test_every_indicator_is_in_the_list_and_on_its_ambition": 0,
        "test_the_other_neighbour_list_changes_the_comparison": 0,
    },
    "pages/test_everyone": {
        "test_a_measure_is_one_page_of_paper": 1,
        "test_a_single_letter_does_nothing_that_nobody_asked_for": 0,
        "test_a_slide_that_is_four_times_as_large_scrolls_down_only": 0,
        "test_axe_finds_nothing_on_a_slide": 0,
        "test_contrast_colours_keep_every_word_and_the_outline_of_a_chip": 0,
        "test_every_page_leads_to_the_statement": 0,
        "test_nothing_moves_for_who_asked_for_that": 0,
        "test_one_theme_is_offered_whatever_the_system_prefers": 0,
        "test_the_arrows_move_within_a_choice_and_the_space_bar_chooses": 0,
        "test_the_folds_that_matter_are_open_on_paper": 0,
    },
    "pages/test_first_screen": {
        "test_number_words_and_chart_stand_in_the_first_screen": 1,
        "test_on_a_phone_every_target_is_large_and_the_focus_is_never_out_of_sight": 1,
        "test_what_to_ask_and_what_to_celebrate_stand_in_the_first_screen": 1,
    },
    "pages/test_html": {
        "test_no_free_text_of_an_edition_becomes_a_tag": 1 / 3,
    },
    "pages/test_pages": {
        "test_an_indicator_says_where_we_are_and_which_way_it_goes_on_every_page": 1 / 3,
        "test_an_unusual_extract_still_makes_a_page": 1,
    },
    "pages/test_present": {
        "test_a_key_fills_the_screen_and_the_slide_stays_on_top": 0,
        "test_a_name_that_nobody_knows_is_left_out_and_said": 0,
        "test_a_second_window_has_the_time_the_notes_and_the_next_slide": 0,
        "test_an_earlier_link_to_a_slide_lands_on_the_same_measure": 0,
        "test_every_slide_can_be_read_from_the_back_row_and_fits_the_screen": 0,
        "test_leave_leads_back_and_back_leads_to_the_slide_that_was_left": 0,
        "test_twelve_measures_are_presented_by_keyboard_alone_from_a_cold_start": 0,
        "test_twelve_slides_turn_one_after_the_other_with_no_wait_between": 0,
    },
    "pages/test_provenance": {
        "test_one_press_under_the_chart_says_where_its_figures_come_from": 1,
    },
    "pages/test_remarks_on_pages": {
        "test_each_stands_on_the_page_that_it_is_about": 2,
        "test_what_changed_is_told_since_the_edition_that_the_last_meeting_read": 1,
        "test_what_is_new_in_them_is_said_among_what_changed": 0,
    },
    "pages/test_sharing": {
        "test_a_copied_link_shows_somebody_else_what_is_on_the_screen": 0,
        "test_a_link_to_an_edition_that_is_not_there_shows_the_newest_and_says_so": 1,
        "test_a_measure_is_found_from_every_page_by_keyboard": 0,
        "test_a_page_that_may_not_use_the_clipboard_copies_all_the_same": 0,
        "test_an_edition_like_the_one_before_says_that_nothing_changed": 1,
        "test_what_changed_since_a_chosen_edition_stands_in_the_address": 0,
    },
    "pages/test_unknown": {
        "test_each_measure_is_listed_by_the_first_reason_that_fits": 1,
    },
    "publish/test_breaks_in_a_series": {
        "test_declared_nothing_is_asked": 0,
    },
    "publish/test_counties": {
        "test_an_intruder_who_knows_which_rows_were_corrected_finds_nothing": 1,
        "test_the_audit_finds_nothing_that_can_be_worked_out": 1,
        "test_what_is_shown_is_true": 1,
    },
    "publish/test_history": {
        "test_figures_that_changed_are_counted_by_indicator": 1,
    },
    "publish/test_means": {
        "test_a_corrected_mean_is_hidden_where_it_tells_of_a_few_children": 1,
    },
    "publish/test_publish": {
        "test_a_default_that_the_project_has_moved_on_from_is_made_again": 0,
        "test_editions_are_listed_in_their_order_even_those_of_one_second": 0,
        "test_publishing_with_nothing_new_does_nothing": 2,
        "test_that_search_would_have_found_it": 0,
        "test_that_search_would_have_found_that_too": 0,
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
        "test_a_publication_that_is_stopped_leaves_its_extract_a_draft": 0,
        "test_a_publication_that_was_finished_when_it_was_killed_stays": 0,
        "test_in_every_order_of_publishing_and_undoing_each_takes_back_their_own": 1,
        "test_what_somebody_else_has_withdrawn_cannot_be_undone_again": 0,
    },
    "publish/test_years_together": {
        "test_no_correction_gives_away_a_year_that_was_told_together": 1,
        "test_years_are_shown_together_where_that_gives_none_away": 2,
    },
    "reports/test_pack": {
        "test_it_is_the_same_every_time_and_says_nothing_of_whoever_made_it": 0,
        "test_nothing_on_the_other_slides_is_another_number": 0,
        "test_where_nobody_says_anything_there_is_no_slide_for_it": 0,
    },
    "reports/test_reports_command": {
        "test_a_wrong_command_says_what_there_is": 1,
        "test_an_edition_can_be_named": 0,
        "test_it_asks_nobody_for_anything": 0,
        "test_it_writes_the_document": 2,
    },
    "reports/test_reports_page": {
        "test_the_page_can_be_used_while_a_document_is_made": 0,
    },
    "store/test_backup": {
        "test_killed_at_any_moment_there_is_a_whole_store_and_edition": 1,
        "test_killed_before_any_change_there_is_a_whole_store_and_edition_and_again_finishes_it": 0,
    },
    "store/test_damage": {
        "test_editions_are_listed_in_the_order_they_were_published_when_the_clock_is_put_back": 0,
    },
    "store/test_decisions": {
        "test_a_decision_that_makes_no_sense_is_refused_in_words": 1,
        "test_what_stands_after_each_decision": 1 / 3,
    },
    "store/test_disk": {
        "test_a_pointer_that_names_nothing_is_read_as_the_newest_edition": 1,
        "test_an_edition_that_is_damaged_is_not_read_but_the_one_before": 0,
        "test_publishing_to_a_full_disk_is_refused_in_words": 1,
        "test_the_command_line_says_a_full_disk_in_two_lines": 0,
        "test_the_default_that_cannot_be_made_again_stays": 0,
    },
    "store/test_store": {
        "test_the_newest_release_stands_and_of_one_day_the_last_to_arrive": 2,
        "test_what_a_department_hid_stays_hidden": 2,
    },
    "store/test_together": {
        "test_a_line_that_moves_is_waited_for_to_its_end": 0,
        "test_officers_in_one_app_are_threads_and_get_in_as_well": 0,
        "test_who_waits_for_the_store_lets_others_have_the_turn": 0,
    },
    "verdicts/test_recounted": {
        "test_nothing_is_found_more_often_where_nothing_changes": 1,
    },
    "verdicts/test_sentences": {
        "test_an_answer_can_be_read_aloud": 1 / 4,
        "test_the_same_holds_of_quarters": 1 / 4,
        "test_what_is_said_of_a_series_can_be_read_aloud_and_denies_no_word": 1 / 8,
    },
}
"""Of the tests that take longest, how many rows every day tries, or which share of them; the night
tries all. Each keeps a promise that a quicker test keeps too, or tries one more case of a kind."""


def wait_for_the_night(items: Iterable[pytest.Item]) -> None:
    """Skip what EVERY_DAY leaves for the night."""
    rows: dict[tuple[str, str], list[pytest.Item]] = {}
    for item in items:
        module, _, test = item.nodeid.removeprefix("tests/").partition(".py::")
        rows.setdefault((module, test.partition("[")[0]), []).append(item)
    for module, tests in EVERY_DAY.items():
        for test, every_day in tests.items():
            for n, item in enumerate(rows.get((module, test), ())):
                if n % round(1 / every_day) if 0 < every_day < 1 else n >= every_day:
                    item.add_marker(night)


def tries(every_day: int, at_night: int) -> int:
    """How many times to try what can be tried any number of times."""
    return at_night if EVERYTHING else every_day
