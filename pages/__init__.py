"""Pages: everything a person sees, one file each, run by `app.py`."""
