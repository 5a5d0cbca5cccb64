"""The floor: the least a Streamlit + Plotly page can be, with every setting left as it comes.

One widget that changes one line chart of ten points. `benchmarks/pages.py` starts it beside the
product and prints what the product costs as a share of this. It imports nothing of the product.
"""

import plotly.graph_objects as go
import streamlit as st

YEARS = list(range(2016, 2026))
PERCENT = {
    "Nottinghamshire": [52, 54, 51, 55, 53, 55, 55, 52, 50, 51],
    "East Midlands": [50, 51, 52, 52, 53, 52, 54, 55, 54, 55],
    "England": [49, 50, 51, 52, 53, 52, 55, 56, 55, 57],
}

st.title("One chart")
area = st.selectbox("Area", list(PERCENT))
st.plotly_chart(go.Figure(go.Scatter(x=YEARS, y=PERCENT[area], mode="lines")))
