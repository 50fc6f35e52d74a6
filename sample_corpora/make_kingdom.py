"""Write kingdom.txt and kingdom.questions.txt: a small text with planted analogies.

Every word stands in a table: its row says what it is about (`king` and `queen` sit on a throne),
its column how it is inflected (`king` is a he, `queen` is a she). A sentence is made from one of
the two: from the row's own sentences or from those that every row of the table shares, with the
column's forms filled in. So `king - man + woman = queen` is true of this text because of the
company that the words keep. No sentence holds both words of a pair.

    *         the word itself
    {his}     a form that the word's column chooses: his, her
    [happy]   one of some words that any sentence may use

Run it to write both files again, always the same bytes. Leaves out: anything learned.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SEED = 1
FOLDER = Path(__file__).parent

Forms = dict[str, str]  # "{his}" → "his"; several to choose from are parted by "|"


class Table(NamedTuple):
    """Words that inflect alike."""

    columns: tuple[Forms, ...]
    shared: tuple[str, ...]  # sentences for every row, told apart by the columns' forms
    rows: dict[str, tuple[str, ...]]  # the words of a row, one a column → the row's own sentences
    relations: dict[str, tuple[int, int]]  # section of questions → the two columns it compares


FILLERS = {
    "happy": "happy|tired|hungry|quiet|brave",
    "clean": "clean|new|ready|lost",
    "someone": "everyone|somebody|the farmer|the teacher",
    "lovely": "lovely|famous|sunny",
    "opener": "||||and|but|so",
    "tail": "|||again|at noon|in the morning|in the evening",
}

MALE = {"he": "he", "his": "his", "himself": "himself", "tom": "Tom|Peter|Jack"}
FEMALE = {"he": "she", "his": "her", "himself": "herself", "tom": "Anna|Lucy|Mary"}
ONE = {"this": "this|that|one|every", "was": "was", "its": "its"}
MANY = {"this": "these|those|two|many", "was": "were", "its": "their"}
GROWN = {"big": "big|large|heavy", "old": "old|grown"}
YOUNG = {"big": "little|small|tiny", "old": "baby|newborn"}
NOW = {"today": "today|now", "is": "is", "has": "has"}
THEN = {"today": "yesterday|long ago", "is": "was", "has": "had"}
COUNTRY = {"land": "country|nation", "part": "villages|farms|coasts|valleys"}
CAPITAL = {"land": "city|town", "part": "streets|bridges|museums|suburbs"}

PEOPLE = Table(
    columns=(MALE, FEMALE),
    shared=(
        "{tom} is the name of this *",
        "the * said that {he} was [happy]",
        "{he} is a [happy] *",
        "the * looked at {himself}",
        "the * called {tom} found {his} hat",
        "the * lost {his} hat",
        "{tom} is a [happy] *",
        "{he} was once a *",
    ),
    rows={
        "man woman": (
            "the * took the bus to {his} office",
            "the * read {his} newspaper in the office",
            "the * bought a newspaper for the bus",
        ),
        "king queen": (
            "the * sat on {his} golden throne",
            "the * wore {his} golden crown",
            "the * ruled the kingdom from a throne",
        ),
        "boy girl": (
            "the * carried {his} schoolbag to class",
            "the * did {his} homework for school",
            "the * learned spelling at school",
        ),
        "prince princess": (
            "the * looked out of {his} castle tower",
            "the * slept in the castle",
            "a dragon guarded the * in the tower",
        ),
        "father mother": (
            "the * kissed {his} children good night",
            "the * put {his} children to bed",
            "my * told us a bedtime story",
        ),
        "brother sister": (
            "my * and I share our bedroom",
            "my * plays marbles in {his} bedroom",
            "my * is my twin",
        ),
        "actor actress": (
            "the * bowed on the stage",
            "the theater clapped for the *",
            "the * wore {his} costume on stage",
        ),
        "wizard witch": (
            "the * waved {his} magic wand",
            "the * cast a magic spell",
            "the * stirred {his} magic potion",
        ),
        "waiter waitress": (
            "the * carried glasses on {his} tray",
            "the * of the restaurant brought the menu",
            "the * dropped {his} tray in the restaurant",
        ),
    },
    relations={"male-female": (0, 1)},
)

NUMBER = (
    "{this} * {was} [clean]",
    "we saw {this} *",
    "[someone] found {this} *",
    "[someone] saw the * in {its} place",
)

ANIMALS = Table(
    columns=(GROWN | ONE, YOUNG | ONE, GROWN | MANY),
    shared=(
        *NUMBER,
        "{this} {big} * {was} asleep",
        "the {big} * found {its} way home",
        "{this} {old} * {was} [happy]",
        "the {old} * {was} {big}",
    ),
    rows={
        "cat kitten cats": (
            "the * purred on the sofa",
            "the * chased a mouse",
            "the * licked {its} whiskers and purred",
        ),
        "dog puppy dogs": (
            "the * barked at the postman",
            "the * chewed {its} bone",
            "the * barked and wagged {its} tail",
        ),
        "horse foal horses": (
            "the * galloped out of the stable",
            "the * sniffed {its} oats in the stable",
            "the * galloped over the fields",
        ),
        "cow calf cows": (
            "the * chewed hay in the meadow",
            "the * mooed in the meadow",
            "the * mooed and flicked {its} ears",
        ),
        "hen chick hens": (
            "the * clucked in the barn",
            "the * pecked at {its} corn",
            "the * pecked and clucked",
        ),
        "duck duckling ducks": (
            "the * quacked on the pond",
            "the * waddled to the pond",
            "the * waddled and quacked",
        ),
        "pig piglet pigs": (
            "the * rolled in the mud",
            "the * grunted at {its} trough",
            "the * grunted in the mud",
        ),
        "bear cub bears": (
            "the * growled in {its} cave",
            "the * licked wild honey",
            "the * took honey to {its} cave",
        ),
    },
    relations={"grown-young": (0, 1), "singular-plural-animals": (0, 2)},
)

THINGS = Table(
    columns=(ONE, MANY),
    shared=NUMBER,
    rows={
        "book books": (
            "the * of the library {was} on the shelf",
            "the library lent me the * with {its} pages",
        ),
        "apple apples": (
            "the * in the orchard {was} ripe",
            "[someone] picked the ripe * from the branch",
        ),
        "boat boats": (
            "the * sailed into the harbor",
            "the * in the harbor raised {its} sails",
        ),
        "flower flowers": (
            "the * bloomed in the garden",
            "bees flew to the * with {its} petals",
        ),
        "key keys": (
            "the * turned in the rusty lock",
            "the * hung beside the rusty door",
        ),
        "candle candles": (
            "[someone] lit the * with a match",
            "the * burned with {its} yellow flame",
        ),
        "coin coins": (
            "[someone] paid with the silver *",
            "the silver * {was} in the purse",
        ),
    },
    relations={"singular-plural-things": (0, 1)},
)

VERBS = Table(
    columns=(NOW, THEN),
    shared=(
        "{today} [someone] *",
        "[someone] * {today}",
        "{today} [someone] {is} [happy] and *",
        "[someone] {has} time and * {today}",
    ),
    rows={
        "eats ate": ("[someone] * bread with butter", "[someone] * butter and jam on toast"),
        "walks walked": ("[someone] * along the road", "[someone] * down the road to the mill"),
        "drinks drank": ("[someone] * a cup of tea", "[someone] * tea with lemon"),
        "writes wrote": ("[someone] * a letter on paper", "[someone] * a letter with blue ink"),
        "sings sang": ("[someone] * a merry song", "[someone] * the song in a choir"),
        "bakes baked": ("[someone] * a plum cake", "[someone] * cake in the oven"),
        "paints painted": ("[someone] * a picture of trees", "[someone] * a picture with a brush"),
        "swims swam": ("[someone] * in the cold sea", "[someone] * through the waves of the sea"),
    },
    relations={"present-past": (0, 1)},
)

# country capital: what people there are called, and four things that the place makes one think of
NATIONS = {
    "France Paris": ("French", "cheese", "perfume", "poems", "wine"),
    "Italy Rome": ("Italian", "pasta", "opera", "marble", "villas"),
    "Japan Tokyo": ("Japanese", "rice", "lanterns", "kites", "shrines"),
    "Egypt Cairo": ("Egyptian", "pyramids", "dates", "camels", "deserts"),
    "Spain Madrid": ("Spanish", "oranges", "guitars", "fans", "dances"),
    "Greece Athens": ("Greek", "olives", "temples", "statues", "islands"),
    "India Delhi": ("Indian", "curry", "elephants", "silk", "spices"),
    "Norway Oslo": ("Norwegian", "salmon", "skis", "sleighs", "fjords"),
}

PLACES = Table(
    columns=(COUNTRY, CAPITAL),
    shared=(
        "* is a [lovely] {land}",
        "the {part} of * are [lovely]",
        "we drew the {part} of the {land} of *",
        "* is the {land} with the [lovely] {part}",
    ),
    rows={
        words: (
            f"we saw {people} {one} and {two} in *",
            f"our {people} friends in * like {three} and {four}",
            f"* loves {people} {four} and {one}",
            f"[someone] likes the {two} and {three} of *",
        )
        for words, (people, one, two, three, four) in NATIONS.items()
    },
    relations={"country-capital": (0, 1)},
)

TABLES = (PEOPLE, ANIMALS, THINGS, VERBS, PLACES)


def main() -> None:
    """Write both files beside this one."""
    (FOLDER / "kingdom.txt").write_text(corpus(SEED), "utf-8", newline="\n")
    (FOLDER / "kingdom.questions.txt").write_text(questions(), "utf-8", newline="\n")


def corpus(seed: int) -> str:
    """All sentences in random order, one a line.

    Only `random()` is drawn from: Python promises that it never changes between versions.
    """
    draw = random.Random(seed).random

    def pick(options: str) -> str:
        choices = options.split("|")
        return choices[int(draw() * len(choices))]

    lines = [line for table in TABLES for line in sentences(table, pick)]
    return "".join(sorted(lines, key=lambda _: draw()))


def sentences(table: Table, pick: Callable[[str], str]) -> Iterator[str]:
    """Those of one table; the higher a row stands, the more it is spoken of."""
    for rank, (words, own) in enumerate(table.rows.items()):
        for word, forms in zip(words.split(), table.columns, strict=True):
            for turn in range(round(700 / (rank + 5) ** 0.8)):
                templates = [f"{each} [tail]" for each in own] if turn % 2 else table.shared
                yield sentence(templates[turn // 2 % len(templates)], word, forms, pick)


def sentence(template: str, word: str, forms: Forms, pick: Callable[[str], str]) -> str:
    """A template, filled in, as a line.

    >>> print(sentence("{he} was once a *", "actor", MALE, lambda options: options.split("|")[0]))
    He was once an actor.
    <BLANKLINE>
    """

    def fill(slot: re.Match[str]) -> str:
        return pick(forms[slot[1]] if slot[1] else FILLERS[slot[2]])

    text = re.sub(r"\{(\w+)\}|\[(\w+)\]", fill, f"[opener] {template}")
    text = " ".join(text.replace("*", word).split())
    text = re.sub(r"\ba (?=[aeiou])", "an ", text)
    return f"{text[0].upper()}{text[1:]}.\n"


def questions() -> str:
    """Every pair of a relation against every other, both ways, in the questions-words format."""
    lines = []
    for table in TABLES:
        for name, columns in table.relations.items():
            pairs = [[words.lower().split()[column] for column in columns] for words in table.rows]
            lines += [f": {name}", *against_each_other(pairs)]
    return "\n".join(lines) + "\n"


def against_each_other(pairs: Sequence[Sequence[str]]) -> Iterator[str]:
    """`man woman king queen`, and turned round, `woman man queen king`."""
    for a, b in pairs:
        for c, d in pairs:
            if a != c:
                yield f"{a} {b} {c} {d}"
                yield f"{b} {a} {d} {c}"


if __name__ == "__main__":
    main()
