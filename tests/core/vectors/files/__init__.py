"""Tests of files of vectors."""
