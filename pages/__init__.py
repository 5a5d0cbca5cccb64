"""What people see. The only package that speaks Streamlit; it reads editions and nothing else."""
