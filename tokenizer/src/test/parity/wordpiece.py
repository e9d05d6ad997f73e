"""Trains the reference on made-up text; writes the text, the vocabularies and the ids of further text.

    python wordpiece.py FOLDER
"""

import random
import sys
from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.trainers import WordPieceTrainer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ONSETS = ["", "b", "br", "d", "f", "gl", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "z"]
NUCLEI = ["a", "e", "i", "o", "u", "ai", "ou", "é", "ü", "o\u0302", "ñe"]
CODAS = ["", "", "", "n", "r", "s", "t", "l", "ck", "nd"]
CYRILLIC = ["по", "ре", "ка", "Ми", "ш", "й", "ёл"]
GREEK = ["λο", "γος", "Σί", "μά", "ΑΣ"]
IDEOGRAPHS = "水火山川\u9fff\uf900\U0002b820\U0002b920"
ODD = ["\u200b", "\u00ad", "\u0085", "\u000b", "\u00a0", "\u3000", "\u0000", "\ufffd", "\u200d", "\U0001f30a", "İ", "ß", "ﬁ"]
ENDS = [".", ",", "!", "?", ";", " -", "…", "»", "'s", "_x", "#1", "[SEP"]


class Text:
    """Sentences of made-up words, whose frequencies fall as 1/rank."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.words = [self.word() for _ in range(1500)]
        self.weights = [1 / rank for rank in range(1, 1501)]

    def pick(self, choices):
        return choices[int(self.random.random() * len(choices))]

    def word(self):
        kind = self.random.random()
        syllables = 1 + int(self.random.random() * 4)
        if kind < 0.88:
            word = "".join(self.pick(ONSETS) + self.pick(NUCLEI) + self.pick(CODAS) for _ in range(syllables))
            return word.capitalize() if self.random.random() < 0.15 else word
        if kind < 0.92:
            return "".join(self.pick(CYRILLIC) for _ in range(syllables))
        if kind < 0.95:
            return "".join(self.pick(GREEK) for _ in range(syllables))
        if kind < 0.97:
            return "".join(self.pick(IDEOGRAPHS) for _ in range(syllables))
        return str(int(self.random.random() * 10**syllables))

    def sentence(self):
        parts = []
        for word in self.random.choices(self.words, self.weights, k=4 + int(self.random.random() * 12)):
            if self.random.random() < 0.02:
                place = int(self.random.random() * (len(word) + 1))
                word = word[:place] + self.pick(ODD) + word[place:]
            parts.append(word + (self.pick(ENDS) if self.random.random() < 0.1 else ""))
        return " ".join(parts)


def letters(seed):
    """Words of three letters of the alphabet: as many ties and overlaps as can be."""
    text = random.Random(seed)
    return [
        " ".join("".join("abc"[int(text.random() * 3)] for _ in range(1 + int(text.random() * 9))) for _ in range(10))
        for _ in range(250)
    ]


def tokenizer(lower_case):
    made = Tokenizer(WordPiece(unk_token="[UNK]"))
    made.normalizer = BertNormalizer(lowercase=lower_case)
    made.pre_tokenizer = BertPreTokenizer()
    return made


def require_no_tie(made, lines, limit):
    """The reference leaves open which of equally rare characters a limit drops."""
    counts = Counter()
    for line in lines:
        for word, _ in made.pre_tokenizer.pre_tokenize_str(made.normalizer.normalize_str(line)):
            counts.update(word)
    ranked = sorted(counts.values(), reverse=True)
    if limit < len(ranked):
        assert ranked[limit - 1] > ranked[limit], f"limit {limit} cuts a tie: {ranked}"


def write(path, lines):
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8"))


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    text = Text(seed=20261122)
    corpora = {"sentences": [text.sentence() for _ in range(1200)], "letters": letters(seed=7)}
    probes = {"sentences": [text.sentence() for _ in range(150)] + [Text(seed=8).sentence() for _ in range(50)],
              "letters": letters(seed=8)[:50]}
    for name in corpora:
        write(folder / f"{name}.txt", corpora[name])
        write(folder / f"{name}.probes.txt", probes[name])
    # name, corpus, lower case, vocabulary size, least frequency, limit of the alphabet
    for case in [
        ("uncased", "sentences", True, 1500, 2, 1000),
        ("cased", "sentences", False, 1200, 5, 40),
        ("ties", "letters", True, 900, 1, 1000),
    ]:
        name, corpus, lower_case, size, least, limit = case
        made = tokenizer(lower_case)
        require_no_tie(made, corpora[corpus], limit)
        made.train_from_iterator(
            corpora[corpus],
            WordPieceTrainer(
                vocab_size=size,
                min_frequency=least,
                limit_alphabet=limit,
                special_tokens=SPECIAL,
                continuing_subword_prefix="##",
                show_progress=False,
            ),
        )
        vocabulary = made.get_vocab()
        write(folder / f"{name}.vocab.txt", sorted(vocabulary, key=vocabulary.get))
        ids = [made.encode(line, add_special_tokens=False).ids for line in probes[corpus]]
        write(folder / f"{name}.ids.txt", [" ".join(map(str, line)) for line in ids])
        write(folder / f"{name}.case.txt", [corpus, str(lower_case).lower(), str(size), str(least), str(limit)])


if __name__ == "__main__":
    main()
