"""Trains HuggingFace's BertForMaskedLM a step at each order; prints JSON, one object a line.

    python training_step.py KIND SIZES_JSON BATCHES THREADS

KIND is transformers, transformers-masked, transformers-compiled or transformers-masked-compiled. SIZES_JSON names layers,
width, heads, feedForwardWidth, vocabulary, length, rows, masked, dropout and learningRate. BATCHES holds int32, little
endian: of each batch its ids, the places of its masked tokens counted over all rows, their labels. They are taken in a
circle and are tensors before the first order, so that masking and loading cost the rival nothing.

The settings are chosen for speed on CPUs with 32-bit floats; they were not measured one by one:
- sdpa attention, and no attention mask, since rows are full: an attention mask would only be looked at and dropped;
- AdamW in its fused form, gradients set to None, the norm clipped to 1 with foreach, as Trainer does by default;
- as many threads as Cloze has, the same variables of the C allocator, subnormal numbers flushed to zero;
- no Trainer, DataLoader, logging or checkpoints: only the step;
- "compiled" compiles the loss and its gradient whole, with fixed shapes (torch.compile, inductor, which needs a C++ compiler).

The head of BertForMaskedLM gives logits at all places. "masked" picks the masked ones behind the encoder and gives only those
to the head, by the model's own parts, as an expert who minds it would (ModernBERT in the same library can, by
sparse_prediction; it is another model).
"""

import contextlib
import json
import sys
import time

import numpy
import torch
import transformers
from memory import peak_rss_mib
from transformers import BertConfig, BertForMaskedLM

KINDS = ["transformers", "transformers-masked", "transformers-compiled", "transformers-masked-compiled"]


def new_model(sizes):
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=sizes["vocabulary"],
        hidden_size=sizes["width"],
        num_hidden_layers=sizes["layers"],
        num_attention_heads=sizes["heads"],
        intermediate_size=sizes["feedForwardWidth"],
        max_position_embeddings=sizes["length"],
        hidden_dropout_prob=sizes["dropout"],
        attention_probs_dropout_prob=sizes["dropout"],
        attn_implementation="sdpa",
    )
    return BertForMaskedLM(config).train()


def read_batches(file, sizes, masked_only):
    """Arguments of the loss: ids_BT, and labels_BT with -100 elsewhere, or places_M and labels_M."""
    rows, length, masked = sizes["rows"], sizes["length"], sizes["masked"]
    batches = []
    for numbers in numpy.fromfile(file, dtype="<i4").astype(numpy.int64).reshape(-1, rows * length + 2 * masked):
        ids, places, labels = (
            torch.from_numpy(part.copy()) for part in numpy.split(numbers, [rows * length, rows * length + masked])
        )
        if masked_only:
            batches.append((ids.view(rows, length), places, labels))
        else:
            all_labels = torch.full((rows * length,), -100).index_put_((places,), labels)
            batches.append((ids.view(rows, length), all_labels.view(rows, length)))
    return batches


def loss_of(model, masked_only):
    def everywhere(ids_BT, labels_BT):
        return model(input_ids=ids_BT, labels=labels_BT).loss

    def only_masked(ids_BT, places_M, labels_M):
        hidden_BTD = model.bert(input_ids=ids_BT).last_hidden_state
        logits_MV = model.cls(hidden_BTD.flatten(0, 1)[places_M])
        return torch.nn.functional.cross_entropy(logits_MV, labels_M)

    return only_masked if masked_only else everywhere


def main():
    answers = sys.stdout
    sys.stdout = sys.stderr  # libraries print too
    kind, sizes, file, threads = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    if kind not in KINDS:
        raise SystemExit(f"kind: expected one of {', '.join(KINDS)}, got {kind}")
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    masked_only = "masked" in kind
    with contextlib.redirect_stdout(None):
        model = new_model(sizes)
    loss = loss_of(model, masked_only)
    if kind.endswith("compiled"):
        loss = torch.compile(loss, fullgraph=True, dynamic=False)
    batches = read_batches(file, sizes, masked_only)
    parameters = list(model.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=sizes["learningRate"], weight_decay=0.01, fused=True)
    count = sum(p.numel() for p in parameters)
    library = f"transformers {transformers.__version__}, torch {torch.__version__.partition('+')[0]}"
    print(json.dumps(dict(library=library, parameters=count)), file=answers, flush=True)
    step = 0
    for line in sys.stdin:
        if line.strip() != "call":
            raise SystemExit(f"order: expected call, got {line.strip()}")
        start = time.perf_counter()
        mean = loss(*batches[step % len(batches)])
        mean.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0, foreach=True)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        value = mean.item()
        seconds = time.perf_counter() - start
        step += 1
        print(json.dumps(dict(seconds=seconds, peakRssMiB=peak_rss_mib(), loss=value)), file=answers, flush=True)


main()
