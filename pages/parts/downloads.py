"""Download buttons under a chart: its figures as CSV, its drawing as an image."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from charts.model.chart import Chart
from charts.model.table import csv_text
from charts.svg.font import with_font
from charts.svg.line_chart import small_multiples, svg


def downloads(*charts: Chart, key: str) -> None:
    """Two buttons, of one chart or of several that stand together. The file is made when somebody
    asks for it, from what they show."""
    drawing = "charts" if charts[1:] else "chart"
    with st.container(horizontal=True, key=f"downloads-{key}"):
        _button("Download the numbers (CSV)", "csv", "text/csv", partial(_csv, charts), key)
        _button(
            f"Download the {drawing} (SVG image)",
            "svg",
            "image/svg+xml",
            partial(_svg, charts),
            key,
        )


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


def _csv(charts: Sequence[Chart]) -> bytes:
    """With a byte order mark, so that Excel reads it as UTF-8."""
    return csv_text(*charts).encode("utf-8-sig")


def _svg(charts: Sequence[Chart]) -> str:
    return with_font(small_multiples(charts) if charts[1:] else svg(charts[0]))
