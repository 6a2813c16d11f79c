"""Which Liquid may stand in the text of a letter? A small part of it: fields, conditions, and lists gone through.

Whatever else Liquid can do is refused here, before Liquid sees it, so a text reaches nothing but the facts of its own
letter. Read in one pass by plain searching: the time grows with the length of the text, whatever stands in it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

FILTERS = ("day", "dollars", "full_day", "spoken")
TAGS = ("if", "elsif", "else", "endif", "unless", "endunless", "for", "endfor")
LENGTH, PIECES, EXPRESSION, DEPTH = 20_000, 500, 200, 6  # signs of a text, its expressions, signs of one, blocks deep

WORD = re.compile(
    r"""\s*(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<number>-?\d{1,12}(?:\.\d{1,6})?)|(?P<text>"[^"]*"|'[^']*')"""
    r"|(?P<sign>==|!=|<=|>=|[<>|.]))"
)
PART = re.compile(r"\{#([a-z][a-z0-9_]*)\}")
ENDS = {"endif": "if", "endunless": "unless", "endfor": "for"}
CONSTANTS = {"true", "false", "nil", "empty", "blank"}
# Words that Liquid reads as its own wherever they stand; no field and no line of a list is called so.
OWN_WORDS = CONSTANTS | {
    "and", "as", "cols", "contains", "else", "for", "if", "in", "limit", "not", "null", "offset", "or", "required",
    "reversed", "with",
}  # fmt: skip
COMPARED = {"==", "!=", "<", ">", "<=", ">="}
OF_A_LOOP = {"first", "last", "index", "length"}
LOOP = "forloop"


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a text, as a sentence to its writer, and in which of its lines if it is in one."""

    code: str
    says: str
    line: int | None = None
    citation: str = ""

    @property
    def sentence(self) -> str:
        """The same with its place: `Line 3: There is no field …`."""
        return _("Line %(line)s: %(says)s") % {"line": self.line, "says": self.says} if self.line else self.says


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: words (`tag` is empty), a field (`say`), or a tag by its name.

    `liquid` is the expression written anew, `field` the fact whose value stands in a letter there.
    """

    tag: str
    liquid: str
    line: int
    field: str = ""
    end: int = -1  # of a block's first tag: at which piece it closes


@dataclass
class Read:
    """A text taken apart: its pieces in order, the facts it names, the parts it surely holds, what is wrong."""

    pieces: list[Piece] = field(default_factory=list)
    fields: dict[str, int] = field(default_factory=dict)  # and in which line each is named first
    parts: set[str] = field(default_factory=set)
    troubles: list[Trouble] = field(default_factory=list)


class NotAllowed(Exception):
    """An expression that letters do not know: its code and a sentence."""

    def __init__(self, code: str, says: str):
        super().__init__(says)
        self.code, self.says = code, says


@dataclass
class _Block:
    """An open tag, and the parts that stand in each of its branches."""

    tag: str
    at: int
    line: int
    variable: str = ""
    over: str = ""
    branches: list[set[str]] = field(default_factory=lambda: [set()])
    has_else: bool = False

    def sure_parts(self) -> set[str]:
        """What stands in the letter whichever branch is taken; a list may be empty."""
        return set.intersection(*self.branches) if self.has_else and self.tag != "for" else set()


def read(source: str) -> Read:
    """Take a text of at most `LENGTH` signs apart. Never raises: what cannot be read is among its troubles."""
    found = Read()
    _Reader(found).read(source)
    found.troubles.sort(key=lambda trouble: trouble.line or 0)
    return found


