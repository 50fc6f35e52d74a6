"""Drawing: pictures as plain data, without Streamlit."""
