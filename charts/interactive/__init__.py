"""A chart as a Plotly figure."""
