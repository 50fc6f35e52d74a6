"""Tests of what the folder of the same name in w2v_core holds."""
