"""Trains a vocabulary with HuggingFace tokenizers; prints one JSON object.

    python tokenizer_training.py TEXT bpe-bytes|bpe-characters|wordpiece|unigram VOCABULARY_SIZE

Its threads are those of the library, one for each core. The hash is that of all pieces in the order of their ids.
"""

import hashlib
import json
import sys
import time

import tokenizers
from memory import peak_rss_mib
from tokenizers import Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import BPE, Unigram, WordPiece
from tokenizers.trainers import BpeTrainer, UnigramTrainer, WordPieceTrainer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def main():
    text, model, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
    common = dict(vocab_size=size, special_tokens=SPECIAL, show_progress=False)
    options = dict(min_frequency=2, **common)
    start = time.perf_counter()
    if model == "wordpiece":
        made = Tokenizer(WordPiece(unk_token="[UNK]"))
        made.normalizer = normalizers.BertNormalizer(lowercase=True)
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = WordPieceTrainer(limit_alphabet=1000, continuing_subword_prefix="##", **options)
    elif model == "bpe-bytes":
        made = Tokenizer(BPE(unk_token="[UNK]"))
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        trainer = BpeTrainer(initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), **options)
    elif model == "bpe-characters":
        made = Tokenizer(BPE(unk_token="[UNK]"))
        made.pre_tokenizer = pre_tokenizers.Whitespace()
        trainer = BpeTrainer(**options)
    elif model == "unigram":
        made = Tokenizer(Unigram())
        made.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = UnigramTrainer(
            shrinking_factor=0.75,
            n_sub_iterations=2,
            max_piece_length=16,
            seed_size=1_000_000,
            unk_token="[UNK]",
            **common,
        )
    else:
        raise SystemExit(f"model: expected bpe-bytes, bpe-characters, wordpiece or unigram, got {model}")
    made.train([text], trainer)
    seconds = time.perf_counter() - start
    vocabulary = made.get_vocab()
    pieces = sorted(vocabulary, key=vocabulary.get)
    print(
        json.dumps(
            dict(
                seconds=seconds,
                peakRssMiB=peak_rss_mib(),
                pieces=len(pieces),
                sha256=hashlib.sha256("".join(f"{piece}\n" for piece in pieces).encode()).hexdigest(),
                library=f"tokenizers {tokenizers.__version__}",
            )
        )
    )


main()
