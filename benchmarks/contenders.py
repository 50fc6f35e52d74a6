"""One job of one contender, in a process of its own: it says how long it took.

    python -m benchmarks.contenders JOB.json

prints one line of JSON with the seconds, and the peak memory of the process in MB above what it
held when everything was imported. Leaves out: who is compared with whom (`__main__`).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import gensim.models
import numpy as np
from gensim.models.word2vec import LineSentence

from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.cooccurrence import count_pairs
from w2v_core.text.corpus import Corpus
from w2v_core.text.loading import load_corpus
from w2v_core.text.views.concordance import Concordance
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.text.words.tokenizing import TokenizerConfig
from w2v_core.vectors.files import formats
from w2v_core.vectors.word_vectors import WordVectors

Job = dict[str, Any]


def train_ours(job: Job) -> Job:
    """Train with this engine, from an encoded corpus."""
    algorithm = ALGORITHMS[job["model"]]
    corpus = Corpus.load(Path(job["corpus"]))
    config = algorithm.config_type(**job["settings"])
    with ThreadPoolExecutor(job["threads"]) as pool:
        executor = pool if job["threads"] > 1 else None
        trainer = algorithm.trainer(config, executor=executor, threads=job["threads"])
        started = time.perf_counter()
        vectors = trainer.fit(corpus)
        seconds = time.perf_counter() - started
    formats.save(vectors, Path(job["vectors"]))
    return {"seconds": seconds}


def train_gensim(job: Job) -> Job:
    """Train gensim's Word2Vec with the same settings on the same sentences, held in memory."""
    corpus = Corpus.load(Path(job["corpus"]))
    settings = job["settings"]
    sentences = [corpus.sentence(i) for i in range(corpus.n_sentences)]
    model = gensim.models.Word2Vec(
        sg=int(job["model"] == "sgns"),
        vector_size=settings["dim"],
        window=settings["window"],
        negative=settings["negative"],
        sample=settings["sample"],
        min_count=settings["min_count"],
        alpha=settings["learning_rate"],
        seed=settings["seed"],
        workers=job["threads"],
    )
    model.build_vocab(sentences)
    started = time.perf_counter()
    model.train(sentences, total_examples=len(sentences), epochs=settings["epochs"])
    seconds = time.perf_counter() - started
    words = model.wv.index_to_key
    counts = np.array([model.wv.get_vecattr(word, "count") for word in words])
    formats.save(WordVectors(Vocabulary(words, counts), model.wv.vectors), Path(job["vectors"]))
    return {"seconds": seconds}


def read_ours(job: Job) -> Job:
    """Read, tokenize at blanks, encode and store."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        corpus = load_corpus(
            job["text"], tokenizer=TokenizerConfig(split="spaces"), folder=Path(folder) / "corpus"
        )
        return {"seconds": time.perf_counter() - started, "tokens": len(corpus.ids)}


def read_gensim(job: Job) -> Job:
    """Read lines, split at blanks, count."""
    started = time.perf_counter()
    model = gensim.models.Word2Vec(min_count=5)
    model.build_vocab(LineSentence(job["text"]))
    return {"seconds": time.perf_counter() - started, "tokens": model.corpus_total_words}


def _made_vectors(job: Job) -> WordVectors:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((job["words"], job["dim"]), dtype=np.float32)
    words = [f"word{i}" for i in range(job["words"])]
    return WordVectors(Vocabulary(words, np.arange(job["words"], 0, -1)), vectors)


def _times(ask: Callable[[str], Any], words: int) -> Job:
    rng = np.random.default_rng(1)
    ask("word0")  # unit vectors are made on the first question
    seconds = []
    for i in rng.integers(0, words, 300):
        started = time.perf_counter()
        ask(f"word{i}")
        seconds.append(time.perf_counter() - started)
    return {"seconds": float(np.percentile(seconds, 95)), "median": float(np.median(seconds))}


def neighbors_ours(job: Job) -> Job:
    """95th percentile of the time for ten nearest neighbors."""
    vectors = _made_vectors(job)
    return _times(lambda word: vectors.neighbors(word, k=10), job["words"])


def neighbors_gensim(job: Job) -> Job:
    """The same from gensim's KeyedVectors."""
    vectors = _made_vectors(job)
    keyed = gensim.models.KeyedVectors(job["dim"])
    keyed.add_vectors(list(vectors.words), vectors.vectors)
    keyed.fill_norms()
    return _times(lambda word: keyed.most_similar(word, topn=10), job["words"])


def count_ours(job: Job) -> Job:
    """Count the pairs of a made text whose words follow Zipf's law."""
    rng = np.random.default_rng(0)
    share = 1 / np.arange(1, job["words"] + 1)
    cumulative = np.cumsum(share / share.sum())
    ids = np.empty(job["tokens"], dtype=np.int32)
    for low in range(0, len(ids), 1 << 20):
        part = ids[low : low + (1 << 20)]
        part[:] = np.searchsorted(cumulative, rng.random(len(part)))
    order = np.argsort(-np.bincount(ids, minlength=job["words"]), kind="stable")
    rank = np.argsort(order).astype(np.int32)
    counts = np.bincount(ids, minlength=job["words"])[order]
    seen = int((counts > 0).sum())
    starts = np.append(np.arange(0, len(ids), 25), len(ids))
    vocabulary = Vocabulary([f"w{i}" for i in range(seen)], counts[:seen])
    corpus = Corpus(rank[ids], starts, vocabulary)
    started = time.perf_counter()
    pairs = count_pairs(corpus, window=5)
    return {"seconds": time.perf_counter() - started, "pairs": int(pairs.nnz), "words": seen}


def read_large(job: Job) -> Job:
    """Read the same text over and over, as many files, in words, and store it."""
    files = [(f"copy {i}", Path(job["text"])) for i in range(job["copies"])]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        corpus = load_corpus(*files, folder=Path(folder) / "corpus")
        seconds = time.perf_counter() - started
        characters = corpus.notes["reading"]["characters"]
        return {"seconds": seconds, "characters": characters, "tokens": len(corpus.ids)}


def search_ours(job: Job) -> Job:
    """Every place of the most frequent word, sorted by its right context, and the first page."""
    concordance = Concordance(Corpus.load(Path(job["corpus"])))
    word = concordance.corpus.all_types.words[0]
    seconds = []
    for _ in range(6):
        started = time.perf_counter()
        hits = concordance.find(word, order="right")
        hits.page(0, 50)
        seconds.append(time.perf_counter() - started)
    return {"seconds": float(np.median(seconds[1:])), "first": seconds[0], "hits": len(hits)}


JOBS: dict[str, Callable[[Job], Job]] = {
    each.__name__: each
    for each in (
        train_ours,
        train_gensim,
        read_ours,
        read_gensim,
        neighbors_ours,
        neighbors_gensim,
        count_ours,
        read_large,
        search_ours,
    )
}


def megabytes(field: str) -> float:
    """A line of this process's status (Linux). getrusage would count its parent's memory, too."""
    status = Path("/proc/self/status").read_text("ascii")
    (line,) = (line for line in status.splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def main(job_path: str) -> None:
    """Run the job that the file describes."""
    job = json.loads(Path(job_path).read_text("utf-8"))
    imported = megabytes("VmRSS")
    done = JOBS[job["job"]](job)
    print(json.dumps(done | {"peak_mb": megabytes("VmHWM") - imported}))


if __name__ == "__main__":
    main(sys.argv[1])