class _Reader:
    """Goes through a text once, keeping the blocks that are open."""

    def __init__(self, found: Read):
        self.found = found
        self.open: list[_Block] = []
        self.line = 1

    def read(self, source: str) -> None:
        for number, (opened, text) in enumerate(_stretches(source)):
            if number >= 2 * PIECES:
                self.trouble("too_many", _("The text holds more than %(limit)s expressions.") % {"limit": PIECES})
                break
            if opened:
                self.expression(opened, text)
            else:
                self.words(text)
            self.line += text.count("\n")
        for block in self.open:
            self.found.troubles.append(
                Trouble("not_closed", _("{%% %(tag)s %%} is never closed.") % {"tag": block.tag}, block.line)
            )

    def words(self, text: str) -> None:
        (self.open[-1].branches[-1] if self.open else self.found.parts).update(PART.findall(text))
        for stray in ("{{", "}}", "{%", "%}", "{#"):
            if stray in PART.sub("", text):
                line = self.line + text[: text.find(stray)].count("\n")
                says = _("%(signs)s stands alone: an expression is not closed, or was not begun.") % {"signs": stray}
                self.found.troubles.append(Trouble("stray", says, line))
        self.found.pieces.append(Piece("", text, self.line))

    def expression(self, opened: str, text: str) -> None:
        inner = text[2:-2]
        inner = inner.removeprefix("-").removesuffix("-")
        try:
            if len(inner) > EXPRESSION:
                raise NotAllowed("too_long", _("An expression is longer than %(limit)s signs.") % {"limit": EXPRESSION})
            piece = self.say(inner) if opened == "{{" else self.tag(inner)
        except NotAllowed as refusal:
            self.trouble(refusal.code, refusal.says)
            piece = Piece("", "", self.line)
        self.found.pieces.append(piece)

    def trouble(self, code: str, says: str) -> None:
        self.found.troubles.append(Trouble(code, says, self.line))

    def say(self, inner: str) -> Piece:
        words = _Words(inner)
        path, name = self.path(words)
        said = [path]
        while words.take("|"):
            filter_name = words.name()
            if filter_name not in FILTERS:
                raise NotAllowed("unknown_filter", _unknown(_("filter"), filter_name, FILTERS))
            said.append(filter_name)
        words.must_end()
        return Piece("say", "{{ " + " | ".join(said) + " }}", self.line, name)

    def tag(self, inner: str) -> Piece:
        words = _Words(inner)
        tag = words.name()
        if tag not in TAGS:
            raise NotAllowed("unknown_tag", _unknown(_("tag"), tag, TAGS))
        if tag in ENDS:
            return self.close(tag, words)
        if tag in ("elsif", "else"):
            return self.branch(tag, words)
        return self.begin(tag, words)

    def begin(self, tag: str, words: "_Words") -> Piece:
        if len(self.open) >= DEPTH:
            raise NotAllowed("too_deep", _("Blocks stand in one another more than %(limit)s deep.") % {"limit": DEPTH})
        block = _Block(tag, len(self.found.pieces), self.line)
        if tag == "for":
            block.variable = words.name_of_ours()
            if words.name() != "in":
                raise NotAllowed("unreadable", _("A list is gone through by {% for line in field %}."))
            block.over = words.name_of_ours()
            self.named(block.over)
            words.must_end()
            said = f"{{% for {block.variable} in {block.over} %}}"
        else:
            said = f"{{% {tag} {self.condition(words)} %}}"
        self.open.append(block)
        return Piece(tag, said, self.line)

    def branch(self, tag: str, words: "_Words") -> Piece:
        block = self.open[-1] if self.open else None
        if block is None or block.tag == "for" or block.has_else:
            raise NotAllowed("misplaced", _("{%% %(tag)s %%} stands in no condition.") % {"tag": tag})
        block.branches.append(set())
        if tag == "elsif":
            return Piece(tag, f"{{% elsif {self.condition(words)} %}}", self.line)
        words.must_end()
        block.has_else = True
        return Piece(tag, "{% else %}", self.line)

    def close(self, tag: str, words: "_Words") -> Piece:
        words.must_end()
        if not self.open or self.open[-1].tag != ENDS[tag]:
            raise NotAllowed("misplaced", _("{%% %(tag)s %%} closes nothing that is open.") % {"tag": tag})
        block = self.open.pop()
        outside = self.open[-1].branches[-1] if self.open else self.found.parts
        outside |= block.sure_parts()
        first = self.found.pieces[block.at]
        self.found.pieces[block.at] = Piece(first.tag, first.liquid, first.line, first.field, len(self.found.pieces))
        return Piece(tag, f"{{% {tag} %}}", self.line)

    def condition(self, words: "_Words") -> str:
        """`a`, `a == 1`, `a.size > 0`, joined by `and` or `or`, but not by both, since few know which binds."""
        said, joined = [self.compared(words)], set()
        while (word := words.take("and") or words.take("or")) is not None:
            joined.add(word)
            said += [word, self.compared(words)]
        words.must_end()
        if len(joined) > 1:
            raise NotAllowed("unreadable", _("One condition joins by “and” or by “or”, not by both."))
        return " ".join(said)

    def compared(self, words: "_Words") -> str:
        left = self.operand(words)
        sign = words.one_of(COMPARED)
        return f"{left} {sign} {self.operand(words)}" if sign else left

    def operand(self, words: "_Words") -> str:
        return words.constant() or self.path(words)[0]

    def path(self, words: "_Words") -> tuple[str, str]:
        """A field, a line of a list, `field.size`, or a place in a list; and the field whose value that is."""
        name = words.name_of_ours()
        step = words.name() if words.take(".") else ""
        loop = next((block for block in reversed(self.open) if block.variable == name), None)
        if name == LOOP:
            if step not in OF_A_LOOP or not any(block.tag == "for" for block in self.open):
                raise NotAllowed("unreadable", _("%(path)s is not known here.") % {"path": f"{name}.{step}"})
            return f"{name}.{step}", ""
        if step not in ("", "size") or words.take("."):
            says = _("Nothing lies in a field: %(path)s is not known.")
            raise NotAllowed("no_way_in", says % {"path": f"{name}.{step}"})
        if loop is None:
            self.named(name)
        return (f"{name}.{step}" if step else name), (loop.over if loop else name)

    def named(self, name: str) -> None:
        if not any(block.variable == name for block in self.open):
            self.found.fields.setdefault(name, self.line)


