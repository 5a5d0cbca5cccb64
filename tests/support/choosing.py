"""Choosing on a page as a person does: who looks after each step whether it did what it should, and
does again what was lost while a slow machine was drawing.
"""

from pathlib import Path

from playwright.sync_api import ElementHandle, Locator, Page, TimeoutError

_TRIES = 5
_PATIENCE = 20_000  # milliseconds, of each try

_IS_OPEN = "fold => fold.open && !fold.getAnimations().length"
_IS_CHOSEN = """
([box, option]) => {
  const tags = box.closest("[data-testid=stMultiSelect]")?.querySelectorAll("[data-tag]");
  return tags ? [...tags].some(tag => tag.innerText.includes(option)) : box.value.includes(option);
}
"""


def get_template(page: Page, measure: str, typed: str) -> bytes:
    """The file to fill in for one measure, as the page gives it. `typed`: what finds the measure in
    the list."""
    unfold(page, "Get a file to fill in")
    choose(page.get_by_role("combobox", name="Measures"), measure, typed)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file to fill in (CSV)").click()
    return Path(download.value.path()).read_bytes()


def unfold(page: Page, title: str) -> None:
    """Open what is folded away under a title, and wait until it has opened."""
    fold = page.locator("details", has=page.locator("summary", has_text=title))
    for _ in range(_TRIES):
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        if _comes_true(page, _IS_OPEN, fold.element_handle()):
            return
    raise AssertionError(f"'{title}' does not open")


def choose(box: Locator, option: str, typed: str = "") -> None:
    """Choose the first option of a list that has these words, and leave the list. `typed`: what is
    typed to narrow the list down."""
    for _ in range(_TRIES):
        try:
            _open_list(box)
            if typed and box.input_value() != typed:
                box.fill(typed)
            box.page.get_by_role("option", name=option).first.click(timeout=_PATIENCE)
        except TimeoutError:
            pass  # the list closed, or the option left it because it is chosen: the next line looks
        if _comes_true(box.page, _IS_CHOSEN, [box.element_handle(), option]):
            return _leave_list(box)
    raise AssertionError(f"'{option}' cannot be chosen")


def offered(box: Locator) -> list[str]:
    """What a list offers, which stays open."""
    _open_list(box)
    return box.page.get_by_role("option").all_inner_texts()


def _open_list(box: Locator) -> None:
    options = box.page.get_by_role("option")
    for _ in range(_TRIES):
        if not options.first.is_visible():
            box.click()
        try:
            return options.first.wait_for(timeout=_PATIENCE)
        except TimeoutError:
            continue
    raise AssertionError("the list does not open")


def _leave_list(box: Locator) -> None:
    """By Tab: Escape would clear what was chosen, were the list closed."""
    a_list = box.page.get_by_role("listbox")
    for _ in range(_TRIES):
        if a_list.is_visible():
            box.press("Tab")
        try:
            return a_list.wait_for(state="hidden", timeout=_PATIENCE)
        except TimeoutError:
            continue
    raise AssertionError("the list does not close")


def _comes_true(page: Page, what: str, of: ElementHandle | list[object]) -> bool:
    try:
        page.wait_for_function(what, arg=of, timeout=_PATIENCE)
    except TimeoutError:
        return False
    return True
