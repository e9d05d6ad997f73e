"""Cuts a built corpus into the text of the comparison of training, and its held-out part.

    cloze corpus cat CORPUS | python mix.py OUT_DIR [--part NAME=SHARE ...]

Documents are cut at line ends into pieces of about 8,000 characters; each hundredth piece, by its hash, goes to
heldout.jsonl, the others to train.jsonl in the order of their hashes. --part keeps a share of the documents whose source's
name contains NAME. Prints the bytes of each file as JSON.
"""

import argparse
import hashlib
import json
import pathlib
import sys

PIECE = 8000


def pieces(text):
    piece, size = [], 0
    for line in text.split("\n"):
        piece.append(line)
        size += len(line) + 1
        if size >= PIECE:
            yield "\n".join(piece)
            piece, size = [], 0
    yield "\n".join(piece)


def number(text):
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--part", action="append", default=[])
    options = parser.parse_args()
    parts = [(name, float(share)) for name, share in (part.split("=") for part in options.part)]
    kept = {"train": [], "heldout": []}
    for line in sys.stdin:
        document = json.loads(line)
        shares = [share for name, share in parts if name in document["source"]] or [1.0]
        if number(document["text"]) % 10_000 >= shares[0] * 10_000:
            continue
        for piece in pieces(document["text"]):
            if piece.strip():
                kept["heldout" if number(piece) % 100 == 0 else "train"].append(piece)
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    for name, texts in kept.items():
        with open(out / f"{name}.jsonl", "w", encoding="utf-8") as file:
            for text in sorted(texts, key=number):
                file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    print(json.dumps({name: sum(len(t.encode()) for t in texts) for name, texts in kept.items()}))


if __name__ == "__main__":
    main()
