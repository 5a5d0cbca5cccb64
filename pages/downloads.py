"""Download buttons under a chart: its figures as CSV, its drawing as an image."""

from functools import partial

import streamlit as st

from charts.specification import Chart
from charts.svg import svg
from charts.table import csv_text


def downloads(chart: Chart, key: str) -> None:
    """Two buttons. The file is made when somebody asks for it, from what the chart shows."""
    with st.container(horizontal=True, key=f"downloads-{key}"):
        st.download_button(
            "Download the numbers (CSV)",
            partial(_csv, chart),
            file_name=f"{chart.key}.csv",
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            key=f"csv-{key}",
        )
        st.download_button(
            "Download the chart (SVG image)",
            partial(svg, chart),
            file_name=f"{chart.key}.svg",
            mime="image/svg+xml",
            on_click="ignore",
            type="tertiary",
            key=f"svg-{key}",
        )


def _csv(chart: Chart) -> bytes:
    """With a byte order mark, so that Excel reads it as UTF-8."""
    return csv_text(chart).encode("utf-8-sig")
