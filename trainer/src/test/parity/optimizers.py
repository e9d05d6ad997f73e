"""Records twenty steps of optimisers as their reference implementations make them.

    python optimizers.py RESULT.json

Weights and gradients are float64, so that what is left of a difference is Cloze's own float32. The rate changes from
step to step, and one gradient is twenty times as large as the others, which StableAdamW answers to. Versions are those of
optimizers-requirements.txt; timm and torch-optimi are installed with --no-deps.
"""

import importlib.util
import json
import sys
import types
from pathlib import Path

import torch
import torch.optim._muon as torch_muon
from optimi import StableAdamW

STEPS = 20
SPIKE = 12
RATE, MUON_RATE = 0.01, 0.02
DECAY, MUON_DECAY = 0.1, 0.05
BETAS, EPSILON, MOMENTUM = (0.9, 0.98), 1e-8, 0.95

# name, sizes, role
PARAMETERS = [
    ("wide", (3, 5), "HIDDEN_MATRIX"),
    ("square", (3, 3), "HIDDEN_MATRIX"),
    ("tall", (5, 3), "HIDDEN_MATRIX"),
    ("table", (6, 3), "EMBEDDING"),
    ("norm", (4,), "NORM"),
    ("bias", (3,), "BIAS"),
]


def lamb_class():
    """timm's Lamb without the rest of timm, which needs torchvision."""
    place = Path(importlib.util.find_spec("timm").origin).parent
    for name, folder in (("timm", place), ("timm.optim", place / "optim")):
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    from timm.optim.lamb import Lamb

    return Lamb


class Float64Torch:
    """torch, but what asks for bfloat16 gets float64: torch.optim.Muon's iteration has the type written in."""

    bfloat16 = torch.float64

    def __getattr__(self, name):
        return getattr(torch, name)


def factor(step):
    return 0.5 + 0.5 * (step % 4) / 3


def run(gradients, initial, make):
    weights = [torch.nn.Parameter(values.clone()) for values in initial]
    matrices = [w for w, p in zip(weights, PARAMETERS) if p[2] in ("HIDDEN_MATRIX", "EMBEDDING")]
    hidden = [w for w, p in zip(weights, PARAMETERS) if p[2] == "HIDDEN_MATRIX"]
    rest = [w for w, p in zip(weights, PARAMETERS) if p[2] in ("NORM", "BIAS")]
    optimizers = make(hidden, matrices, rest)
    recorded = []
    for step in range(STEPS):
        for w, g in zip(weights, gradients[step]):
            w.grad = g.clone()
        for optimizer, rate in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate * factor(step)
            optimizer.step()
        recorded.append([w.detach().flatten().tolist() for w in weights])
    return recorded


def groups(decayed, undecayed):
    return [{"params": decayed, "weight_decay": DECAY}, {"params": undecayed, "weight_decay": 0.0}]


def main():
    torch.set_default_dtype(torch.float64)
    torch_muon.torch = Float64Torch()
    lamb = lamb_class()
    generator = torch.Generator().manual_seed(5)

    def numbers(sizes, deviation):
        # float32 numbers, so that both sides begin with the same
        return (deviation * torch.randn(sizes, generator=generator)).float().double()

    initial = [numbers(sizes, 0.5) for _, sizes, _ in PARAMETERS]
    gradients = [
        [numbers(sizes, 0.3 * (20 if step == SPIKE else 1)) for _, sizes, _ in PARAMETERS] for step in range(STEPS)
    ]

    def adamw(decayed, undecayed):
        return torch.optim.AdamW(groups(decayed, undecayed), lr=RATE, betas=BETAS, eps=EPSILON)

    def muon(hidden, matrices, rest):
        embeddings = [w for w in matrices if all(w is not h for h in hidden)]
        first = torch.optim.Muon(
            hidden, lr=MUON_RATE, weight_decay=MUON_DECAY, momentum=MOMENTUM, adjust_lr_fn="match_rms_adamw"
        )
        return [(first, MUON_RATE), (adamw(embeddings, rest), RATE)]

    runs = {
        "adamw": lambda hidden, matrices, rest: [(adamw(matrices, rest), RATE)],
        "stable_adamw": lambda hidden, matrices, rest: [
            (StableAdamW(groups(matrices, rest), lr=RATE, betas=BETAS, eps=EPSILON, foreach=False, triton=False), RATE)
        ],
        "lamb": lambda hidden, matrices, rest: [
            (
                lamb(
                    groups(matrices, rest),
                    lr=RATE,
                    betas=BETAS,
                    eps=EPSILON,
                    bias_correction=True,
                    max_grad_norm=None,
                    trust_clip=False,
                    foreach=False,
                ),
                RATE,
            )
        ],
        "muon": muon,
    }
    result = {
        "learningRate": RATE,
        "muonLearningRate": MUON_RATE,
        "weightDecay": DECAY,
        "muonWeightDecay": MUON_DECAY,
        "beta1": BETAS[0],
        "beta2": BETAS[1],
        "epsilon": EPSILON,
        "momentum": MOMENTUM,
        "factors": [factor(step) for step in range(STEPS)],
        "parameters": [{"name": n, "sizes": s, "role": r} for n, s, r in PARAMETERS],
        "initial": [w.flatten().tolist() for w in initial],
        "gradients": [[g.flatten().tolist() for g in step] for step in gradients],
        "weights": {name: run(gradients, initial, make) for name, make in runs.items()},
    }
    text = json.dumps(rounded(result), separators=(",", ":"))
    Path(sys.argv[1]).write_text(text.replace("],[[", "],\n[[") + "\n")


def rounded(value):
    """Nine digits tell any two float32 numbers apart."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(inner) for inner in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


if __name__ == "__main__":
    main()
