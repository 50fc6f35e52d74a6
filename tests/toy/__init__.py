"""Algorithms that nobody knows but these tests, through every door of the program."""
