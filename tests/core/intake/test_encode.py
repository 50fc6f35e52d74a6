"""Files to a stored corpus, here and in a process of its own."""

import itertools
import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from w2v_core.errors import CorpusError, ReadError, SettingError, W2VError
from w2v_core.host import jobs
from w2v_core.host.home import Home
from w2v_core.intake import encode
from w2v_core.intake.encode import EncodeEvent, encode_files, encode_in_process
from w2v_core.intake.patterns import limited
from w2v_core.text.files.reading import ReadOptions, TextFile
from w2v_core.text.phrases import PhraseConfig
from w2v_core.text.words.cleaning import CleaningConfig
from w2v_core.text.words.tokenizing import TokenizerConfig

TEXT = "The cat sat on the mat. It purred!\nThe dog ran 3.5 miles; the cat didn’t.\n"
CONFIG = TokenizerConfig()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    path = tmp_path / "pets.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """More text than is read before the first event comes."""
    path = tmp_path / "long.txt"
    path.write_text(TEXT * 800_000, "utf-8")
    return path


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")
def test_a_pattern_that_hangs_ends_the_reading(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.txt"
    path.write_text("fine words\n" + "a" * 60 + "!")
    monkeypatch.setattr(encode, "limited", partial(limited, seconds=0.2))
    with pytest.raises(SettingError, match=r"more than 0.2 s on one piece"):
        encode_files([("t.txt", path)], home, name="x", tokenizer=TokenizerConfig(pattern="(a+)+$"))
    assert list(home.corpora.iterdir()) == []


def test_phrases_that_are_taken_out_stay_apart_and_the_search_tells_how_far_it_is(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.txt"
    path.write_text("in new york\nto new york\nin red tape\nto red tape\nin to\n" * 20)
    monkeypatch.setattr(encode, "_EVENT_SECONDS", 0.0)
    events: list[EncodeEvent] = []
    config = PhraseConfig(passes=1, excluded=("new_york",))
    corpus = encode_files([("t.txt", path)], home, name="x", phrases=config, watch=events.append)
    assert corpus.sentence(0) == ["in", "new", "york"]
    assert corpus.sentence(2) == ["in", "red_tape"]
    assert corpus.notes["phrases"]["excluded"] == ["new_york"]
    shares = [event.phrases for event in events]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def left_over(home: Home) -> list[str]:
    return [each.name for each in home.corpora.iterdir() if each.name.startswith(".")]


def test_a_corpus_is_stored_under_its_hash_with_its_notes(home: Home, pets: Path) -> None:
    corpus = encode_files([("pets", pets)], home, name="Pets", tokenizer=CONFIG)
    assert corpus.sentence(0) == ["the", "cat", "sat", "on", "the", "mat"]
    assert corpus.sentence(2)[-2:] == ["cat", "didn't"]
    assert (corpus.n_sentences, corpus.name) == (3, "Pets")
    assert TokenizerConfig(**corpus.notes["tokenizer"]) == CONFIG
    assert corpus.notes["tokenized"]["cut"] == 0
    assert corpus.notes["reading"]["files"][0]["encoding"] == "UTF-8"
    again = home.corpus(corpus.content_hash)
    again.verify()
    assert again.notes == corpus.notes
    assert [each.name for each in home.corpora.iterdir()] == [corpus.content_hash]


def test_the_same_text_is_stored_once(home: Home, pets: Path, tmp_path: Path) -> None:
    first = encode_files([("pets", pets)], home, name="Pets", tokenizer=CONFIG)
    copy = tmp_path / "copy.txt"
    copy.write_text(TEXT.upper(), "utf-8")
    second = encode_files([("copy", copy)], home, name="Copy", tokenizer=CONFIG)
    assert second.content_hash == first.content_hash
    assert (second.name, second.other_names) == ("Pets", ("Copy",))
    again = encode_files([("copy", copy)], home, name="Copy", tokenizer=CONFIG)
    assert again.other_names == ("Copy",)
    assert first.document_names == second.document_names == ["pets"]
    assert len(home.list_corpora()) == 1
    assert left_over(home) == []


def test_a_damaged_corpus_is_stored_anew(home: Home, pets: Path) -> None:
    first = encode_files([("pets", pets)], home, name="Pets", tokenizer=CONFIG)
    (home.corpora / first.content_hash / "ids.bin").write_bytes(b"")
    second = encode_files([("pets", pets)], home, name="Pets", tokenizer=CONFIG)
    second.verify()
    assert second.content_hash == first.content_hash


def test_nothing_is_left_of_files_that_cannot_be_used(home: Home, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "dots.txt").write_text("... !!! \n")
    with pytest.raises(ReadError, match=r"empty\.txt is empty"):
        encode_files([("empty.txt", tmp_path / "empty.txt")], home, name="x", tokenizer=CONFIG)
    with pytest.raises(CorpusError, match="x holds no word"):
        encode_files([("dots.txt", tmp_path / "dots.txt")], home, name="x", tokenizer=CONFIG)
    assert list(home.corpora.iterdir()) == []


def test_a_process_stores_the_same_corpus(home: Home, pets: Path, tmp_path: Path) -> None:
    events = list(encode_in_process([("pets", pets)], home, name="Pets", tokenizer=CONFIG))
    assert events[-1].bytes_done == events[-1].bytes_total == pets.stat().st_size
    assert all(event.corpus_hash is None for event in events[:-1])
    assert events[-1].corpus_hash is not None
    corpus = home.corpus(events[-1].corpus_hash)
    assert events[-1].tokens == len(corpus.ids)
    other = encode_files([("pets", pets)], Home(tmp_path / "b"), name="Pets", tokenizer=CONFIG)
    assert other.content_hash == corpus.content_hash
    assert TokenizerConfig(**corpus.notes["tokenizer"]) == CONFIG


def test_progress_grows(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.txt"
    path.write_text(TEXT * 30_000, "utf-8")
    monkeypatch.setattr(encode, "_EVENT_SECONDS", 0.0)
    events: list[EncodeEvent] = []
    encode_files([("long", path)], home, name="x", tokenizer=CONFIG, watch=events.append)
    assert len(events) > 3
    for earlier, later in itertools.pairwise(events):
        assert earlier.bytes_done <= later.bytes_done <= later.bytes_total == path.stat().st_size
        assert earlier.tokens <= later.tokens
    assert events[0].tokens < events[-1].tokens <= 16 * 30_000
    assert all(event.seconds_left is not None for event in events)
    assert events[-1].seconds_left == 0


def test_the_process_is_told_which_column_and_what_to_clean(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "stored"  # its name says nothing, the shown one does
    path.write_text('id,title,body\n1,red cat,"a dog\nbarked"\n2,tall fish,a bird sang\n3,x,\n')
    file = TextFile("pets.csv", path, ReadOptions(column="title", label="id"))
    events = list(
        encode_in_process([file], home, name="x", cleaning=CleaningConfig(duplicate_lines=True))
    )
    assert events[-1].stored_as == "x"
    corpus = home.corpus(events[-1].corpus_hash or "")
    assert [corpus.sentence(i) for i in range(3)] == [["red", "cat"], ["tall", "fish"], ["x"]]
    assert corpus.document_names == [f"pets.csv row {row}" for row in (2, 3, 4)]
    assert list(corpus.document_labels) == ["1", "2", "3"]
    assert corpus.notes["reading"]["options"]["pets.csv"]["column"] == "title"
    assert corpus.notes["cleaning"]["duplicate_lines"] is True


def test_phrases_are_joined_and_documents_kept(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"text": "in new york. to new york. in to"}\n' * 20)
    file = TextFile("t.jsonl", path, ReadOptions(field="text", label="text"))
    corpus = encode_files([file], home, name="x", phrases=PhraseConfig())
    assert corpus.sentence(0) == ["in", "new_york"]
    assert corpus.n_documents == 20
    assert corpus.document_names[19] == "t.jsonl row 20"
    assert set(corpus.document_labels) == {"in new york. to new york. in to"}
    assert corpus.notes["phrases"]["count"] > 0
    assert left_over(home) == []


def test_the_message_of_the_process_arrives(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"\x89PNG" + bytes(100))
    with pytest.raises(W2VError, match=r"my cat\.png is a PNG image, not text"):
        list(encode_in_process([("my cat.png", path)], home, name="x", tokenizer=CONFIG))
    assert list(home.corpora.iterdir()) == []


def test_closing_the_iterator_ends_the_process(home: Home, long: Path) -> None:
    events = encode_in_process([("long", long)], home, name="x", tokenizer=CONFIG)
    first = next(events)
    assert 0 < first.bytes_done < first.bytes_total
    assert len(left_over(home)) == 1
    events.close()
    assert list(home.corpora.iterdir()) == []


def test_a_process_that_is_killed_is_a_sentence(
    home: Home, long: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = jobs.start

    def start_and_tell(module: str) -> subprocess.Popen[bytes]:
        started.append(start(module))
        return started[0]

    monkeypatch.setattr(jobs, "start", start_and_tell)
    events = encode_in_process([("long", long)], home, name="x", tokenizer=CONFIG)
    assert next(events).corpus_hash is None
    started[0].send_signal(signal.SIGKILL)
    with pytest.raises(W2VError, match="ended from outside"):
        list(events)
    assert home.list_corpora() == []


def child(job: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "w2v_core.intake.encode"]
    return subprocess.run(command, input=job, capture_output=True, check=False)


def test_the_exit_code_says_whose_fault_it_was(home: Home, pets: Path) -> None:
    job = {"files": [["p", str(pets), {}]], "home": str(home.root), "name": "p"}
    job |= {"cleaning": {}, "phrases": None}
    good = child(json.dumps(job | {"tokenizer": {}}).encode())
    assert (good.returncode, good.stderr) == (0, b"")
    bad = child(json.dumps(job | {"files": [], "tokenizer": {}}).encode())
    assert bad.returncode == 2
    assert "No file was given" in json.loads(bad.stdout)["error"]
    assert bad.stderr == b""
    broken = child(b"no job")
    assert broken.returncode == 1
    assert "nobody foresaw (JSONDecodeError)" in json.loads(broken.stdout)["error"]
    assert b"Traceback" in broken.stderr


def test_a_home_that_cannot_be_written_is_a_sentence(home: Home, pets: Path) -> None:
    home.root.write_text("a file, not a folder")
    with pytest.raises(W2VError, match="cannot be made: Not a directory"):
        list(encode_in_process([("pets", pets)], home, name="x", tokenizer=CONFIG))


def test_homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("W2V_HOME", str(tmp_path / "mine"))
    assert Home.default().root == tmp_path / "mine"
    monkeypatch.delenv("W2V_HOME")
    assert Home.default().root.name == ".w2v"
    home = Home(tmp_path / "other")
    assert not home.root.exists()
    assert all(folder.is_dir() for folder in (home.corpora, home.runs, home.uploads))


def test_lists_have_the_newest_first_and_leave_out_what_is_damaged(
    home: Home, tmp_path: Path
) -> None:
    hashes = []
    for i, text in enumerate(("one two", "three four five", "six seven")):
        path = tmp_path / "t.txt"
        path.write_text(text)
        corpus = encode_files([("t", path)], home, name=text, tokenizer=CONFIG)
        os.utime(home.corpora / corpus.content_hash, (i, i))
        hashes.append(corpus.content_hash)
    (home.corpora / hashes[1] / "corpus.json").write_text("[]")
    (home.corpora / "stray").mkdir()
    cards = home.list_corpora()
    assert [card.hash for card in cards] == [hashes[2], hashes[0]]
    assert (cards[0].name, cards[0].tokens, cards[0].types, cards[0].sentences) == (
        "six seven",
        2,
        2,
        1,
    )
    assert cards[0].folder == home.corpora / hashes[2]


@pytest.mark.parametrize("address", ["", "..", "../../etc", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_a_hash_from_an_address_leads_nowhere_else(home: Home, address: str) -> None:
    with pytest.raises(CorpusError, match="64 digits"):
        home.corpus(address)


def test_a_corpus_that_is_gone(home: Home) -> None:
    with pytest.raises(CorpusError, match="not stored here any more"):
        home.corpus("0" * 64)
