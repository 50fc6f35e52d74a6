"""Folder: what lies in the folder of a run, a module for each kind of file."""
