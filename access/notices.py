"""A page of a few words, without any script, for whoever cannot be shown the dashboard."""

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

_PAGE = Markup(
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><style>'
    "body {{ margin: 4rem auto; padding: 0 1.5rem; max-width: 40rem; color: #0b0c0c; "
    "font: 1.2rem/1.5 sans-serif }} h1 {{ font-size: 2rem; line-height: 1.2 }} "
    "a, button {{ color: #12436d; font: inherit }}</style></head>"
    "<body><main><h1>{title}</h1><p>{words}</p>{more}</main></body></html>"
)
LINK = Markup('<p><a href="{}">{}</a></p>')
BUTTON = Markup('<form method="post" action="{}"><button>{}</button></form>')


def notice(title: str, words: str, more: str = "", status: int = 200, again: int = 0) -> Response:
    """A title and a sentence or two, with a LINK or a BUTTON of an address and its words; asked for
    again by itself after so many seconds."""
    headers = {"Refresh": str(again)} if again else {}
    return HTMLResponse(_PAGE.format(title=title, words=words, more=more), status, headers)
