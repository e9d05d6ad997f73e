"""Writes SentencePiece's table "nmt_nfkc", with which T5, XLM-RoBERTa and others normalize, as it stands in its models.

    python charsmap.py ../resources/dev/cloze/tokenizer/encode/nmt_nfkc.gz
"""

import gzip
import io
import sys
from pathlib import Path

from sentencepiece import SentencePieceTrainer

NORMALIZER_SPEC = 3
PRECOMPILED_CHARSMAP = 2


def varint(message, at):
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def field(message, number):
    """The bytes of a field of a protocol buffer, which in these messages is of kind 0, 2 or 5."""
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        if tag & 7 == 2:
            length, at = varint(message, at)
            if tag >> 3 == number:
                return message[at : at + length]
            at += length
        elif tag & 7 == 5:
            at += 4
        else:
            _, at = varint(message, at)
    raise ValueError(f"no field {number}")


def main():
    model = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(["a b", "ab"] * 10),
        model_writer=model,
        vocab_size=8,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    table = field(field(model.getvalue(), NORMALIZER_SPEC), PRECOMPILED_CHARSMAP)
    Path(sys.argv[1]).write_bytes(gzip.compress(table, 9, mtime=0))


main()
