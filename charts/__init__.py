"""Charts: one specification, drawn as SVG or in Plotly, and written as a table, CSV and words.

Pages and reports may import it; it imports schemas, metrics and Plotly, and no Streamlit.
"""
