"""When do a typed word and a stored one begin alike? Folding, the same in Python and in SQL; no database here."""

import re
import unicodedata

COMBINING = re.compile("[\u0300-\u036f]")
# Letters that Unicode does not take apart; what stands beside each is typed on an American keyboard.
SINGLE = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ŋ": "n"}
DOUBLE = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
LETTERS = str.maketrans({**SINGLE, **DOUBLE})
APOSTROPHES = "'’ʼ`‘"
NO_APOSTROPHES = {ord(mark): None for mark in APOSTROPHES}

# Nearly every address has one, so they tell nothing apart; a word of a name may still be one.
EVERYWHERE = ("street", "st", "avenue", "ave")


def fold(text: str) -> str:
    """Lower case, without accents: `Núñez` is `nunez`, `Ødegård` is `odegard`."""
    if text.isascii():
        return text.lower()
    return COMBINING.sub("", unicodedata.normalize("NFKD", text.lower())).translate(LETTERS)


def words_of(text: str) -> list[str]:
    """The folded words of a text. An apostrophe joins (`O'Brien` is `obrien`); what is no letter or digit parts."""
    return re.findall(r"[^\W_]+", fold(without_apostrophes(text)))


def digits_of(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isdigit())


def is_all_digits(text: str) -> bool:
    """Whether this is a number as people write one: `9004 1187`, `(218) 555-0142`."""
    return bool(re.fullmatch(r"[\d\s()+./-]*\d[\d\s()+./-]*", text, re.ASCII))


def without_apostrophes(text: str) -> str:
    return text.translate(NO_APOSTROPHES)


def begins_like(text: str, words: list[str]) -> bool:
    """Whether every typed word begins a word of the text."""
    own = words_of(text)
    return all(any(word.startswith(typed) for word in own) for typed in words)


def marked(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """The text in pieces, True where a typed word begins one of its words: what a page draws bold."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for found in re.finditer(rf"[^\W_](?:[^\W_]|[{APOSTROPHES}])*", text if words else ""):
        own = "".join(words_of(found.group()))
        typed = max((word for word in words if own.startswith(word)), key=len, default="")
        if not typed:
            continue
        end = found.start() + 1
        while end < found.end() and len("".join(words_of(text[found.start() : end]))) < len(typed):
            end += 1
        pieces += [(text[done : found.start()], False), (text[found.start() : end], True)]
        done = end
    return [piece for piece in [*pieces, (text[done:], False)] if piece[0]]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def folded_sql(expression: str) -> str:
    """`fold` as SQL over a text expression. Plain ASCII, which is nearly everything, takes the short way."""
    lower = f"lower({expression})"
    full = f"regexp_replace(normalize({lower}, NFKD), '[\\u0300-\\u036f]', '', 'g')"
    full = f"translate({full}, {_quoted(''.join(SINGLE))}, {_quoted(''.join(SINGLE.values()))})"
    for letter, plain in DOUBLE.items():
        full = f"replace({full}, {_quoted(letter)}, {_quoted(plain)})"
    return f"case when octet_length({expression}) = char_length({expression}) then {lower} else {full} end"


def worded_sql(folded: str) -> str:
    """A folded expression with its apostrophes gone and everything that parts words made a blank."""
    gone = f"translate({folded}, {_quoted(APOSTROPHES)}, '')"
    return f"regexp_replace({gone}, '[^[:alnum:]]+', ' ', 'g')"
