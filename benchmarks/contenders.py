"""One contender trains once, in a process of its own, and says how long it took.

    python -m benchmarks.contenders JOB.json

prints one line of JSON: seconds of training, peak memory of the process in MB, and where the
vectors are. Reading and encoding the text is done before the clock starts, for both sides.
Leaves out: the comparison (`__main__`).
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from w2v_core.models.catalog import ALGORITHMS
from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors import formats
from w2v_core.vectors.word_vectors import WordVectors


def train_ours(model: str, settings: dict[str, Any], corpus: Corpus) -> tuple[float, WordVectors]:
    """Train with this engine."""
    algorithm = ALGORITHMS[model]
    trainer = algorithm.trainer(algorithm.config_type(**settings))
    started = time.perf_counter()
    vectors = trainer.fit(corpus)
    return time.perf_counter() - started, vectors


def train_gensim(
    model: str, settings: dict[str, Any], corpus: Corpus, workers: int
) -> tuple[float, WordVectors]:
    """Train gensim's Word2Vec with the same settings on the same sentences, held in memory."""
    from gensim.models import Word2Vec

    sentences = [corpus.sentence(i) for i in range(corpus.n_sentences)]
    gensim = Word2Vec(
        sg=int(model == "sgns"),
        vector_size=settings["dim"],
        window=settings["window"],
        negative=settings["negative"],
        sample=settings["sample"],
        min_count=settings["min_count"],
        alpha=settings["learning_rate"],
        seed=settings["seed"],
        workers=workers,
    )
    gensim.build_vocab(sentences)
    started = time.perf_counter()
    gensim.train(sentences, total_examples=len(sentences), epochs=settings["epochs"])
    seconds = time.perf_counter() - started
    words = gensim.wv.index_to_key
    counts = np.array([gensim.wv.get_vecattr(word, "count") for word in words])
    return seconds, WordVectors(Vocabulary(words, counts), gensim.wv.vectors)


def peak_megabytes() -> float:
    """Peak resident memory of this process (Linux). getrusage would count its parent's, too."""
    status = Path("/proc/self/status").read_text("ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main(job_path: str) -> None:
    """Run the job that the file describes."""
    job = json.loads(Path(job_path).read_text("utf-8"))
    corpus = Corpus.load(Path(job["corpus"]))
    if job["contender"] == "gensim":
        seconds, vectors = train_gensim(job["model"], job["settings"], corpus, job["threads"])
    else:
        seconds, vectors = train_ours(job["model"], job["settings"], corpus)
    peak = peak_megabytes()
    formats.save(vectors, Path(job["vectors"]))
    print(json.dumps({"seconds": seconds, "peak_mb": peak}))


if __name__ == "__main__":
    main(sys.argv[1])
