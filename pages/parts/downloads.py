"""Download buttons under a chart: its figures as CSV, its drawing as an image."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from charts.model.chart import Chart
from charts.model.table import csv_text
from charts.svg.font import with_font
from charts.svg.line_chart import svg


def downloads(chart: Chart, key: str) -> None:
    """Two buttons. The file is made when somebody asks for it, from what the chart shows."""
    with st.container(horizontal=True, key=f"downloads-{key}"):
        _button("Download the numbers (CSV)", chart, "csv", "text/csv", partial(_csv, chart), key)
        drawing = partial(_svg, chart)
        _button("Download the chart (SVG image)", chart, "svg", "image/svg+xml", drawing, key)


def _button(
    label: str, chart: Chart, ending: str, kind: str, made: Callable[[], str | bytes], key: str
) -> None:
    st.download_button(
        label,
        made,
        file_name=f"{chart.key}.{ending}",
        mime=kind,
        on_click="ignore",
        type="tertiary",
        key=f"{ending}-{key}",
    )


def _csv(chart: Chart) -> bytes:
    """With a byte order mark, so that Excel reads it as UTF-8."""
    return csv_text(chart).encode("utf-8-sig")


def _svg(chart: Chart) -> str:
    return with_font(svg(chart))
