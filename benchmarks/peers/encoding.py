"""Encodes texts with a rival as often as it is told; prints one JSON object for each order.

    python encoding.py RIVAL VOCABULARY TEXTS THREADS

VOCABULARY is a folder with a tokenizer.json, TEXTS a JSON array of strings. Orders are lines of the standard input:
"call" encodes everything once and says how long that took, "ids FILE" encodes and writes each text's number of ids and
its ids, as 32-bit integers in big-endian order. The first object, before any order, says what is run.

Each rival gets the texts in the form in which its fastest call takes them; making that form is not measured.
"""

import contextlib
import json
import os
import sys
import tempfile
import time
from array import array
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

from memory import peak_rss_mib


class Gigatoken:
    """One buffer of bytes, which the library splits itself; an array of all ids. Its threads are rayon's."""

    library = "gigatoken"

    def __init__(self, vocabulary, texts, threads):
        os.environ["RAYON_NUM_THREADS"] = str(threads)
        import gigatoken

        if any(not text or "\0" in text for text in texts):
            raise SystemExit("texts: expected none that is empty or has a NUL, got one")
        self.load = lambda: gigatoken.Tokenizer(vocabulary / "tokenizer.json")
        self.source = gigatoken.BytesSource("\0".join(texts).encode(), separator=b"\0")
        self.parallel = threads > 1
        self.tokenizer = self.load()

    def ready(self):
        pass

    def encode(self):
        return self.tokenizer.encode_batch(self.source, parallel=self.parallel)

    def ids(self, encoded):
        return encoded.to_list()


class EmptyGigatoken(Gigatoken):
    """A new tokenizer for each call: its memory of words has to be filled anew."""

    def ready(self):
        self.tokenizer = self.load()


class Quicktok:
    """The batch call; an array of all ids. It knows a few ways to split, Llama 3's among them, and no other."""

    library = "quicktok-v1"

    def __init__(self, vocabulary, texts, threads):
        import quicktok

        with tempfile.TemporaryDirectory() as folder:
            quicktok.import_tokenizer(str(vocabulary / "tokenizer.json"), "ours", folder)
            self.tokenizer = quicktok.Tokenizer("ours", folder)
        self.texts = texts
        self.threads = threads

    def ready(self):
        pass

    def encode(self):
        return self.tokenizer.encode_batch(self.texts, self.threads)

    def ids(self, encoded):
        ids, places = encoded
        return [ids[start:end].tolist() for start, end in zip(places, places[1:])]


class Shares:
    """Each thread takes its share of the texts, for libraries that let go of Python's lock but have no threads."""

    def __init__(self, texts, threads):
        self.count = len(texts)
        self.shares = [self.share(texts[first::threads]) for first in range(threads)]
        self.pool = ThreadPoolExecutor(threads)

    def share(self, texts):
        return texts

    def ready(self):
        pass

    def encode(self):
        if len(self.shares) == 1:
            return [self.encode_share(self.shares[0])]
        return list(self.pool.map(self.encode_share, self.shares))

    def ids(self, encoded):
        all_ids = [None] * self.count
        for first, share in enumerate(encoded):
            all_ids[first :: len(encoded)] = self.ids_of_share(share)
        return all_ids

    def ids_of_share(self, share):
        return share


class Kitoken(Shares):
    """The batch call, which has one thread."""

    library = "kitoken"

    def __init__(self, vocabulary, texts, threads):
        from kitoken import Kitoken

        super().__init__(texts, threads)
        self.encode_share = Kitoken.from_tokenizers_file(str(vocabulary / "tokenizer.json")).encode_all


class Tiktoken(Shares):
    """A text a call: its batch call hands each text to a pool and took longer."""

    library = "tiktoken"

    def __init__(self, vocabulary, texts, threads):
        import tiktoken

        super().__init__(texts, threads)
        whole = json.loads((vocabulary / "tokenizer.json").read_text("utf-8"))
        special = {token["content"]: token["id"] for token in whole["added_tokens"]}
        in_bytes = byte_of_character()
        self.encoding = tiktoken.Encoding(
            "ours",
            pat_str=expression(whole["pre_tokenizer"]),
            mergeable_ranks={
                bytes(in_bytes[c] for c in piece): rank
                for piece, rank in whole["model"]["vocab"].items()
                if piece not in special
            },
            special_tokens=special,
        )

    def encode_share(self, texts):
        encode = self.encoding.encode_ordinary
        return [encode(text) for text in texts]


