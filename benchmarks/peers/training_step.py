"""Training steps of HuggingFace's BertForMaskedLM, on orders from standard input; prints one JSON object a line.

    python training_step.py eager|compiled LAYERS WIDTH HEADS INNER VOCABULARY LENGTH ROWS MASKED RATE DROPOUT THREADS

It describes itself, then answers each line `call` with one step: forward, backward, clipping, update. What is chosen in its
favour: scaled_dot_product_attention, the fused AdamW that Trainer has as its default, gradients set to none, subnormal numbers
off, batches made beforehand, no attention mask as all rows are full, and compiled: torch.compile with fixed shapes, whose
compilation falls into the first call. As shipped, the head scores every token of a row, where Cloze's scores the masked ones.
"""

import json
import sys
import time

import torch
from transformers import BertConfig, BertForMaskedLM, __version__

from memory import peak_rss_mib

BATCHES = 16


def batches(vocabulary, length, rows, masked):
    """Words by Zipf's law, of which each row hides the same number."""
    torch.manual_seed(1)
    made = []
    for _ in range(BATCHES):
        ids = (5 + (vocabulary - 5) ** torch.rand(rows, length) - 1).long()
        labels = torch.full_like(ids, -100)
        places = torch.rand(rows, length).argsort(1)[:, :masked]
        labels.scatter_(1, places, ids.gather(1, places))
        made.append((ids.scatter(1, places, 4), labels))
    return made


def main():
    answers = sys.stdout
    sys.stdout = sys.stderr  # libraries print too
    kind = sys.argv[1]
    layers, width, heads, inner, vocabulary, length, rows, masked = map(int, sys.argv[2:10])
    rate, dropout, threads = float(sys.argv[10]), float(sys.argv[11]), int(sys.argv[12])
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        max_position_embeddings=length,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        attn_implementation="sdpa",
    )
    data = batches(vocabulary, length, rows, masked)
    model = BertForMaskedLM(config).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01, fused=True)
    run = torch.compile(model, dynamic=False) if kind == "compiled" else model
    library = f"transformers {__version__}, torch {torch.__version__}"
    print(json.dumps(dict(library=library)), file=answers, flush=True)
    for number, line in enumerate(sys.stdin):
        if line.strip() != "call":
            raise SystemExit(f"order: expected call, got {line.strip()}")
        ids, labels = data[number % BATCHES]
        start = time.perf_counter()
        loss = run(input_ids=ids, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        value = loss.item()
        seconds = time.perf_counter() - start
        print(json.dumps(dict(seconds=seconds, peakRssMiB=peak_rss_mib(), loss=value)), file=answers, flush=True)


main()
