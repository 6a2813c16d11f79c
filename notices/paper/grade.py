"""How many years of school does a letter ask of its reader? For English alone: no such measure is known to us for
Hmong and Somali, and the English one means nothing in Spanish."""

import html
import re

from notices.paper.grammar import PART

# Kincaid et al., Derivation of New Readability Formulas for Navy Enlisted Personnel (1975).
PER_SENTENCE, PER_WORD, LESS = 0.39, 11.8, 15.59

LIQUID_TAG = re.compile(r"\{%[^%]*%\}")
LIQUID_FIELD = re.compile(r"\{\{[^{}]*\}\}")
BLOCK_ENDS = re.compile(r"</(?:p|li|h[1-6])>|<br ?/?>")
TAG = re.compile(r"<[^<>]*>")
SENTENCE_ENDS = re.compile(r"[.!?:;]+(?=\s|$)|\n\s*\n|\n\s*[-#]|\n(?=\d+\.\s)")
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*|\$?\d[\d,.]*")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^aeiouyl]e)$")


def grade_of(text: str, language: str) -> float | None:
    """The school grade of a text (Flesch–Kincaid, one decimal), or None where there is no measure or nothing is said.

    Takes a filled letter as HTML, or a draft in Markdown, where each field counts as a word of one syllable.
    """
    if language != "en":
        return None
    plain = PART.sub("", LIQUID_FIELD.sub(" it ", LIQUID_TAG.sub(" ", text)))
    plain = html.unescape(TAG.sub("", BLOCK_ENDS.sub("\n\n", plain))).replace("*", "")
    sentences = [words for part in SENTENCE_ENDS.split(plain) if (words := WORD.findall(part))]
    count = sum(map(len, sentences))
    if not count:
        return None
    heard = sum(syllables(word) for words in sentences for word in words)
    return round(PER_SENTENCE * count / len(sentences) + PER_WORD * heard / count - LESS, 1)


def syllables(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels; a number counts as one."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    groups = len(VOWELS.findall(word))
    return max(1, groups - (1 if groups > 1 and SILENT.search(word) else 0))
