"""Files of questions and of rated pairs: as their authors publish them, and files that lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.errors import FormatError
from w2v_core.evaluation.analogies import Section, read_questions
from w2v_core.evaluation.pairs import Pair, looks_like_pairs, read_pairs

CAT_DOG = [Pair("cat", "dog", 7.5), Pair("old", "new", 1.0)]

# The forms of the public sets, two lines of each, made up: separators, headings, the column of the
# rating, tags.
PUBLISHED = {
    "WordSim-353": ("Word 1,Word 2,Human (mean)\ncat,dog,7.5\nold,new,1\n", 3, "commas"),
    "WordSim-353, raters": (
        "Word 1,Word 2,Human (mean),1,2\ncat,dog,7.5,7,8\nold,new,1,1,1\n", 3, "commas",
    ),
    "SimLex-999": (
        "word1\tword2\tPOS\tSimLex999\tconc(w1)\tSD(SimLex)\r\n"
        "cat\tdog\tN\t7.5\t2.7\t.4\r\nold\tnew\tA\t1\t1.2\t.5\r\n", 4, "tabs",
    ),
    "SimVerb": ("cat\tdog\tV\t7.50\tSYNONYMS\nold\tnew\tV\t1.00\tNONE\n", 4, "tabs"),
    "MEN": ("cat dog 7.500000\nold new 1.000000\n", 3, "blanks"),
    "MEN, lemmas": ("cat-n dog-n 7.500000\nold-j new-j 1.000000\n", 3, "blanks"),
    "RG-65": ("cat;dog;7.5\nold;new;1\n", 3, "semicolons"),
    "MTurk": ("cat,dog,7.5\nold,new,1\n", 3, "commas"),
    "a German spreadsheet": ("Wort 1;Wort 2;Mittel\ncat;dog;7,5\nold;new;1,0\n", 3, "semicolons"),
    "with comments": ("# made up\ncat\tdog\t7.5\n#\nold\tnew\t1\n", 3, "tabs"),
    "numbered": (",a,b,score\n0,cat,dog,7.5\n1,old,new,1\n", 4, "commas"),
    "named, not first": ("a,b,raters,score\ncat,dog,12,7.5\nold,new,9,1\n", 4, "commas"),
    "of an old Macintosh": ("cat,dog,7.5\rold,new,1", 3, "commas"),
    "a heading with blanks": ("Word 1 Word 2 Human\ncat dog 7.5\nold new 1\n", 3, "blanks"),
}  # fmt: skip


class TestReadQuestions:
    def test_reads_sections_and_words_with_spaces(self) -> None:
        text = "\ufeffa b c d\r\n: one\r\n\r\ne  f\tg h\r\n: two\nnew york\tusa\tparis\tfrance\n"
        with pytest.raises(FormatError, match=r"line 4: a question has 4 words.*got 2"):
            read_questions(text)
        assert read_questions(text.replace("e  f\tg h", "e  f g h")) == [
            Section("all", [("a", "b", "c", "d")]),
            Section("one", [("e", "f", "g", "h")]),
            Section("two", [("new york", "usa", "paris", "france")]),
        ]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "no question"),
            (": a\n\n: b\n", "no question"),
            (": a\na b c\n", "line 2: .*got 3 in 'a b c'"),
            ("a b c d e\n", "line 1: .*got 5"),
            ("a\tb\t\td\n", "line 1: .*got 4"),
        ],
    )
    def test_refuses_what_is_none(self, text: str, message: str) -> None:
        with pytest.raises(FormatError, match=message):
            read_questions(text)

    def test_refuses_unreadable_files(self, tmp_path: Path) -> None:
        with pytest.raises(FormatError, match="cannot be read: No such file"):
            read_questions(tmp_path / "q.txt")
        (tmp_path / "q.txt").write_bytes(b": a\na b c \xff\n")
        with pytest.raises(FormatError, match=r"q\.txt is not UTF-8: line 2"):
            read_questions(tmp_path / "q.txt")


class TestReadPairs:
    @pytest.mark.parametrize("name", PUBLISHED)
    def test_reads_what_is_published(self, name: str) -> None:
        text, column, separator = PUBLISHED[name]
        found = read_pairs(text)
        assert found.pairs == CAT_DOG
        assert (found.column, found.separator) == (column, separator)
        assert f"The rating is column {column}" in found.said
        assert "First: cat, dog, 7.5." in found.said
        assert looks_like_pairs(text)

    def test_says_what_it_took_for_the_rating(self) -> None:
        assert read_pairs(PUBLISHED["SimLex-999"][0]).said == (
            "The rating is column 4, SimLex999, between tabs. First: cat, dog, 7.5."
        )
        assert "Tags such as -n are taken off" in read_pairs(PUBLISHED["MEN, lemmas"][0]).said
        german = read_pairs(PUBLISHED["a German spreadsheet"][0])
        assert german.heading == "Mittel"
        assert "decimal" in german.said

    def test_leaves_words_with_dashes_alone(self) -> None:
        assert read_pairs("x-y cat 3\ndog-n hen-n 4").pairs[1].a == "dog-n"

    def test_reads_quotes_and_other_separators_within_a_word(self) -> None:
        assert read_pairs('"new york",city,8').pairs == [Pair("new york", "city", 8.0)]
        assert read_pairs("tiger\tcat, big\t1e1").pairs == [Pair("tiger", "cat, big", 10.0)]

    def test_a_broken_rating_is_no_reason_to_take_the_next_column(self) -> None:
        rows = [f"w{i}\tv{i}\t{i}\t{i % 7}" for i in range(20)]
        rows[5] = "w5\tv5\t-\t5"
        with pytest.raises(FormatError, match="line 6: two words and a number in column 3"):
            read_pairs("\n".join(rows))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "no rated pair"),
            ("# only\na,b,score\n", "no rated pair"),
            ("a,b,score\na,b,high\n", "line 2: two words and a number"),
            ("a,b,1\nc,d,high\n", "line 2"),
            ("a,b,1\nc,d\n", "line 2"),
            ("a,b,nan\nc,d,inf\n", "line 2"),
            ("a b\n", "line 1"),
            ("a,,1\n", "line 1"),
            ("a,b\rc,1\n", "line 1"),
            ("a," + "b" * 200_000 + ",1\n", "line 1"),
            ("a\t" + "b" * 2_000 + "\t1\n", "line 1"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_none(self, text: str, message: str) -> None:
        with pytest.raises(FormatError, match=message) as caught:
            read_pairs(text)
        assert len(str(caught.value)) < 250

    @given(st.text(alphabet=st.sampled_from('ab1,;\t \n.-#"\r:')))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        looks_like_pairs(text)
        try:
            found = read_pairs(text)
        except FormatError:
            return
        assert all(pair.a and pair.b for pair in found.pairs)
        assert found.said


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        (": capitals\na b c d\n", False),
        ("a b c d\n", False),
        ("a b c\n", False),
        ("", False),
        ("a b N 3\nc d V 4\n", True),
        ("a b 3\n", True),
        ("w1,w2,rating\na,b,3\n", True),
        ("a b 3\nc d 4\ne f\n", True),
        ("a b c d\ne f g 1984\nh i j k\n", False),
    ],
)
def test_pairs_are_told_from_questions(text: str, is_so: bool) -> None:
    assert looks_like_pairs(text) == is_so
