"""Who is reading, and whether they may publish just now."""

from collections.abc import Iterable
from time import time

import streamlit as st
from markupsafe import Markup

from access.identity import identify
from access.sign_in import home, to_sign_in
from access.sign_on import sign_on
from pages.parts.html import show_html
from schemas.person import Person, Role


def who_reads() -> Person:
    """Whoever is reading, by what came with their tab; of no role when its session has ended."""
    return identify(st.context.headers) or Person(role=None)


def may_publish(officer: Person, added_by: Iterable[str] = ()) -> bool:
    """Whether somebody may publish now; draws why not, and what to do. `added_by`: who added what
    would be published."""
    why = _why_not(officer, added_by)
    if why:
        show_html(Markup("<p role='note'>{}</p>").format(why))
    return not why


def _why_not(officer: Person, added_by: Iterable[str]) -> Markup | str:
    on = sign_on()
    if not officer.may(Role.PUBLISHER):
        return "Somebody who may publish has to do that. What you keep as a draft waits for them."
    if on.two_people and officer.name in added_by:
        return "You added it, so somebody else has to publish it. As a draft it waits for them."
    minutes = on.oidc and on.oidc.fresh_sign_in_minutes
    if minutes and time() - officer.proved > minutes * 60:
        return Markup(
            "Before you publish, keep what you dropped as a draft, and "
            '<a href="{}" target="_self">sign in again</a>. Then publish it from History.'
        ).format(to_sign_in(f"{home()}history", fresh=True))
    return ""
