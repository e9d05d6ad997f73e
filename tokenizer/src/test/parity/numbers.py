"""Writes how the reference reads the scores of a Unigram model.

    python numbers.py FOLDER

FOLDER has the files of wordpiece.py. Each line of numbers.cases.txt is a number as JSON spells it and what the reference
read, in the shortest spelling that stands for it alone.
"""

import json
import random
import sys
from pathlib import Path

from tokenizers import Tokenizer

EDGES = """0.0 -0.0 -1 -0.1 -1.5e0 -12e+1 -1E-3 -1e22 -1e23 -123456789012345678e-10 -9007199254740993 -18446744073709551615
-18446744073709551616 -18446744073709551614.5 -184467440737095516150000 -9223372036854775809 -4.9e-324 -2.2250738585072014e-308
-1e-310 -1e-400 -0.000000000000000000000000012345 -123456789012345678901234567890.5e-20 -0e5 -1.7976931348623157e308""".split()


def numbers():
    random.seed(7)
    yield from EDGES
    for _ in range(60):
        yield repr(-random.random() * 20)
    for _ in range(40):
        yield "-%d.%s" % (random.randrange(20), "".join(random.choices("0123456789", k=random.randrange(1, 24))))


def main(folder):
    spelt = list(numbers())
    pieces = ",".join('["p%d",%s]' % (i, number) for i, number in enumerate(spelt))
    tree = '{"version":"1.0","added_tokens":[],"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],%s]}}' % pieces
    read = json.loads(Tokenizer.from_str(tree).to_str())["model"]["vocab"][1:]
    lines = ["%s %r" % (number, score) for number, (_, score) in zip(spelt, read, strict=True)]
    (folder / "numbers.cases.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
