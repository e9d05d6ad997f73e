"""Asks the reference how BERT treats each code point, and writes the table that Java reads.

    python characters.py ../../main/resources/dev/cloze/tokenizer/train/bert-characters.txt

The table is the reference's and not the JDK's, so that words do not depend on the version of Java.
"""

import sys
from importlib.metadata import version
from pathlib import Path

from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

OFF = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
CLEAN = BertNormalizer(**{**OFF, "clean_text": True})
IDEOGRAPHS = BertNormalizer(**{**OFF, "handle_chinese_chars": True})
STRIP = BertNormalizer(**{**OFF, "strip_accents": True})
LOWER = BertNormalizer(**{**OFF, "lowercase": True})
WORDS = BertPreTokenizer()


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
    if len(WORDS.pre_tokenize_str(framed)) == 3:
        yield "punctuation"


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
        if len(lower) > 1:  # only U+0130, which has been decomposed before lower-casing sees it
            assert code == 0x130
            continue
        distance = ord(lower) - code
        last = found[-1] if found else None
        if last and last[3] == distance and code - last[1] in ((last[2],) if last[2] else (1, 2)):
            last[2] = code - last[1]
            last[1] = code
        else:
            found.append([code, code, 0, distance])
    return found


def main():
    by_kind = {"removed": [], "space": [], "ideograph": [], "mark": [], "punctuation": []}
    for code in scalars():
        for kind in kinds(chr(code)):
            by_kind[kind].append(code)
    lines = [
        f"# How BERT's normalizer and pre-tokenizer of tokenizers {version('tokenizers')} treat code points.",
        "# Written by src/test/parity/characters.py. KIND FIRST LAST, or: lower FIRST LAST STEP DISTANCE.",
    ]
    for kind, codes in by_kind.items():
        lines += [f"{kind} {first:X} {last:X}" for first, last in ranges(codes)]
    lines += [f"lower {first:X} {last:X} {max(step, 1)} {distance}" for first, last, step, distance in lower_runs()]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
