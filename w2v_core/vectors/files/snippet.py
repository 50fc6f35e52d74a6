"""Lines of Python that open a file of vectors in gensim, for a person to copy.

Leaves out: gensim itself; a test runs the lines.
"""

from __future__ import annotations

from w2v_core.vectors.files.formats import format_of

_WORD2VEC = """\
from gensim.models import KeyedVectors

path = {file!r}
vectors = KeyedVectors.load_word2vec_format(path{options})
print(vectors.most_similar({word!r}))
"""
_NPZ = """\
import numpy as np
from gensim.models import KeyedVectors

with np.load({file!r}) as file:
    joined = file["word_bytes"].tobytes()
    ends = file["word_offsets"].tolist()
    table = file["vectors"]
words = [joined[i:j].decode() for i, j in zip(ends, ends[1:])]
vectors = KeyedVectors(table.shape[1])
vectors.add_vectors(words, table)
print(vectors.most_similar({word!r}))
"""
_OPTIONS = {".bin": ", binary=True", ".glove.txt": ", no_header=True"}


def gensim_snippet(file_name: str, word: str) -> str:
    """What opens a file of that name, in the format that its end says, and asks for a word.

    Examples
    --------
    >>> print(gensim_snippet("pets.bin", "cat"))
    from gensim.models import KeyedVectors
    <BLANKLINE>
    path = 'pets.bin'
    vectors = KeyedVectors.load_word2vec_format(path, binary=True)
    print(vectors.most_similar('cat'))
    <BLANKLINE>
    """
    suffix = format_of(file_name).suffix
    template = _NPZ if suffix == ".npz" else _WORD2VEC
    return template.format(file=file_name, word=word, options=_OPTIONS.get(suffix, ""))
