"""Pretrains a BERT as HuggingFace's run_mlm.py does, for a time; prints one JSON object a line.

    python run_mlm.py DOCUMENTS.jsonl TOKENIZER_DIR OUT_DIR --seconds 1800 [--rate 5e-4] [--dropout 0.0] [--batch 32] ...

What is taken from run_mlm.py: texts are tokenised with their special tokens, joined in groups of 1000 and cut into
blocks of the longest length, the rest of a group left out; 15 % of the tokens are asked for, 80/10/10; Trainer with
AdamW, a rate that falls in a straight line to 0, no warm-up, no weight decay. Its defaults are --rate 5e-5 --batch 8
--dropout 0.1. So that the rate reaches 0 when the time is over, the steps of a short trial say how many there will be.
The last model is in OUT_DIR, those on the way in OUT_DIR/at-SECONDS.
"""

import argparse
import json
import pathlib
import time

import torch
from transformers import (
    BertConfig,
    BertForMaskedLM,
    DataCollatorForLanguageModeling,
    PreTrainedTokenizerFast,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)

GROUP = 1000
TRIAL_STEPS = 20


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("documents")
    parser.add_argument("tokenizer")
    parser.add_argument("out")
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--length", type=int, default=128)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--inner", type=int, default=1024)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--keep", type=float, default=300, help="seconds between two models that are kept")
    parser.add_argument("--most-steps", type=int, default=0, help="the steps, if they are known from an earlier trial")
    return parser.parse_args()


class Blocks(torch.utils.data.Dataset):
    """Blocks of `length` tokens, grouped as run_mlm.py groups them."""

    def __init__(self, file, tokenizer, length):
        self.blocks = []
        texts = []
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                texts.append(json.loads(line)["text"])
                if len(texts) == GROUP:
                    self.add(texts, tokenizer, length)
                    texts = []
        self.add(texts, tokenizer, length)

    def add(self, texts, tokenizer, length):
        if not texts:
            return
        joined = []
        for ids in tokenizer(texts, return_token_type_ids=False, return_attention_mask=False)["input_ids"]:
            joined.extend(ids)
        whole = len(joined) // length * length
        self.blocks.extend(torch.tensor(joined[:whole], dtype=torch.int32).view(-1, length).unbind())

    def __len__(self):
        return len(self.blocks)

    def __getitem__(self, i):
        return {"input_ids": self.blocks[i].long()}


class Clock(TrainerCallback):
    """Ends training when the time is over, and keeps models on the way."""

    def __init__(self, options, tokenizer):
        self.options = options
        self.tokenizer = tokenizer
        self.kept = 0
        self.start = None
        self.paused = 0.0

    def elapsed(self):
        return time.perf_counter() - self.start - self.paused

    def on_train_begin(self, args, state, control, **rest):
        self.start = time.perf_counter()

    def on_step_end(self, args, state, control, model=None, **rest):
        if self.elapsed() >= (self.kept + 1) * self.options.keep:
            begin = time.perf_counter()
            self.kept += 1
            save(model, self.tokenizer, f"{self.options.out}/at-{round(self.kept * self.options.keep)}")
            self.paused += time.perf_counter() - begin
        if self.elapsed() >= self.options.seconds:
            control.should_training_stop = True

    def on_log(self, args, state, control, logs=None, **rest):
        if "loss" in logs:
            tokens = state.global_step * self.options.batch * self.options.length
            seconds = self.elapsed()
            line = dict(step=state.global_step, seconds=seconds, tokens=tokens, tokensPerSecond=tokens / seconds)
            print(json.dumps(dict(line, loss=logs["loss"], learningRate=logs["learning_rate"])), flush=True)


def save(model, tokenizer, folder):
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def new_model(options, tokenizer):
    set_seed(options.seed)
    return BertForMaskedLM(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=options.width,
            num_hidden_layers=options.layers,
            num_attention_heads=options.heads,
            intermediate_size=options.inner,
            max_position_embeddings=options.length,
            hidden_dropout_prob=options.dropout,
            attention_probs_dropout_prob=options.dropout,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def train(options, tokenizer, blocks, steps, callbacks, log):
    model = new_model(options, tokenizer)
    trainer = Trainer(
        model=model,
        args=TrainingArguments(
            output_dir=f"{options.out}/trainer",
            max_steps=steps,
            per_device_train_batch_size=options.batch,
            learning_rate=options.rate,
            logging_steps=log,
            save_strategy="no",
            report_to=[],
            use_cpu=True,
            disable_tqdm=True,
            seed=options.seed,
        ),
        train_dataset=blocks,
        data_collator=DataCollatorForLanguageModeling(tokenizer=tokenizer, mlm_probability=0.15),
        callbacks=callbacks,
    )
    trainer.train()
    return model


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    file = pathlib.Path(options.tokenizer) / "tokenizer.json"
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(file),
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_input_names=["input_ids", "attention_mask"],
    )
    blocks = Blocks(options.documents, tokenizer, options.length)
    steps = options.most_steps
    if not steps:
        train(options, tokenizer, blocks, 3, [], 1000)  # the first steps of a process are slow
        begin = time.perf_counter()
        train(options, tokenizer, blocks, TRIAL_STEPS, [], 1000)
        steps = max(1, int(options.seconds / ((time.perf_counter() - begin) / TRIAL_STEPS)))
    model = new_model(options, tokenizer)
    parameters = sum(p.numel() for p in model.parameters())
    print(json.dumps(dict(vars(options), blocks=len(blocks), steps=steps, parameters=parameters)), flush=True)
    clock = Clock(options, tokenizer)
    model = train(options, tokenizer, blocks, steps, [clock], 50)
    save(model, tokenizer, options.out)
    print(json.dumps(dict(seconds=clock.elapsed(), model=options.out)), flush=True)


if __name__ == "__main__":
    main()
