"""What an officer does, in a real browser: add a quarter, see what changes, publish, undo."""

import csv
import io
import time
from itertools import permutations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from data.editions.folder import current_edition
from tests.conftest import HEADER
from tests.support.browsing import Visit
from tests.support.choosing import choose, get_template, offered
from tests.support.depth import night

WORK = "Work experience, internships and guaranteed interviews"
GOOD = f"{HEADER}\ntaking_part_in_reviews,2025-26 Q1,,,,31,45,,\n"
AS_EXCEL_SAVES = {
    "CSV UTF-8": ("\ufeff" + GOOD).replace("\n", "\r\n").encode(),
    "CSV, on Windows": GOOD.replace("\n", "\r\n").encode("cp1252"),
    "CSV for Macintosh": GOOD.replace("\n", "\r").encode("cp1252"),
    "with rows and columns left over": GOOD.replace("\n", ",,\r\n").encode()
    + b",,,,,,,,,,\r\n" * 3,
}
SECRET = "Zebedee Xyzzyton"
PATIENCE = 180_000  # milliseconds: where two publish on a busy machine, one waits for the other


def drop(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(files=[file])  # type: ignore[list-item]


def publish(page: Page, why: str) -> None:
    page.wait_for_selector("section.changes", timeout=PATIENCE)
    page.get_by_label("A line for the history").fill(why)
    page.locator("[data-testid=stFormSubmitButton] button").first.click()
    page.wait_for_selector("text=Undo this", timeout=PATIENCE)


def filled_in(template: bytes) -> bytes:
    """The template as an officer would fill it in."""
    rows = list(csv.DictReader(io.StringIO(template.decode("utf-8-sig"))))
    for n, row in enumerate(rows):
        row |= {"numerator": str(30 + n), "denominator": "55"}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def test_an_officer_adds_a_quarter_sees_it_and_takes_it_back(visit: Visit) -> None:
    """Template, fill in, drop, preview, publish, undo. Whoever has a page open is told."""
    started = time.monotonic()
    idle = visit.context.new_page()
    idle.clock.install()
    idle.goto(f"{visit.address}/about")
    idle.wait_for_selector("footer")
    page = visit.open("/add")
    template = get_template(page, WORK, "Work experience")
    drop(page, "quarters.csv", filled_in(template))
    page.wait_for_selector("section.changes", timeout=PATIENCE)
    said = page.locator("section.changes").inner_text()
    assert "1 new figure" in said and "Invented figures give way to real ones" in said
    page.get_by_text("Before", exact=True).wait_for()  # one, or Playwright complains
    publish(page, "The first real quarters")
    idle.clock.fast_forward("01:05")
    idle.get_by_text("Newer figures were published").wait_for()
    idle.close()
    page.get_by_role("link", name=WORK).click()
    page.wait_for_selector("[data-ready=indicator]")
    assert "of 55" in page.locator("article").first.inner_text()
    assert "Invented" not in page.locator("h1").inner_text()
    page.get_by_role("link", name="Add figures").click()
    page.get_by_role("button", name="Undo this").click()
    page.wait_for_selector("text=Undone. Everybody", timeout=PATIENCE)
    print(f"From the file to the chart and back: {time.monotonic() - started:.0f} s")
    again = visit.open("/indicator?id=work_experience")
    assert "Invented" in again.locator("h1").inner_text()


def test_a_list_stays_open_for_whoever_clicks_into_it_while_its_fold_opens(visit: Visit) -> None:
    """A browser scrolls a fold that opens to what is clicked in it, and a scroll shuts the list."""
    page = visit.open("/add")
    page.get_by_role("combobox", name="Measures", include_hidden=True).wait_for(state="attached")
    found = page.evaluate("""async () => {
        const fold = document.querySelector("[data-testid=stExpander] details");
        const box = fold.querySelector("[role=combobox]");
        fold.querySelector("summary").click();
        fold.getAnimations().forEach(opening => opening.pause());
        await new Promise(requestAnimationFrame);
        box.focus();
        return [document.activeElement === box, fold.getAnimations().length, fold.scrollTop];
    }""")
    assert found == [True, 1, 0], (
        "somebody is in the box, the fold still opens, and is not scrolled"
    )


@pytest.mark.parametrize("kind", AS_EXCEL_SAVES)
def test_whatever_excel_saves_can_be_dropped(visit: Visit, kind: str) -> None:
    page = visit.open("/add")
    drop(page, "extract.csv", AS_EXCEL_SAVES[kind])
    page.wait_for_selector("section.changes", timeout=PATIENCE)
    assert "1 row read" in page.locator("section.check").inner_text()


def test_everything_that_is_wrong_is_said_at_once_and_can_be_taken_away(visit: Visit) -> None:
    page = visit.open("/add")
    wrong = GOOD.replace("taking_part", "takng_part") + "feels_safe,2025-26 Q1,,,,50,40,,\n"
    drop(page, "wrong.csv", wrong.encode())
    page.wait_for_selector("text=Nothing was saved", timeout=PATIENCE)
    said = page.locator("section.check").inner_text()
    assert "2 things to put right" in said
    assert "Did you mean 'taking_part_in_reviews'" in said and "row 2, column A indicator" in said
    assert "row 3, column F numerator" in said
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this file with a column of problems").click()
    back = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert back.splitlines()[0].endswith("problems")
    assert "more than the denominator" in back
    wrong += "taking_part_in_reviews,2024-25 Q4,,,,31,45,,\n"
    drop(page, "wrong.csv", wrong.encode())
    page.get_by_text("1 row read. 2 things to put right.").wait_for()
    page.get_by_role("button", name="Leave these 2 rows out, and go on").click()
    page.wait_for_selector("section.changes", timeout=PATIENCE)
    assert "wrong.csv without rows 2 and 3" in page.locator("section.check").inner_text()


def test_a_workbook_is_refused_without_a_link_that_would_not_work(visit: Visit) -> None:
    page = visit.open("/add")
    drop(page, "quarter.xlsx", b"PK\x03\x04" + bytes(2000))
    page.wait_for_selector("text=Nothing was saved", timeout=PATIENCE)
    assert page.get_by_role("button", name="column of problems").count() == 0


def test_a_corrected_file_takes_the_place_of_the_one_of_its_name(visit: Visit) -> None:
    page = visit.open("/add")
    drop(page, "quarter.csv", GOOD.replace("taking_part", "takng_part").encode())
    page.wait_for_selector("text=Nothing was saved", timeout=PATIENCE)
    drop(page, "quarter.csv", GOOD.replace(",31,", ",30,").encode())
    page.wait_for_selector("section.changes", timeout=PATIENCE)
    assert "Nothing was saved" not in page.inner_text("[data-testid=stMain]")
    said = page.get_by_role("note").inner_text()
    assert said.startswith("quarter.csv: dropped again. The newest one counts")


def test_of_a_file_about_one_child_nothing_is_left_anywhere(visit: Visit, workplace: Path) -> None:
    page = visit.open("/add")
    rows = f"indicator,period,name,numerator,denominator\nfeels_safe,2025-26 Q1,{SECRET},1,1\n"
    drop(page, "names.csv", rows.encode())
    page.wait_for_selector("text=so it was not kept", timeout=PATIENCE)
    page.wait_for_timeout(500)
    assert SECRET not in page.content()
    assert page.locator("[data-testid=stFileChip]").count() == 0
    left = [f for f in workplace.rglob("*") if f.is_file() and SECRET.encode() in f.read_bytes()]
    assert left == []


@night
def test_what_a_scheduled_job_has_dropped_can_be_taken_in(visit: Visit, workplace: Path) -> None:
    inbox = workplace / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / "leisure.csv").write_text(f"{HEADER}\nleisure_offer_take_up,2025-26 Q1,,,,64,320,,\n")
    page = visit.open("/add")
    page.get_by_role("button", name="Check what is in the inbox").click()
    page.get_by_role("button", name="Publish what was added").click()
    page.wait_for_selector("text=From the inbox", state="detached", timeout=PATIENCE)
    assert "64 of 320" in visit.open("/indicator?id=leisure_offer_take_up").inner_text("article")


