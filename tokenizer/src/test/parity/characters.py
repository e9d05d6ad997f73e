"""Asks the reference how its normalizers and pre-tokenizers treat each code point, and writes the table that Java reads.

    python characters.py ../../main/resources/dev/cloze/tokenizer/text/characters.txt

The table is the reference's and not the JDK's, so that words do not depend on the version of Java. The reference itself
knows Unicode by half a dozen libraries of different years, hence the many kinds that look alike.
"""

import sys
import unicodedata
from importlib.metadata import version
from pathlib import Path

from tokenizers import Regex
from tokenizers.normalizers import NFC, NFD, NFKD, BertNormalizer, Lowercase, Nmt, StripAccents
from tokenizers.pre_tokenizers import BertPreTokenizer, Digits, Punctuation, Split, Whitespace, WhitespaceSplit

OFF = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
CLEAN = BertNormalizer(**{**OFF, "clean_text": True})
IDEOGRAPHS = BertNormalizer(**{**OFF, "handle_chinese_chars": True})
STRIP = BertNormalizer(**{**OFF, "strip_accents": True})
LOWER = Lowercase()
WORDS = BertPreTokenizer()
LETTER = Split(Regex(r"\p{L}"), "removed")
NUMBER = Split(Regex(r"\p{N}"), "removed")
SPACE = Split(Regex(r"\s"), "removed")
ACCENTS = StripAccents()
NMT = Nmt()

# U+0345 has the highest combining class there is, 240: what has a lower one, but not 0, goes before it.
LAST_MARK = "\u0345"


def kinds(c):
    framed = f"a{c}b"
    cleaned = CLEAN.normalize_str(framed)
    if cleaned == "ab":
        yield "removed"
    elif cleaned == "a b":
        yield "space"
    if IDEOGRAPHS.normalize_str(framed) == f"a {c} b":
        yield "ideograph"
    if STRIP.normalize_str(framed) == "ab":
        yield "mark"
    pieces = len(WORDS.pre_tokenize_str(framed))
    if pieces == 3:
        yield "punctuation"
    assert (pieces == 3) == (len(Punctuation().pre_tokenize_str(framed)) == 3)
    white = len(WhitespaceSplit().pre_tokenize_str(framed)) == 2
    if white:
        yield "white"
    assert white == (pieces == 2) == (len(SPACE.pre_tokenize_str(f"!{c}!")) == 2)
    if len(LETTER.pre_tokenize_str(f"!{c}!")) == 2:
        yield "letter"
    number = len(NUMBER.pre_tokenize_str(f"!{c}!")) == 2
    if number:
        yield "number"
    assert number == (len(Digits(individual_digits=True).pre_tokenize_str(framed)) > 1)
    if len(Whitespace().pre_tokenize_str(framed)) == 1:
        yield "wordly"
    if ACCENTS.normalize_str(framed) == "ab":
        yield "accent"
    nmt = NMT.normalize_str(framed)
    if nmt == "ab":
        yield "nmt-removed"
    elif nmt == "a b" and c != " ":
        yield "nmt-space"
    else:
        assert nmt == framed


def scalars():
    for code in range(0x110000):
        if not 0xD800 <= code <= 0xDFFF:
            yield code


def ranges(codes):
    found = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def lower_runs():
    """Runs of letters whose lower case lies equally far away: [first, last, step, distance]."""
    found = []
    for code in scalars():
        lower = LOWER.normalize_str(chr(code))
        if lower == chr(code):
            continue
        if len(lower) > 1:  # only U+0130, which Java spells out
            assert code == 0x130 and lower == "i\u0307"
            continue
        distance = ord(lower) - code
        last = found[-1] if found else None
        if last and last[3] == distance and code - last[1] in ((last[2],) if last[2] else (1, 2)):
            last[2] = code - last[1]
            last[1] = code
        else:
            found.append([code, code, 0, distance])
    return found


def normal_forms():
    """Full decompositions (Hangul is computed in Java), which of the canonical ones compose, and combining classes."""
    classes = {}
    for code in scalars():
        if 0xAC00 <= code <= 0xD7A3:
            continue
        c = chr(code)
        canonical, compatible = NFD().normalize_str(c), NFKD().normalize_str(c)
        spelt = " ".join(f"{ord(d):X}" for d in canonical)
        if canonical != c:
            yield f"{'composed' if NFC().normalize_str(c) == c else 'canonical'} {code:X} {spelt}"
        if compatible != canonical:
            yield f"compatible {code:X} " + " ".join(f"{ord(d):X}" for d in compatible)
        if canonical == c and NFD().normalize_str(LAST_MARK + c) == c + LAST_MARK:
            assert unicodedata.combining(c) > 0
            classes.setdefault(unicodedata.combining(c), []).append(code)
    classes[240] = [ord(LAST_MARK)]
    for combining, codes in sorted(classes.items()):
        yield from (f"class {first:X} {last:X} {combining}" for first, last in ranges(codes))


def main():
    by_kind = {}
    for code in scalars():
        for kind in kinds(chr(code)):
            by_kind.setdefault(kind, []).append(code)
    lines = [
        f"# How the parts of tokenizers {version('tokenizers')} treat code points. Written by src/test/parity/characters.py.",
        "# KIND FIRST LAST, or: lower FIRST LAST STEP DISTANCE, class FIRST LAST CLASS, and code points with their spelling.",
    ]
    for kind, codes in by_kind.items():
        lines += [f"{kind} {first:X} {last:X}" for first, last in ranges(codes)]
    lines += [f"lower {first:X} {last:X} {max(step, 1)} {distance}" for first, last, step, distance in lower_runs()]
    lines += normal_forms()
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
