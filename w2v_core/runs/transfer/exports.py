"""A run's vectors as a file, here or in a process of its own, so that a server stays free.

    python -m w2v_core.runs.transfer.exports < job.json

Leaves out: the formats (`vectors.files`), and the run as a whole (`run_zip`).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from w2v_core.host import jobs
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.files import projector_tsv
from w2v_core.vectors.files.formats import save

_PREFIX = ".coming-"  # of what is swept away if this process is killed
_MODULE = "w2v_core.runs.transfer.exports"
_WORDS = jobs.Words("Exporting", "The file", "export fewer words")


def export_vectors(run: RunFolder, path: Path, words: int | None = None) -> None:
    """Write the most frequent words, all if None, in the format of the file's suffix.

    Raises
    ------
    RunError
        If the run has no vectors.
    FormatError
        If the suffix is not known, or the file cannot be written.
    """
    vectors = run.vectors()
    if words is not None:
        vectors = vectors.most_frequent(words)
    if path.suffix.lower() == projector_tsv.SUFFIX:
        projector_tsv.save_projector(vectors, path)
    else:
        save(vectors, path)


def exported(run: RunFolder, file_name: str, words: int, part: str = "") -> bytes:
    """What `export_vectors` writes into a file of that name, by a process of its own.

    Parameters
    ----------
    run : RunFolder
    file_name : str
        Its end says the format.
    words : int
        The most frequent ones, so many.
    part : str
        Which file to give, where a format is of several; else the one of that name.

    Raises
    ------
    W2VError
        With the message of whatever was raised there, or if the process was killed.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=run.home.uploads) as folder:
        path = Path(folder) / file_name
        jobs.result(_MODULE, {"run": str(run.path), "path": str(path), "words": words}, _WORDS)
        return (path.with_name(part) if part else path).read_bytes()


def _do(job: jobs.Job, _tell: object) -> None:
    export_vectors(RunFolder(Path(job["run"])), Path(job["path"]), job["words"])


if __name__ == "__main__":
    sys.exit(jobs.serve(_do, _WORDS))
