"""Asks the reference to which classes each code point belongs where words are cut, and writes the table that Java reads.

    python classes.py ../../main/resources/dev/cloze/tokenizer/train/word-characters.txt

The reference has several Unicode tables: that of the regular expressions of GPT-2 and Llama 3 (letter, number, space),
that of Whitespace (word, blank), that of Digits (digit) and that of StripAccents (mark).
"""

import sys
from importlib.metadata import version
from pathlib import Path

from tokenizers import Regex
from tokenizers.normalizers import StripAccents
from tokenizers.pre_tokenizers import Digits, Split, Whitespace

from characters import ranges, scalars

LETTER, NUMBER, SPACE = [Split(Regex(pattern), "isolated") for pattern in [r"\p{L}", r"\p{N}", r"\s"]]
DIGITS = Digits(individual_digits=True)
WHITESPACE = Whitespace()
STRIP = StripAccents()
KINDS = {
    "letter": lambda c: len(LETTER.pre_tokenize_str(f"\x01{c}")) == 2,
    "number": lambda c: len(NUMBER.pre_tokenize_str(f"\x01{c}")) == 2,
    "space": lambda c: len(SPACE.pre_tokenize_str(f"\x01{c}")) == 2,
    "word": lambda c: len(WHITESPACE.pre_tokenize_str(f"a{c}b")) == 1,
    "blank": lambda c: len(WHITESPACE.pre_tokenize_str(f"a{c}b")) == 2,
    "digit": lambda c: len(DIGITS.pre_tokenize_str(f"a{c}b")) == 3,
    "mark": lambda c: STRIP.normalize_str(c) == "",
}


def main():
    lines = [
        f"# The classes by which tokenizers {version('tokenizers')} cuts words. KIND FIRST LAST.",
        "# Written by src/test/parity/classes.py.",
    ]
    for kind, belongs in KINDS.items():
        found = ranges(code for code in scalars() if belongs(chr(code)))
        lines += [f"{kind} {first:X} {last:X}" for first, last in found]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