class _Words:
    """The words of one expression, one after the other."""

    def __init__(self, inner: str):
        self.words = _words(inner)
        self.next: tuple[str, str] | None = None

    def peek(self) -> tuple[str, str]:
        if self.next is None:
            self.next = next(self.words, ("", ""))
        return self.next

    def take(self, word: str) -> str | None:
        kind, said = self.peek()
        if said != word or kind not in ("name", "sign"):
            return None
        self.next = None
        return word

    def one_of(self, wanted: Iterable[str]) -> str | None:
        return next((word for word in wanted if self.peek() == ("sign", word) and self.take(word)), None)

    def constant(self) -> str | None:
        kind, said = self.peek()
        if kind not in ("number", "text") and not (kind == "name" and said in CONSTANTS):
            return None
        self.next = None
        return said

    def name(self) -> str:
        kind, said = self.peek()
        if kind != "name":
            raise NotAllowed("unreadable", _("An expression cannot be read: a name is missing in it."))
        self.next = None
        return said

    def name_of_ours(self) -> str:
        name = self.name()
        if name in OWN_WORDS:
            raise NotAllowed(
                "unreadable", _("An expression cannot be read: no field is called “%(name)s”.") % {"name": name}
            )
        return name

    def must_end(self) -> None:
        kind, said = self.peek()
        if kind:
            raise NotAllowed("unreadable", _("An expression cannot be read: %(word)s is too much.") % {"word": said})


def _words(inner: str) -> Iterator[tuple[str, str]]:
    inner, at = inner.strip(), 0
    while at < len(inner):
        found = WORD.match(inner, at)
        if not found:
            says = _("An expression cannot be read: letters do not know “%(sign)s”.")
            raise NotAllowed("unreadable", says % {"sign": inner[at:].strip()[:1]})
        yield str(found.lastgroup), found.group(str(found.lastgroup))
        at = found.end()


def _stretches(source: str) -> Iterator[tuple[str, str]]:
    """The text in order as (`{{`, `{%` or nothing; the stretch); an expression that never ends is words."""
    at = 0
    find: Callable[[str, int], int] = _Finder(source)
    while at < len(source):
        starts = {opened: find(opened, at) for opened in ("{{", "{%")}
        opened = min(starts, key=lambda one: (starts[one] < 0, starts[one]))
        start = starts[opened]
        end = find("}}" if opened == "{{" else "%}", start + 2) if start >= 0 else -1
        if end < 0:
            yield "", source[at:]
            return
        if start > at:
            yield "", source[at:start]
        yield opened, source[start : end + 2]
        at = end + 2


class _Finder:
    """`str.find` that does not look twice through what it has seen: each sign is passed once per word sought."""

    def __init__(self, source: str):
        self.source = source
        self.seen: dict[str, int] = {}

    def __call__(self, wanted: str, since: int) -> int:
        place = self.seen.get(wanted, 0)
        if 0 <= place < since or wanted not in self.seen:
            place = self.seen[wanted] = self.source.find(wanted, since)
        return place


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    return _("There is no %(what)s “%(name)s”. Letters know: %(known)s.") % {
        "what": what,
        "name": name,
        "known": ", ".join(known),
    }
