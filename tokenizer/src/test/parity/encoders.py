"""Trains small tokenizers on made-up text, one for each way through the reference's pipeline that Java goes as well.

    python encoders.py FOLDER
"""

import json
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.models import BPE, Unigram, WordPiece
from tokenizers.normalizers import NFC, NFD, NFKC, BertNormalizer, Lowercase, Prepend, Replace, Strip, StripAccents
from tokenizers.normalizers import Sequence as Normalizers
from tokenizers.pre_tokenizers import BertPreTokenizer, ByteLevel, Digits, Metaspace, Punctuation, Split, Whitespace
from tokenizers.pre_tokenizers import Sequence as PreTokenizers
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.trainers import BpeTrainer, UnigramTrainer

from wordpiece import SPECIAL, Text

LLAMA_3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BYTES = [f"<0x{value:02X}>" for value in range(256)]
ADDED = [
    AddedToken("lone", single_word=True, normalized=False),
    AddedToken("<left>", lstrip=True, normalized=False),
    AddedToken("<right>", rstrip=True, normalized=False),
    AddedToken("Bra", normalized=True),
    AddedToken("  ", normalized=False),
    AddedToken("ré", single_word=True, lstrip=True, rstrip=True, normalized=True),
]


def bpe(lines, normalizer, pre_tokenizer, size=500, alphabet=(), trainer={}, **options):
    made = Tokenizer(BPE(unk_token="[UNK]", **options))
    if normalizer:
        made.normalizer = normalizer
    if pre_tokenizer:
        made.pre_tokenizer = pre_tokenizer
    made.train_from_iterator(
        lines,
        BpeTrainer(
            vocab_size=size,
            special_tokens=SPECIAL,
            initial_alphabet=list(alphabet),
            show_progress=False,
            **{key: options[key] for key in options if key.endswith("fix")},
            **trainer,
        ),
    )
    return made


def unigram(lines, normalizer, pre_tokenizer, in_bytes=False):
    made = Tokenizer(Unigram())
    made.normalizer = normalizer
    made.pre_tokenizer = pre_tokenizer
    made.train_from_iterator(
        lines,
        UnigramTrainer(vocab_size=400, special_tokens=SPECIAL, unk_token="[UNK]", show_progress=False),
    )
    if in_bytes:
        pieces = [tuple(piece) for piece in json.loads(made.to_str())["model"]["vocab"]]
        made.model = Unigram(pieces + [(byte, -20.0) for byte in BYTES], unk_id=1, byte_fallback=True)
    return made


def made_of_bytes(lines):
    """Characters that the training text lacks become bytes, as in Llama 2: its tokens for bytes are not trained."""
    made = bpe(lines, None, Metaspace(prepend_scheme="first"), trainer={"limit_alphabet": 30})
    tree = json.loads(made.to_str())
    for byte in BYTES:
        tree["model"]["vocab"][byte] = len(tree["model"]["vocab"])
    tree["model"] |= {"byte_fallback": True, "fuse_unk": True}
    return Tokenizer.from_str(json.dumps(tree))


def word_piece(lines):
    split = PreTokenizers([Whitespace(), Digits(individual_digits=True), Punctuation()])
    letters = sorted({letter for line in lines for letter in line if not letter.isspace()})[5:]
    words = sorted({word for line in lines for word, _ in split.pre_tokenize_str(line)})[::7]
    pieces = dict.fromkeys(SPECIAL + letters + ["##" + letter for letter in letters] + words + ["##" + w for w in words])
    made = Tokenizer(WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=12))
    made.normalizer = Normalizers([NFKC(), Strip(), Replace("#", "+"), Replace(Regex(" {2,}"), " ")])
    made.pre_tokenizer = split
    made.add_special_tokens(SPECIAL)
    return made


def bert_with_added(lines):
    made = bpe(lines, BertNormalizer(lowercase=True), BertPreTokenizer(), continuing_subword_prefix="##")
    made.add_tokens(ADDED[:3] + [AddedToken("braai", normalized=True)])
    return made


def with_added(made):
    made.add_tokens(ADDED)
    return made


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    text = Text(seed=5)
    lines = [text.sentence() for _ in range(600)]
    plain = Normalizers([NFD(), Lowercase(), StripAccents()])
    spaces = Normalizers([Prepend("▁"), Replace(" ", "▁")])
    made = {
        "gpt2": with_added(bpe(lines, None, ByteLevel(add_prefix_space=False), 600, ByteLevel.alphabet())),
        "gpt2-prefixed": bpe(lines, NFC(), ByteLevel(add_prefix_space=True), 600, ByteLevel.alphabet()),
        "llama3": with_added(
            bpe(
                lines,
                NFC(),
                PreTokenizers([Split(Regex(LLAMA_3), "isolated"), ByteLevel(add_prefix_space=False, use_regex=False)]),
                600,
                ByteLevel.alphabet(),
                ignore_merges=True,
            )
        ),
        "suffixed": bpe(lines, plain, Whitespace(), end_of_word_suffix="</w>", trainer={"limit_alphabet": 25}),
        "fused": bpe(lines, None, WhitespaceSplit(), fuse_unk=True, trainer={"limit_alphabet": 25}),
        "bytes": made_of_bytes(lines),
        "whole": bpe(lines, spaces, None, 300, trainer={"max_token_length": 4}),
        "bert-added": bert_with_added(lines),
        "wordpiece": word_piece(lines),
        "unigram": unigram(lines, Normalizers([Replace("``", '"'), NFKC(), Lowercase()]), Metaspace()),
        "unigram-bytes": with_added(
            unigram(lines, NFKC(), PreTokenizers([WhitespaceSplit(), Metaspace(prepend_scheme="always")]), True)
        ),
        "unigram-whole": unigram(lines, NFC(), Metaspace(prepend_scheme="never", split=False)),
    }
    for name, tokenizer in made.items():
        tokenizer.save(str(out / f"{name}.json"), pretty=False)


main()
