"""What the two ways to put an analogy into numbers are called, and how they differ.

Leaves out: the ways themselves (`w2v_core.vectors.direction`).
"""

from __future__ import annotations

from w2v_core.vectors.word_vectors import Method

METHODS: dict[Method, str] = {"3cosadd": "3CosAdd", "3cosmul": "3CosMul"}
