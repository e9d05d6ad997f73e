"""Writes the table by which Java finds grapheme clusters, as Unicode 16 has them: the version that the reference knows.

    python graphemes.py ../../main/resources/dev/cloze/tokenizer/text/graphemes.txt

The reference lets nobody see its clusters; what its Precompiled normalizer makes of them is compared in CharacterMapTest.
"""

import sys
from pathlib import Path

import regex
from characters import ranges, scalars

CLASSES = {
    "control": "GCB=Control",
    "extend": "GCB=Extend",
    "linker": "InCB=Linker",
    "spacing": "GCB=SpacingMark",
    "prepend": "GCB=Prepend",
    "leading": "GCB=L",
    "vowel": "GCB=V",
    "trailing": "GCB=T",
    "picture": "ExtPict",
    "consonant": "InCB=Consonant",
}


def codes(name):
    pattern = regex.compile(r"\p{%s}" % name)
    return [code for code in scalars() if pattern.match(chr(code))]


def main():
    found = {kind: codes(name) for kind, name in CLASSES.items()}
    # What Java knows by itself: all marks but one may stand between an Indic consonant and its linker, and the joiner too.
    assert set(codes("InCB=Extend")) == set(found["extend"]) - set(found["linker"]) - {0x200C} | {0x200D}
    assert codes("GCB=ZWJ") == [0x200D]
    found["extend"] = [code for code in found["extend"] if code not in found["linker"]]
    lines = ["# Classes of code points for grapheme clusters, Unicode 16. Written by src/test/parity/graphemes.py."]
    for kind, listed in found.items():
        lines += [f"{kind} {first:X} {last:X}" for first, last in ranges(listed)]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="ascii")


main()
