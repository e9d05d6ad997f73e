"""Loads Cloze's exports in Python and compares what they compute.

    python exports.py FOLDER RESULT

FOLDER is what ExportParityTest has written: for each family the exports and expected.json. RESULT is written as JSON; the
exit code is 1 if an export does not load or differs by more than the tolerance.
"""

import json
import platform
import sys
import zipfile
from pathlib import Path

import sentence_transformers
import torch
import transformers
from sentence_transformers import SentenceTransformer
from transformers import AutoModelForMaskedLM

TOLERANCE = 2e-5


def batch_of(expected, side):
    numbers = expected[side]
    rows = numbers["rows"]
    ids = torch.tensor(numbers["ids"]).view(rows, -1)
    mask = torch.tensor(numbers["mask"]).view(rows, -1)
    return numbers, ids, mask


def largest(rows, given, mask):
    """The largest difference at tokens; rows has each row's numbers without padding."""
    differences = []
    for row, numbers in enumerate(rows):
        mine = torch.tensor(numbers).view(-1, given.shape[-1])
        differences.append((mine - given[row][mask[row].bool()]).abs().max().item())
    return max(differences)


def modules(expected, forward, sides=("right", "left")):
    result = {}
    for side in sides:
        numbers, ids, mask = batch_of(expected, side)
        with torch.no_grad():
            hidden, logits = forward(ids, mask)
        result[side + "Hidden"] = largest(numbers["hidden"], hidden, mask)
        result[side + "Logits"] = largest(numbers["logits"], logits, mask)
    return result


def torchscript(folder, expected):
    module = torch.jit.load(folder / "torchscript" / "model.pt")
    parameters = sum(p.numel() for p in module.parameters())
    two = modules(expected, module)
    three = modules(expected, lambda ids, mask: module(ids, mask, torch.zeros_like(ids)))
    return {"parameters": parameters, "twoArguments": two, "threeArguments": three}


def hugging_face(folder, expected):
    model = AutoModelForMaskedLM.from_pretrained(folder / "hf", attn_implementation="eager").eval()

    def forward(ids, mask):
        inputs = {"input_ids": ids, "attention_mask": mask}
        return model.base_model(**inputs).last_hidden_state, model(**inputs).logits

    return modules(expected, forward)


def texts(folder, expected, pooling):
    model = SentenceTransformer(str(folder / f"sentence-transformers-{pooling}"), device="cpu")
    given = torch.tensor(model.encode(expected["texts"]))
    return {
        "modules": [type(module).__name__ for module in model],
        "longest": model.max_seq_length,
        "difference": (torch.tensor(expected[pooling]) - given).abs().max().item(),
    }


def opensearch(folder, expected):
    with zipfile.ZipFile(folder / "opensearch" / "model.zip") as package:
        with package.open("model.pt") as file:
            module = torch.jit.load(file)
    numbers, ids, mask = batch_of(expected, "right")
    with torch.no_grad():
        given = module({"input_ids": ids, "attention_mask": mask})["sentence_embedding"]
    width = given.shape[-1]
    means = torch.stack([torch.tensor(row).view(-1, width).mean(0) for row in numbers["hidden"]])
    return {"difference": (means - given).abs().max().item()}


def differences(tree):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from differences(value)
        elif isinstance(value, float):
            yield value


def main(folder, result):
    families = {}
    for place in sorted(p for p in Path(folder).iterdir() if p.is_dir()):
        expected = json.loads((place / "expected.json").read_text())
        families[place.name] = {
            "torchscript": torchscript(place, expected),
            "hf": hugging_face(place, expected),
            "opensearch": opensearch(place, expected),
            **{
                "sentence-transformers " + pooling: texts(place, expected, pooling)
                for pooling in ("mean", "cls", "max")
            },
        }
    most = max(differences(families))
    report = {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "sentence_transformers": sentence_transformers.__version__,
        "tolerance": str(TOLERANCE),
        "largestDifference": most,
        "families": families,
    }
    Path(result).write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report, indent=2))
    return 0 if families and most <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