class BpeOpenai(Shares):
    """A text a call. Its vocabularies are built in; it keeps Python's lock, so a second thread would only wait."""

    library = "bpe-openai"
    vocabulary = "cl100k_base"

    def __init__(self, vocabulary, texts, threads):
        import bpe_openai

        super().__init__(texts, threads)
        self.encoding = bpe_openai.get_encoding(self.vocabulary)

    def encode_share(self, texts):
        encode = self.encoding.encode_ordinary
        return [encode(text) for text in texts]


class TensorflowText(Shares):
    """FastBertTokenizer, FastWordpieceTokenizer behind BERT's normalisation, from and to tensors."""

    library = "tensorflow-text"

    def __init__(self, vocabulary, texts, threads):
        with silence():
            import tensorflow
            import tensorflow_text

            tensorflow.config.threading.set_inter_op_parallelism_threads(threads)
            tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
            self.share = tensorflow.constant
            super().__init__(texts, threads)
            self.encode_share = tensorflow_text.FastBertTokenizer(
                vocab=(vocabulary / "vocab.txt").read_text("utf-8").splitlines(),
                token_out_type=tensorflow.int32,
                lower_case_nfd_strip_accents=True,
            ).tokenize

    def ids_of_share(self, share):
        return share.to_list()


RIVALS = {
    "gigatoken-empty": EmptyGigatoken,
    "gigatoken-warm": Gigatoken,
    "quicktok": Quicktok,
    "kitoken": Kitoken,
    "tiktoken": Tiktoken,
    "bpe-openai": BpeOpenai,
    "tensorflow-text": TensorflowText,
}


def byte_of_character():
    """GPT-2's way to write bytes: printable Latin-1 as itself, the others from U+0100 on."""
    shown = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(0x100) if byte not in shown]
    return {chr(byte): byte for byte in shown} | {chr(0x100 + i): byte for i, byte in enumerate(hidden)}


def expression(pre_tokenizer):
    """How words are cut: the file's own expression, or GPT-2's as tiktoken writes it."""
    for stage in pre_tokenizer.get("pretokenizers", []):
        if stage["type"] == "Split":
            return stage["pattern"]["Regex"]
    from tiktoken_ext.openai_public import r50k_pat_str

    return r50k_pat_str


@contextlib.contextmanager
def silence():
    """TensorFlow's greetings come from C++, so the descriptor itself has to lead elsewhere meanwhile."""
    errors = os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(errors, 2)
        os.close(errors)
        os.close(nothing)


def write_ids(path, all_ids):
    numbers = array("i")
    for ids in all_ids:
        numbers.append(len(ids))
        numbers.extend(ids)
    if sys.byteorder == "little":
        numbers.byteswap()
    Path(path).write_bytes(numbers.tobytes())


def main():
    answers = sys.stdout
    sys.stdout = sys.stderr  # libraries print too
    name, vocabulary, texts, threads = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    if name not in RIVALS:
        raise SystemExit(f"rival: expected one of {', '.join(RIVALS)}, got {name}")
    with contextlib.redirect_stdout(None):
        rival = RIVALS[name](vocabulary, json.loads(texts.read_text("utf-8")), threads)
    answer = dict(library=f"{rival.library} {version(rival.library)}")
    if hasattr(rival, "vocabulary"):
        answer["vocabulary"] = rival.vocabulary
    print(json.dumps(answer), file=answers, flush=True)
    for line in sys.stdin:
        order, _, path = line.strip().partition(" ")
        rival.ready()
        start = time.perf_counter()
        encoded = rival.encode()
        seconds = time.perf_counter() - start
        peak = peak_rss_mib()
        if order == "ids":
            write_ids(path, rival.ids(encoded))
        elif order != "call":
            raise SystemExit(f"order: expected call or ids, got {order}")
        print(json.dumps(dict(seconds=seconds, peakRssMiB=peak)), file=answers, flush=True)
        del encoded


main()
