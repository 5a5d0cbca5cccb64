"""What a page is made of: its words and drawings as HTML, and the charts that can be taken away
from where they stand, their figures as CSV and their drawing as an image."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from charts.model.chart import Chart
from charts.model.table import csv_text
from charts.svg.font import with_font
from charts.svg.line_chart import small_multiples, svg
from pages.parts.html import show_html

CSV_BUTTON = "Download the numbers (CSV)"


@dataclass(frozen=True, slots=True)
class Downloads:
    """One chart, or several that stand together; `key` is the name of their files. Each is made
    when somebody asks for it, from what they show."""

    charts: tuple[Chart, ...]
    key: str

    def csv(self) -> bytes:
        """With a byte order mark, so that Excel reads it as UTF-8."""
        return csv_text(*self.charts).encode("utf-8-sig")

    def svg(self) -> str:
        """The drawing, with its font."""
        several = self.charts[1:]
        return with_font(small_multiples(self.charts) if several else svg(self.charts[0]))


Part = Markup | Downloads


def show_parts(parts: Iterable[Part]) -> None:
    """Draw them one under the other: what can be taken away as two buttons."""
    for part in parts:
        if isinstance(part, Markup):
            show_html(part)
        else:
            _show_buttons(part)


def _show_buttons(of: Downloads) -> None:
    drawing = f"Download the {'charts' if of.charts[1:] else 'chart'} (SVG image)"
    with st.container(horizontal=True, key=f"downloads-{of.key}"):
        _button(CSV_BUTTON, "csv", "text/csv", of.csv, of.key)
        _button(drawing, "svg", "image/svg+xml", of.svg, of.key)


def _button(label: str, ending: str, kind: str, made: Callable[[], str | bytes], key: str) -> None:
    st.download_button(
        label,
        made,
        file_name=f"{key}.{ending}",
        mime=kind,
        on_click="ignore",
        type="tertiary",
        key=f"{ending}-{key}",
    )
