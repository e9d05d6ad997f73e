"""Records learning rate schedules as torch's schedulers and transformers' functions make them.

    python schedules.py RESULT.json

Each number is the factor of a step, counted from 0; the peak is 1.
"""

import json
import sys
from pathlib import Path

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, OneCycleLR
from transformers import get_wsd_schedule

STEPS, WARMUP, DECAY = 40, 8, 10


def factors(make, steps):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimizer)
    result = []
    for step in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < steps - 1:
            scheduler.step()
    return result


def main():
    fall = STEPS - WARMUP
    result = {
        "steps": STEPS,
        "warmup": WARMUP,
        "decay": DECAY,
        # after the warm-up
        "linear": factors(lambda o: LinearLR(o, 1.0, 0.0, total_iters=fall), fall),
        "cosine": factors(lambda o: CosineAnnealingLR(o, T_max=fall), fall),
        # its warm-up begins at 0, so only what follows it is compared
        "warmup_stable_decay_linear": factors(
            lambda o: get_wsd_schedule(
                o,
                num_warmup_steps=WARMUP,
                num_stable_steps=STEPS - WARMUP - DECAY,
                num_decay_steps=DECAY,
                decay_type="linear",
            ),
            STEPS,
        ),
        "warmup_stable_decay_sqrt": factors(
            lambda o: get_wsd_schedule(
                o,
                num_warmup_steps=WARMUP,
                num_stable_steps=STEPS - WARMUP - DECAY,
                num_decay_steps=DECAY,
                decay_type="1-sqrt",
            ),
            STEPS,
        ),
        "one_cycle": factors(lambda o: OneCycleLR(o, 1.0, total_steps=STEPS, pct_start=WARMUP / STEPS), STEPS),
    }
    Path(sys.argv[1]).write_text(json.dumps(result, indent=0).replace(",\n", ", ") + "\n")


if __name__ == "__main__":
    main()
