"""Word arithmetic: what is read, what is refused and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.errors import ExpressionError
from w2v_core.vectors.analogy_form import Analogy, read_analogy
from w2v_core.vectors.expression import MAX_LENGTH, MAX_NESTING, parse, quote, replace_word


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("king", {"king": 1}),
        ("king - man + woman", {"king": 1, "man": -1, "woman": 1}),
        ("king −man – boy", {"king": 1, "man": -1, "boy": -1}),
        ("-king", {"king": -1}),
        ("+king - -man", {"king": 1, "man": 1}),
        ("0.5*paris + .25 * rome+2.*oslo", {"paris": 0.5, "rome": 0.25, "oslo": 2}),
        ("cat + cat", {"cat": 2}),
        ("cat - cat + dog", {"cat": 0, "dog": 1}),
        ("paris - 2*(france - 0.5*(italy + 'new york'))",
         {"paris": 1, "france": -2, "italy": 1, "new york": 1}),
        ("-(a + b)-(c)", {"a": -1, "b": -1, "c": -1}),
        ("well-known - wine-dark-", None),
        ("well-known - wine-dark", {"well-known": 1, "wine-dark": -1}),
        ("king- man", {"king": 1, "man": -1}),
        ("rock'n'roll + don't", {"rock'n'roll": 1, "don't": 1}),
        ('"new york" + \'say "hi"\' + “los angeles”',
         {"new york": 1, 'say "hi"': 1, "los angeles": 1}),
        ('2*"2024" + "-" + "("', {"2024": 2, "-": 1, "(": 1}),
        ("<num> + 猫 + 🐈\u200d⬛ + naïve", {"<num>": 1, "猫": 1, "🐈\u200d⬛": 1, "naïve": 1}),
        ("1st + 2.5.1", {"1st": 1, "2.5.1": 1}),
        ("  \n king\t", {"king": 1}),
    ],
)  # fmt: skip
def test_is_read(text: str, weights: dict[str, float] | None) -> None:
    if weights is None:
        with pytest.raises(ExpressionError, match="missing after -"):
            parse(text)
    else:
        assert parse(text) == weights


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", 0, "such as king - man"),
        ("   ", 0, "such as king - man"),
        ("cat / 2", 4, "cannot be divided"),
        ("cat/dog", 3, "cannot be divided"),
        ("/cat", 0, "cannot be divided"),
        ("cat +", 5, "missing after +"),
        ("cat + + dog", 6, "missing after +"),
        ("cat - - - dog", 8, "missing after -"),
        ("+", 1, "missing after +"),
        ("*cat", 0, "missing before *"),
        ("2*", 2, "missing after *"),
        ("2*3*cat", 2, "stands alone|missing"),
        ("()", 1, "missing after ("),
        ("cat + 'dog", 6, "no partner"),
        ('cat"', 3, "no partner"),
        ("''", 0, "are empty"),
        ("(cat + dog", 0, "not closed"),
        ("2*(cat + (dog)", 2, "not closed"),
        ("cat)", 3, "closes nothing"),
        ("(cat dog)", 5, "between cat and dog"),
        ("king man", 5, "between king and man"),
        ("'new york' city", 11, "between 'new york' and city"),
        ("5", 0, "number 5 .* stands alone"),
        ("cat + 5", 6, "number 5 .* stands alone"),
        ("2 cat", 0, "number 2 .* stands alone"),
        ("cat*2", 3, "goes first"),
        ("2000000*cat", 0, "over the limit of 1,000,000"),
        ("9" * 400 + "*cat", 0, "over the limit"),
        ("cat - cat", 0, "cancels to zero"),
        ("0*cat", 0, "cancels to zero"),
        ("0.1*a + 0.2*a - 0.3*a", 0, "cancels to zero"),  # 5.6e-17 in floating point
        ("3*(a - b) - 3*a + 3*b", 0, "cancels to zero"),
        ("(" * (MAX_NESTING + 1) + "a" + ")" * (MAX_NESTING + 1), MAX_NESTING, "nested more than"),
        ("(" * 9000, MAX_NESTING, "nested more than"),
        ("a" * (MAX_LENGTH + 1), MAX_LENGTH, "10,001 characters; at most 10,000"),
    ],
)  # fmt: skip
def test_is_refused_with_the_place(text: str, position: int, message: str) -> None:
    pattern = message.replace("+", r"\+").replace("*", r"\*").replace("(", r"\(")
    with pytest.raises(ExpressionError, match=pattern.replace(r".\*", ".*")) as caught:
        parse(text)
    assert caught.value.position == position


def test_brackets_may_be_nested_to_the_limit() -> None:
    text = "-2*(" * 10 + "(" * (MAX_NESTING - 10) + "a" + ")" * MAX_NESTING
    assert parse(text) == {"a": 2.0**10}


@given(st.text(max_size=60) | st.text("()+-−*/'\"ab1. ", max_size=40))
def test_any_text_gives_weights_or_an_error_with_its_place(text: str) -> None:
    refused, weights = None, {}
    try:
        weights = parse(text)
    except ExpressionError as error:
        refused = error
    if refused is None:
        assert all(word for word in weights)
        assert any(weights.values())
    else:
        assert 0 <= refused.position <= len(text)
        assert str(refused)


def quoted(word: str) -> str:
    return f'"{word}"' if '"' not in word else f"'{word}'"


WORDS = st.text(min_size=1, max_size=8).filter(lambda word: not {'"', "'"} <= set(word))
WEIGHTS = st.integers(1, 4000).map(lambda n: n / 4)  # exact in binary: sums have no rounding


@given(st.lists(st.tuples(st.sampled_from("+-"), WEIGHTS, WORDS), min_size=1, max_size=8))
def test_weights_add_up_per_word(terms: list[tuple[str, float, str]]) -> None:
    expected: dict[str, float] = {}
    for sign, weight, word in terms:
        expected[word] = expected.get(word, 0.0) + (weight if sign == "+" else -weight)
    text = " ".join(f"{sign} {weight} * {quoted(word)}" for sign, weight, word in terms)
    if any(expected.values()):
        assert parse(text) == expected
    else:
        with pytest.raises(ExpressionError, match="cancels"):
            parse(text)


TREES = st.recursive(
    st.sampled_from(["cat", "dog", "'new york'"]).map(lambda word: (word, {word.strip("'"): 1.0})),
    lambda inner: st.lists(st.tuples(st.integers(-3, 3), inner), min_size=1, max_size=3).map(
        lambda terms: (
            "(" + " + ".join(_term(weight, text) for weight, (text, _) in terms) + ")",
            _total(terms),
        )
    ),
    max_leaves=12,
)


def _term(weight: int, text: str) -> str:
    return f"{'-' if weight < 0 else ''}{abs(weight)}*{text}"


def _total(terms: list[tuple[int, tuple[str, dict[str, float]]]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for weight, (_, weights) in terms:
        for word, value in weights.items():
            total[word] = total.get(word, 0.0) + weight * value
    return total


@given(TREES)
def test_weights_distribute_over_brackets(tree: tuple[str, dict[str, float]]) -> None:
    text, expected = tree
    if any(expected.values()):
        assert parse(text) == expected
    else:
        with pytest.raises(ExpressionError, match="cancels"):
            parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("man : king :: woman : ?", ("man", "king", "woman", "")),
        ("man:king::woman:?", ("man", "king", "woman", "")),
        ("man : king :: woman", ("man", "king", "woman", "")),
        ("  man:king :: woman :  ", ("man", "king", "woman", "")),
        ("man : king :: woman : queen", ("man", "king", "woman", "queen")),
        ("\"new york\" : usa :: “a:b” : 'x y'", ("new york", "usa", "a:b", "x y")),
        ("don't : do :: well-known : +", ("don't", "do", "well-known", "+")),
    ],
)
def test_an_analogy_is_read(text: str, words: tuple[str, ...]) -> None:
    assert read_analogy(text) == Analogy(*words)


@pytest.mark.parametrize(
    "text", ["", "king - man + woman", "std::vector - queue", ":red[x]", "a::b:c", "12:30 + noon"]
)
def test_a_text_of_another_form_is_no_analogy(text: str) -> None:
    assert read_analogy(text) is None


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("new york : usa :: paris : ?", 4, "a colon should stand at character 5; got york"),
        ("a : b : c :: d", 6, ":: should stand"),
        (": a :: b", 0, "a word should stand"),
        ("a : :: b", 4, "a word should stand"),
        ("a : b ::", 8, "nothing follows"),
        ("a : b :: c : d e", 15, "the end should stand"),
        ("a : b :: c :: d", 11, "a colon should stand"),
    ],
)
def test_a_broken_analogy_is_refused_with_the_place(text: str, position: int, message: str) -> None:
    with pytest.raises(ExpressionError, match=message) as caught:
        read_analogy(text)
    assert caught.value.position == position


@given(st.text("ab: ?'\"“”\n", max_size=30) | st.text(max_size=40))
def test_any_text_is_an_analogy_or_none_or_an_error_with_its_place(text: str) -> None:
    refused, found = None, None
    try:
        found = read_analogy(text)
    except ExpressionError as error:
        refused = error
    assert found is None or all(found[:3])
    assert refused is None or 0 <= refused.position <= len(text)


@given(WORDS, WORDS, WORDS)
def test_quoted_words_make_an_analogy(a: str, b: str, c: str) -> None:
    text = f"{quoted(a)} : {quoted(b)} :: {quoted(c)} : ?"
    assert read_analogy(text) == Analogy(a, b, c, "")


@given(WORDS)
def test_a_word_is_quoted_where_it_has_to_be(word: str) -> None:
    assert parse(quote(word)) == {word: 1}
    assert quote("king") == "king"


@pytest.mark.parametrize(
    ("text", "old", "new", "after"),
    [
        ("king - man + womn", "womn", "woman", "king - man + woman"),
        ("woman's + woman", "woman", "man", "woman's + man"),
        ("woman - man", "man", "boy", "woman - boy"),
        ("a + a", "a", "b", "b + a"),
        ("2*('new yrk' - a)", "new yrk", "new york", '2*("new york" - a)'),
        ("a + b", "c", "d", "a + b"),
        ("a + 'b", "a", "d", "a + 'b"),
    ],
)
def test_a_word_is_replaced_where_it_stands_alone(
    text: str, old: str, new: str, after: str
) -> None:
    assert replace_word(text, old, new) == after
