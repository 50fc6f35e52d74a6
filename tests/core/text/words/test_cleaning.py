"""Lines and documents that are dropped, against plain loops over whole documents."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2v_core.text.words import fingerprints, repetition, tokenizing
from w2v_core.text.words.cleaning import CleaningConfig, CleaningCount, PreviewLine, clean, preview
from w2v_core.text.words.fingerprints import Fingerprints
from w2v_core.text.words.tokenizing import TokenizerConfig, tokens

LINES = st.lists(st.sampled_from(["a", "b", " a ", "c d", "", "  ", "e"]), max_size=6)
DOCUMENTS = st.lists(LINES, max_size=8)
CONFIGS = st.builds(CleaningConfig, st.booleans(), st.booleans(), st.booleans())


def written(documents: list[list[str]]) -> str:
    """As it comes from reading: every document is followed by its mark."""
    return "".join("".join(f"{line}\n" for line in lines) + "\f\n" for lines in documents)


def reference(
    documents: list[list[str]], config: CleaningConfig
) -> tuple[list[list[str]], CleaningCount]:
    """Whole documents in memory, strings instead of fingerprints."""
    count = CleaningCount()
    contents = [tuple(line.strip() for line in lines if line.strip()) for lines in documents]
    again = [bool(each) and each in contents[:i] for i, each in enumerate(contents)]
    again = [config.duplicate_documents and each for each in again]
    counted = [
        set(each) for each, dropped in zip(contents, again, strict=True) if each and not dropped
    ]
    documents_of = Counter(itertools.chain.from_iterable(counted))
    common = {line for line, times in documents_of.items() if times > len(counted) / 2}
    if len(counted) < 3 or not config.boilerplate:
        common = set()
    seen: set[str] = set()
    found: list[list[str]] = []
    for lines, dropped in zip(documents, again, strict=True):
        count.duplicate_documents += dropped
        found.append([])
        for line in lines:
            text = line.strip()
            if dropped:
                count.duplicate_document_lines += bool(text)
            elif text in common:
                count.boilerplate_lines += 1
            elif text and text in seen and config.duplicate_lines:
                count.duplicate_lines += 1
            else:
                seen.add(text)
                found[-1].append(line)
    return found, count


@settings(deadline=None)
@given(DOCUMENTS, CONFIGS)
def test_equals_a_loop_over_whole_documents(
    documents: list[list[str]], config: CleaningConfig
) -> None:
    count = CleaningCount()
    text = "".join(clean(lambda: [written(documents)], config, count))
    expected, expected_count = reference(documents, config)
    assert text == written(expected)
    assert count == expected_count


@settings(deadline=None)
@given(DOCUMENTS, CONFIGS, st.lists(st.integers(0, 80), max_size=6), st.integers(4, 40))
def test_how_text_is_cut_into_blocks_makes_no_difference(
    documents: list[list[str]], config: CleaningConfig, cuts: list[int], piece: int
) -> None:
    text = written(documents)
    bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    blocks = [text[low:high] for low, high in itertools.pairwise(bounds)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokenizing, "PIECE", piece)
        assert "".join(clean(lambda: blocks, config)) == "".join(clean(lambda: [text], config))


def test_duplicate_documents_make_no_boilerplate() -> None:
    documents = [["story"]] * 4 + [["one"], ["two"]]
    count = CleaningCount()
    config = CleaningConfig(duplicate_documents=True, boilerplate=True)
    text = "".join(clean(lambda: [written(documents)], config, count))
    assert text.split() == ["story", "one", "two"]
    assert count == CleaningCount(duplicate_documents=3, duplicate_document_lines=3)


def test_text_is_read_again_only_if_it_must_be() -> None:
    read: list[int] = []

    def blocks() -> list[str]:
        read.append(1)
        return ["a\na\n"]

    assert list(clean(blocks)) == ["a\na\n"]
    assert list(clean(blocks, CleaningConfig(duplicate_lines=True))) == ["a\n"]
    assert len(read) == 2
    assert list(clean(blocks, CleaningConfig(boilerplate=True))) == ["a\na\n"]
    assert len(read) == 4


def test_the_last_line_needs_no_line_feed() -> None:
    text = "".join(clean(lambda: ["a\nb\na"], CleaningConfig(duplicate_lines=True)))
    assert text == "a\nb\n"


def test_more_lines_than_are_remembered_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprints, "MOST", 3 << 12)
    monkeypatch.setattr(tokenizing, "PIECE", 1 << 12)
    lines = [f"line {i}\n" for i in range(40_000)]
    text = "".join(clean(lambda: lines * 2, CleaningConfig(duplicate_lines=True)))
    kept = Counter(text.splitlines())
    assert len(kept) == 40_000
    assert 10_000 < sum(times == 1 for times in kept.values()) < 3 << 12


def test_more_lines_than_are_watched_hide_no_footer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repetition, "LINES_WATCHED", 100)
    documents = [[f"line {i} of {j}" for i in range(30)] + ["footer"] for j in range(20)]
    count = CleaningCount()
    text = "".join(clean(lambda: [written(documents)], CleaningConfig(boilerplate=True), count))
    assert "footer" not in text
    assert count == CleaningCount(boilerplate_lines=20)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(1, 5), max_size=50)))
def test_fingerprints_equal_a_set(batches: list[list[int]]) -> None:
    table, known = Fingerprints(), set[int]()
    for batch in batches:
        expected = []
        for each in (one or 1 for one in batch):
            expected.append(each not in known)
            known.add(each)
        assert table.add(batch).tolist() == expected


def test_fingerprints_grow_and_forget_nothing() -> None:
    table = Fingerprints()
    everything = list(range(1, 200_001))
    assert table.add(everything).all()
    assert not table.add(everything).any()
    assert table.add([200_001, 200_001]).tolist() == [True, False]


def test_a_preview_shows_lines_before_and_after() -> None:
    shown = preview(
        ["The Cat. It sat.", "\f", "Page 1", "\f", "Page 1", "\f", "page 2", "page 2", "..."],
        TokenizerConfig(stop_words=("the",)),
        CleaningConfig(duplicate_lines=True, duplicate_documents=True),
    )
    assert shown == [
        PreviewLine("The Cat. It sat.", (("cat",), ("it", "sat"))),
        PreviewLine("Page 1", (("page", "<num>"),)),
        PreviewLine("Page 1", (), "duplicate document"),
        PreviewLine("page 2", (("page", "<num>"),)),
        PreviewLine("page 2", (), "duplicate line"),
        PreviewLine("...", ()),
    ]


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("aB.é1 '中?"), max_size=12), max_size=6), CONFIGS)
def test_a_preview_is_what_becomes_of_the_text(lines: list[str], config: CleaningConfig) -> None:
    text = "".join(clean(lambda: ["".join(f"{line}\n" for line in lines)], config))
    shown = preview(lines, cleaning=config)
    assert [line.before for line in shown] == lines
    assert [list(words) for line in shown for words in line.after] == tokens(text)
