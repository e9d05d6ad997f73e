"""Loads models that Cloze has written into the reference and compares what they compute.

    python reverse.py FOLDER RESULT

FOLDER holds a folder for each model, with expected.safetensors beside the model's own files: ids, mask (1 for tokens, 0
for padding), types where the model has them, and Cloze's hidden and logits. RESULT is written as JSON; the exit code is
1 if a model does not load wholly or differs by more than the tolerance.
"""

import json
import platform
import sys
from pathlib import Path

import safetensors
import torch
import transformers
from safetensors.torch import load_file
from transformers import AutoModel, AutoModelForMaskedLM, AutoTokenizer

TOLERANCE = 1e-5


def largest(mine, theirs, mask):
    return (mine - theirs)[mask.bool()].abs().max().item()


def loaded(auto, folder):
    model, info = auto.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    # BERT's pooler is no part of masked language modelling; AutoModel makes a fresh one.
    missing = sorted(name for name in info["missing_keys"] if not name.startswith("pooler."))
    faults = {"missing": missing, "mismatched": sorted(map(str, info["mismatched_keys"]))}
    if auto is AutoModelForMaskedLM:
        faults["unexpected"] = sorted(info["unexpected_keys"])
    return model.eval(), {fault: names for fault, names in faults.items() if names}


def compared(folder):
    expected = load_file(folder / "expected.safetensors")
    inputs = {"input_ids": expected["ids"].long(), "attention_mask": expected["mask"].long()}
    if "types" in expected:
        inputs["token_type_ids"] = expected["types"].long()
    whole, faults = loaded(AutoModelForMaskedLM, folder)
    encoder, encoder_faults = loaded(AutoModel, folder)
    with torch.no_grad():
        logits = whole(**inputs).logits
        hidden = encoder(**inputs).last_hidden_state
    return {
        "class": type(whole).__name__,
        "parameters": whole.num_parameters(),
        "tokens": int(inputs["attention_mask"].sum()),
        "largestLogit": logits.abs().max().item(),
        "logitsDifference": largest(expected["logits"], logits, expected["mask"]),
        "hiddenDifference": largest(expected["hidden"], hidden, expected["mask"]),
        "tokenizer": len(AutoTokenizer.from_pretrained(folder)),
        "loadingFaults": {**faults, **encoder_faults},
    }


def main():
    transformers.logging.set_verbosity_error()
    folders = sorted(place.parent for place in Path(sys.argv[1]).glob("*/expected.safetensors"))
    models = {folder.name: compared(folder) for folder in folders}
    good = bool(models) and all(
        not model["loadingFaults"]
        and model["logitsDifference"] <= TOLERANCE
        and model["hiddenDifference"] <= TOLERANCE
        for model in models.values()
    )
    result = {
        "tolerance": TOLERANCE,
        "passed": good,
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__.split("+")[0],
            "transformers": transformers.__version__,
            "safetensors": safetensors.__version__,
        },
        "models": models,
    }
    Path(sys.argv[2]).write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    sys.exit(0 if good else 1)


main()
