"""Makes texts up, asks datatrove's filters about them and writes both.

    python cleaning.py FOLDER

Words and sentences are cut in one place of the reference (spaCy does it there). They are cut by our rules here, so that
what is compared is the rules themselves.
"""

import gzip
import hashlib
import random
import re
import sys
from pathlib import Path

from datatrove.data import Document
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
    c4_filters,
    fineweb_quality_filter,
    gopher_quality_filter,
    gopher_repetition_filter,
)
from datatrove.pipeline.formatters import PIIFormatter

ONSETS = ["", "b", "br", "d", "f", "gl", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "z"]
NUCLEI = ["a", "e", "i", "o", "u", "ai", "ou", "é"]
CODAS = ["", "", "", "n", "r", "s", "t", "l", "ck", "nd"]
STOPS = ["the", "be", "to", "of", "and", "that", "have", "with"]
ODD_LINES = [
    "please enable javascript to see the page.",
    "we use cookies to make the page better.",
    "read our privacy policy and the terms of use.",
    "lorem ipsum dolor sit amet.",
    "function f(x) { return x; } and so.",
    "one two",
    "menu",
    "so it goes on and on...",
    "w" * 1001 + " is too long.",
    "it was said before[12] and again[edit] by many[citation needed].",
]
ADDRESSES = [
    "ada.{}@example.org", "{}@mail.{}.co.uk", "8.8.{}.4", "193.99.144.{}", "10.0.0.{}", "192.168.1.{}", "300.1.2.{}",
    "{}@localhost", "{}+news@{}.com",
]


def sentences(text, language=None):
    """Java's Sentences for texts without ideographs."""
    return [each for each in re.split(r"(?<=[.?!])[\"')\]}]*(?:\s+|$)", text) if each.strip()]


def words(text, language=None):
    return text.split()


class Text:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, share):
        return self.random.random() < share

    def pick(self, choices):
        return choices[int(self.random.random() * len(choices))]

    def word(self, longest):
        return "".join(
            self.pick(ONSETS) + self.pick(NUCLEI) + self.pick(CODAS)
            for _ in range(1 + int(self.random.random() * longest))
        )

    def line(self, shape):
        if self.chance(shape["odd"]):
            return self.pick(ODD_LINES)
        count = 1 + int(self.random.random() * shape["words"])
        out = []
        for _ in range(count):
            if self.chance(shape["stops"]):
                out.append(self.pick(STOPS))
            elif self.chance(shape["symbols"]):
                out.append(self.pick(["#", "...", "…", "-", "12", "#tag", "3.5", "&"]))
            else:
                out.append(self.word(shape["syllables"]))
        # The reference takes a stop word only where no punctuation touches it (a difference by design).
        out.append(self.word(shape["syllables"]))
        end = self.pick([".", ".", "!", "?"]) if self.chance(shape["ends"]) else self.pick(["", "", "...", "…", ":"])
        begin = self.pick(["- ", "• "]) if self.chance(shape["bullets"]) else ""
        return begin + " ".join(out) + end

    def document(self):
        """A text whose shape is drawn too, so that every rule is broken by some and kept by others."""
        shape = {
            "odd": self.pick([0, 0, 0, 0.03, 0.1]),
            "words": self.pick([3, 8, 15, 30]),
            "stops": self.pick([0, 0.01, 0.2, 0.3]),
            "symbols": self.pick([0, 0, 0, 0.05, 0.2, 0.5]),
            "syllables": self.pick([1, 3, 3, 3, 6, 9]),
            "ends": self.pick([0, 0.1, 0.5, 1, 1]),
            "bullets": self.pick([0, 0, 0.5, 0.9, 1]),
        }
        lines = []
        for _ in range(self.pick([6, 10, 16, 24])):
            lines.append(self.line(shape))
        again = self.pick([0, 0, 0, 0.05, 0.15, 0.3, 0.5])
        for i in range(1, len(lines)):
            if self.chance(again):
                lines[i] = lines[int(self.random.random() * i)]
            elif self.chance(again / 2):
                lines[i] = " ".join(lines[i - 1].split()[-12:] + lines[i].split())
        return lines

    def paragraphs(self, lines):
        out = lines[0]
        for line in lines[1:]:
            out += self.pick(["\n", "\n", "\n\n"]) + line
        return out

    def private(self):
        out = []
        for _ in range(12):
            out.append(self.word(3))
            if self.chance(0.3):
                number = str(int(self.random.random() * 256))
                out.append(self.pick(ADDRESSES).format(*(2 * [number])))
        return " ".join(out)


def verdict(answer):
    return "kept" if answer is True else answer[1]


def escaped(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for module in [gopher_quality_filter, gopher_repetition_filter, fineweb_quality_filter]:
        module.split_into_words = words
    c4_filters.split_into_sentences = sentences
    # A bullet is a symbol too (a difference by design).
    gopher_quality_filter.PUNCTUATION_SET = gopher_quality_filter.PUNCTUATION_SET | {"•"}
    # What stands once is no repetition (a difference by design).
    once = gopher_repetition_filter.Counter
    gopher_repetition_filter.find_top_duplicate = lambda grams: (
        lambda top: len(top[0]) * top[1] if top[1] > 1 else 0
    )(once(grams).most_common(1)[0])

    text = Text(seed=20261123)
    quality, repetition, c4, fineweb = (
        GopherQualityFilter(), GopherRepetitionFilter(), C4QualityFilter(), FineWebQualityFilter(),
    )
    rows = []
    for _ in range(400):
        lines = text.document()
        flat = "\n".join(lines)
        parted = text.paragraphs(lines)
        cleaned = Document(text=flat, id="")
        answers = [
            verdict(quality.filter(Document(text=flat, id=""))),
            verdict(repetition.filter(Document(text=parted, id=""))),
            verdict(fineweb.filter(Document(text=flat, id=""))),
            verdict(c4.filter(cleaned)),
        ]
        left = hashlib.sha256(cleaned.text.encode()).hexdigest() if answers[3] == "kept" else ""
        rows.append("\t".join([*answers, left, escaped(parted)]))
    (folder / "rules.tsv.gz").write_bytes(gzip.compress(("\n".join(rows) + "\n").encode(), mtime=0))

    private = PIIFormatter(email_replacement="[email]", ip_replacement="[ip]")
    rows = []
    for _ in range(60):
        line = text.private()
        rows.append(line + "\t" + private.format(line))
    (folder / "personal.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