LABELS = [
    *("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "[x](javascript:alert(1))", ":red[x]"),
    *("'); DROP TABLE count; --", "<img src=x onerror=alert(1)>"),
]


@pytest.mark.parametrize("label", LABELS)
def test_a_label_that_would_do_something_does_nothing(visit: Visit, label: str) -> None:
    asked: list[str] = []
    visit.page.on("dialog", lambda dialog: asked.append(dialog.message))
    page = visit.open("/add")
    drop(page, "labels.csv", GOOD.replace(",,,31", f",sex,{label},31").encode())
    page.wait_for_selector("text=Nothing was saved", timeout=PATIENCE)
    assert asked == []
    assert page.locator("section.check script, section.check a").count() == 0


@pytest.mark.parametrize(("n", "label"), enumerate(LABELS))
def test_a_file_name_or_a_reason_that_would_do_something_does_nothing(
    visit: Visit, n: int, label: str
) -> None:
    asked: list[str] = []
    visit.page.on("dialog", lambda dialog: asked.append(dialog.message))
    said = label.replace("/", "")  # of a path, a browser gives only the last part
    page = visit.open("/add")
    row = GOOD.replace("taking_part_in_reviews", "feels_safe").replace(",31,", f",{31 + n},")
    drop(page, f"{said}.csv", row.encode())
    publish(page, said)
    for path in ("/history", "/indicator?id=feels_safe", "/add"):
        page = visit.open(path)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        main = page.locator("[data-testid=stMain]")
        assert main.locator("[href^=javascript], [onerror], [src=x]").count() == 0
        assert main.locator("[data-testid=stHtml] script, [class*=stMarkdownColored]").count() == 0
        if path == "/history":
            assert said in main.inner_text(), "it is said as it was written"
    assert asked == [] and visit.outside == []


def test_who_clicks_twice_publishes_once(visit: Visit, workplace: Path) -> None:
    """And what has begun is finished, whatever is clicked in the meantime."""
    page = visit.open("/add")
    drop(page, "extract.csv", GOOD.replace("taking_part_in_reviews", "life_skills_plan").encode())
    page.wait_for_selector("section.changes", timeout=PATIENCE)
    page.get_by_label("A line for the history").fill("Once")
    before = len(list((workplace / "editions").glob("*.duckdb")))
    page.locator("[data-testid=stFormSubmitButton] button").first.dblclick()
    page.wait_for_selector("[data-testid=stProgress]")
    page.get_by_role("link", name="History").click()
    page.wait_for_selector("[data-ready=history]")
    page.get_by_role("link", name="Add figures").click()
    page.wait_for_selector("text=Undo this", timeout=PATIENCE)
    page.wait_for_timeout(1000)
    assert len(list((workplace / "editions").glob("*.duckdb"))) == before + 1
    assert page.locator("[data-testid=stProgress]").count() == 0


def test_whoever_loads_the_page_again_while_it_publishes_is_told_what_came_of_it(
    visit: Visit,
) -> None:
    page = visit.open("/add")
    row = GOOD.replace("taking_part_in_reviews", "workforce_training")
    drop(page, "extract.csv", row.encode())
    page.wait_for_selector("section.changes", timeout=PATIENCE)
    page.get_by_role("button", name="Publish 1 new figure").click()
    bar = page.locator("[data-testid=stProgress]").first
    changes = page.locator("section.changes").bounding_box()
    at = bar.bounding_box()
    assert at and changes and at["y"] > changes["y"] + changes["height"], "where the button was"
    page.reload()
    page.wait_for_selector("text=is what everybody sees now", timeout=PATIENCE)
    page.get_by_role("button", name="Undo this").click()
    page.wait_for_selector("text=Undone. Everybody", timeout=PATIENCE)


def test_of_two_officers_who_publish_each_takes_back_their_own(
    browser: Browser, address: str
) -> None:
    """Ann publishes, Bob publishes, Ann presses Undo: both are told, and Bob's figure stays."""
    rows = {"dental_checks": "2019-20", "immunisations": "2019-20"}
    ann, bob = Visit(browser, address), Visit(browser, address)
    for visit, (name, year) in zip((ann, bob), rows.items(), strict=True):
        page = visit.open("/add")
        drop(page, f"{name}.csv", f"{HEADER}\n{name},{year},,,,331,773,,\n".encode())
        publish(page, name)
    ann.page.get_by_role("button", name="Undo this").click()
    ann.page.wait_for_selector("text=what others published stays", timeout=PATIENCE)
    bob.page.get_by_role("link", name="History").click()
    bob.page.wait_for_selector("[data-ready=history]")
    bob.page.get_by_role("link", name="Add figures").click()
    bob.page.wait_for_selector("text=Since then, what everybody sees has changed again")
    shown = [n for n in rows if "773" in str(ann.open(f"/indicator?id={n}").text_content("main"))]
    assert shown == ["immunisations"]
    ann.close()
    bob.close()


STEPS = ("Ann publishes", "Ann undoes", "Bob publishes", "Bob undoes")
ORDERS = [
    order
    for order in permutations(STEPS)
    if all(order.index(f"{who} publishes") < order.index(f"{who} undoes") for who in ("Ann", "Bob"))
]


@night
@pytest.mark.parametrize("n", range(len(ORDERS)), ids=map(", ".join, ORDERS))
def test_in_every_order_nobodys_figure_leaves_but_ones_own(
    browser: Browser, address: str, workplace: Path, n: int
) -> None:
    names = {"Ann": "dental_checks", "Bob": "immunisations"}
    visits = {who: Visit(browser, address) for who in names}
    expected: set[str] = set()
    for step in ORDERS[n]:
        who, does = step.split()
        page = visits[who].page
        if does == "publishes":
            page = visits[who].open("/add")
            row = f"{names[who]},{2010 + n}-{11 + n},,,,331,{871 + n},,"
            drop(page, f"{who}-{n}.csv", f"{HEADER}\n{row}\n".encode())
            publish(page, step)
            expected |= {who}
        else:
            page.get_by_role("button", name="Undo this").click()
            page.wait_for_selector("text=Undone. Everybody", timeout=PATIENCE)
            expected -= {who}
        edition = current_edition(workplace / "editions")
        figures = {w: edition.measurements(name) for w, name in names.items()}
        shown = {
            w
            for w, ours in figures.items()
            if any((m.numerator, m.denominator) == (331, 871 + n) for m in ours)
        }
        assert shown == expected, step
    for visit in visits.values():
        visit.close()


@night
def test_what_the_panel_saw_can_be_read_again_and_an_extract_put_back(visit: Visit) -> None:
    page = visit.open("/add")
    drop(page, "extract.csv", GOOD.encode())
    publish(page, "Quarter 1")
    page = visit.open("/history")
    assert (
        "Quarter 1"
        in page.locator("[data-ready=history]").locator("xpath=ancestor::body").inner_text()
    )
    page.get_by_role("button", name="Withdraw it: see what would change").click()
    page.wait_for_selector("section.changes", timeout=PATIENCE)
    assert "Taking part in their own review" in page.locator("h3", has_text="review").inner_text()
    assert "1 figure that is taken away" in page.locator("section.changes").inner_text()
    page.get_by_role("button", name="Withdraw it, and publish").click()
    page.wait_for_selector("text=say why it is withdrawn")
    page.get_by_label("Why? The history keeps the reason.").fill("The wrong quarter")
    page.get_by_role("button", name="Withdraw it, and publish").click()
    page.wait_for_selector("text=Done, and published", timeout=PATIENCE)
    assert "of 45" not in visit.open("/indicator?id=taking_part_in_reviews").inner_text("article")
    page = visit.open("/history")
    page.get_by_role("button", name="Put it back: see what would change").wait_for()
    choose(page.get_by_role("combobox", name="Edition"), "Quarter 1")
    page.get_by_role("button", name="Read the pages as they were").click()
    page.wait_for_selector("text=These are the pages as they were", timeout=PATIENCE)
    page.get_by_role("button", name="Back to what everybody sees now").click()
    page.wait_for_selector("text=These are the pages as they were", state="detached")


@night
def test_two_files_of_one_name_and_minute_are_told_apart(visit: Visit) -> None:
    """A list that shows the same words twice takes one file for the other."""
    page = visit.open("/add")
    for n, name in enumerate(("taking_part_in_reviews", "life_skills_plan")):
        row = GOOD.replace("taking_part_in_reviews", name).replace(",31,", f",{38 + n},")
        drop(page, "twins.csv", row.replace("2025-26 Q1", "2023-24 Q1").encode())
        page.get_by_role("button", name="Keep as a draft").click()
        page.wait_for_selector("text=Kept as a draft")
        page = visit.open("/add")
    page = visit.open("/history")
    box = page.get_by_role("combobox", name="Extract")
    options = offered(box)
    assert len(options) == len(set(options)) >= 2
    choose(box, "twins.csv")
    page.get_by_role("button", name="Let the draft stand: see what would change").click()
    page.wait_for_selector("section.changes", timeout=PATIENCE)
    page.locator("h3", has_text="up to date plan").first.wait_for()


def test_what_was_decided_a_moment_ago_can_be_undone(visit: Visit) -> None:
    page = visit.open("/add")
    drop(page, "extract.csv", GOOD.replace("2025-26 Q1", "2025-26 Q3").encode())
    publish(page, "Quarter 3")
    page = visit.open("/history")
    page.get_by_role("button", name="Withdraw it: see what would change").click()
    page.get_by_role("button", name="Leave it as it is").click()
    page.get_by_role("button", name="Withdraw it: see what would change").click()
    page.get_by_label("Why? The history keeps the reason.").fill("A slip")
    page.get_by_role("button", name="Withdraw it, and publish").click()
    page.get_by_role("button", name="Undo this").click()
    page.wait_for_selector("text=Undone. Everybody", timeout=PATIENCE)
    page.get_by_role("button", name="Withdraw it: see what would change").wait_for()
    assert "October to December 2025" in visit.open(
        "/indicator?id=taking_part_in_reviews"
    ).inner_text("[data-testid=stMain]")


@night
def test_a_file_that_was_withdrawn_is_not_published_by_dropping_it_again(visit: Visit) -> None:
    rows = GOOD.replace("2025-26 Q1", "2025-26 Q2").encode()
    page = visit.open("/add")
    drop(page, "again.csv", rows)
    publish(page, "Quarter 2")
    page.get_by_role("button", name="Undo this").click()
    page.wait_for_selector("text=Undone. Everybody", timeout=PATIENCE)
    drop(page, "again.csv", rows)
    page.wait_for_selector("text=there is nothing to publish", timeout=PATIENCE)
    assert "was withdrawn, and stays so" in page.locator("section.changes").inner_text()
