"""Makes small random models with the reference, saves them as it does, and asks it for what they compute.

    python huggingface.py FOLDER

Each case is a folder: config.json and the weights as HuggingFace lays them out, and expected.safetensors, which holds
for each batch NAME.ids, .mask, .types (if the model has them), .hidden, .logits (if it has a head) and .pooled (if it
has a pooler), all as float32. The reference runs in float32, in evaluation, with its eager attention.

Weights are random and large, biases and norms included: near the usual initial values (deviation 0.02, ones and
zeros) a wrong bias or norm would hide below the tolerance.
"""

import json
import shutil
import sys
import warnings
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch.utils.flop_counter import FlopCounterMode
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForPreTraining,
    BertModel,
    ModernBertConfig,
    ModernBertForMaskedLM,
    ModernBertModel,
    RobertaConfig,
    RobertaForMaskedLM,
    RobertaModel,
)

VOCABULARY = 53
POSITIONS = 40
LENGTHS = [13, 1, 7]


def bert(**changes):
    return BertConfig(**{
        "vocab_size": VOCABULARY, "hidden_size": 24, "num_hidden_layers": 5, "num_attention_heads": 3,
        "intermediate_size": 44, "max_position_embeddings": POSITIONS, "type_vocab_size": 2,
        "layer_norm_eps": 1e-7, "initializer_range": 0.03, "hidden_dropout_prob": 0.15,
        "attention_probs_dropout_prob": 0.05, **changes,
    })


def roberta(**changes):
    return RobertaConfig(**{
        "vocab_size": VOCABULARY, "hidden_size": 24, "num_hidden_layers": 4, "num_attention_heads": 3,
        "intermediate_size": 44, "max_position_embeddings": POSITIONS, "type_vocab_size": 1,
        "layer_norm_eps": 1e-5, **changes,
    })


def modernbert(**changes):
    return ModernBertConfig(**{
        "vocab_size": VOCABULARY, "hidden_size": 24, "num_hidden_layers": 5, "num_attention_heads": 3,
        "intermediate_size": 20, "max_position_embeddings": POSITIONS, "local_attention": 8,
        "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3, "cls_token_id": 2, "sep_token_id": 3,
        "embedding_dropout": 0.1, "mlp_dropout": 0.2, "attention_dropout": 0.05, **changes,
    })


def rope(whole, window):
    return {
        "full_attention": {"rope_type": "default", "rope_theta": whole},
        "sliding_attention": {"rope_type": "default", "rope_theta": window},
    }


def filled(model, seed, dtype=torch.float32):
    """Random numbers in place of the weights, of those that dtype can say."""
    random = torch.Generator().manual_seed(seed)
    model = model.eval()
    model.set_attn_implementation("eager")
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            norm = parameter.dim() == 1 and name.endswith("weight")
            values = torch.randn(parameter.shape, generator=random)
            values = 1 + 0.3 * values if norm else (0.3 if parameter.dim() == 1 else 0.2) * values
            parameter.copy_(values.to(dtype).float())
    return model


def batch(random, lengths, side, padding, types):
    """Rows of the lengths given, padded on a side, without the padding's id among the tokens."""
    longest = max(lengths)
    ids = torch.full((len(lengths), longest), padding)
    mask = torch.zeros_like(ids)
    kinds = torch.zeros_like(ids)
    for row, length in enumerate(lengths):
        place = slice(0, length) if side == "right" else slice(longest - length, longest)
        ids[row, place] = torch.randint(5, VOCABULARY, (length,), generator=random)
        mask[row, place] = 1
        kinds[row, place] = torch.randint(0, types, (length,), generator=random) if types else 0
    return ids, mask, kinds


def expected(model, seed, lengths, longest):
    """What the model computes for each batch."""
    random = torch.Generator().manual_seed(seed)
    config = model.config
    types = getattr(config, "type_vocab_size", 0)
    batches = {
        "whole": ([13, 13], "right"),
        "right": (lengths, "right"),
        "left": (lengths, "left"),
        "longest": ([longest], "right"),
    }
    tensors = {}
    for name, (rows, side) in batches.items():
        ids, mask, kinds = batch(random, rows, side, config.pad_token_id, types)
        inputs = {"input_ids": ids, "attention_mask": mask}
        if types:
            inputs["token_type_ids"] = kinds
            tensors[f"{name}.types"] = kinds
        tensors[f"{name}.ids"] = ids
        tensors[f"{name}.mask"] = mask
        with torch.no_grad():
            encoder = model.base_model(**inputs)
            tensors[f"{name}.hidden"] = encoder.last_hidden_state
            if getattr(encoder, "pooler_output", None) is not None:
                tensors[f"{name}.pooled"] = encoder.pooler_output
            if not isinstance(model, (BertModel, RobertaModel, ModernBertModel)):
                output = model(**inputs)
                tensors[f"{name}.logits"] = (
                    output.prediction_logits if isinstance(model, BertForPreTraining) else output.logits
                )
    return {name: tensor.float().contiguous() for name, tensor in tensors.items()}


def write(folder, model, seed, lengths=LENGTHS, longest=POSITIONS, dtype=torch.float32, shard="10GB"):
    shutil.rmtree(folder, ignore_errors=True)
    outputs = expected(model, seed, lengths, longest)
    model.to(dtype).save_pretrained(folder, max_shard_size=shard)
    save_file(outputs, folder / "expected.safetensors")
    size = {name: tensor.abs().mean().item() for name, tensor in outputs.items() if name.startswith("right")}
    print(folder.name, {name: round(value, 2) for name, value in size.items()})


def as_saved_years_ago(folder):
    """Names and buffers of the first BERT checkpoints that were turned into PyTorch, and their tied decoder."""
    file = folder / "model.safetensors"
    old = {}
    for name, tensor in load_file(file).items():
        name = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")
        old[name] = tensor
    old["bert.embeddings.position_ids"] = torch.arange(POSITIONS).unsqueeze(0)
    old["cls.predictions.decoder.weight"] = old["bert.embeddings.word_embeddings.weight"].clone()
    old["cls.predictions.decoder.bias"] = old["cls.predictions.bias"].clone()
    save_file(old, file, metadata={"format": "pt"})
    change(folder, {"position_embedding_type": "absolute", "torch_dtype": "float32", "model_type": "bert",
                    "gradient_checkpointing": False, "pooler_type": "first_token_transform"}, ["dtype"])


def as_first_modernbert(folder):
    """The fields of ModernBERT's own config.json, before rope_parameters and layer_types."""
    change(folder, {
        "global_rope_theta": 50000.0, "local_rope_theta": 500.0, "global_attn_every_n_layers": 4,
        "position_embedding_type": "absolute", "layer_norm_eps": 1e-05, "gradient_checkpointing": False,
        "reference_compile": None, "repad_logits_with_grad": False, "torch_dtype": "float32",
    }, ["layer_types", "rope_parameters", "dtype"])


def change(folder, added, removed):
    file = folder / "config.json"
    config = {**json.loads(file.read_text()), **added}
    for field in removed:
        config.pop(field, None)
    file.write_text(json.dumps(config, indent=2) + "\n")


def cases(folder):
    edge = [8, 3, 4, 5, 9, 10, 1]  # a window of 8 sees 4 places to each side
    write(folder / "bert", filled(BertForMaskedLM(bert()), 1), 101)
    old = BertForPreTraining(bert(hidden_act="gelu_new", num_hidden_layers=2))
    write(folder / "bert-old-names", filled(old, 2), 102)
    as_saved_years_ago(folder / "bert-old-names")
    write(folder / "bert-encoder-fp16", filled(BertModel(bert(num_hidden_layers=3)), 3, torch.float16), 103,
          dtype=torch.float16)
    sharded = BertForMaskedLM(bert(num_hidden_layers=2, type_vocab_size=3))
    write(folder / "bert-sharded", filled(sharded, 4), 104, shard="20KB")

    write(folder / "roberta", filled(RobertaForMaskedLM(roberta()), 5), 105, longest=POSITIONS - 2)
    encoder = RobertaModel(roberta(num_hidden_layers=2, pad_token_id=3), add_pooling_layer=False)
    write(folder / "roberta-encoder-bf16", filled(encoder, 6, torch.bfloat16), 106, longest=POSITIONS - 4,
          dtype=torch.bfloat16)

    write(folder / "modernbert", filled(ModernBertForMaskedLM(modernbert()), 7), 107, edge)
    biased = modernbert(
        norm_bias=True, attention_bias=True, mlp_bias=True, classifier_bias=True, local_attention=6,
        hidden_activation="gelu_pytorch_tanh", classifier_activation="gelu_pytorch_tanh",
        layer_types=["full_attention" if i % 2 == 0 else "sliding_attention" for i in range(5)],
        rope_parameters=rope(30_000.0, 100.0),
    )
    write(folder / "modernbert-biases-bf16", filled(ModernBertForMaskedLM(biased), 8, torch.bfloat16), 108, edge,
          dtype=torch.bfloat16)
    first = modernbert(
        local_attention=4, num_hidden_layers=6,
        layer_types=["full_attention" if i % 4 == 0 else "sliding_attention" for i in range(6)],
        rope_parameters=rope(50_000.0, 500.0),
    )
    write(folder / "modernbert-encoder-old-fields", filled(ModernBertModel(first), 9), 109, edge)
    as_first_modernbert(folder / "modernbert-encoder-old-fields")


# layers, width, heads, feed-forward width: Turc et al. 2019 (the small ones), Devlin et al. 2019
BERT_SIZES = {
    "bert-tiny": (2, 128, 2, 512), "bert-mini": (4, 256, 4, 1024), "bert-small": (4, 512, 8, 2048),
    "bert-medium": (8, 512, 8, 2048), "bert-base": (12, 768, 12, 3072), "bert-large": (24, 1024, 16, 4096),
}
# Weller et al. 2025 (Ettin: the small ones), Warner et al. 2024
MODERNBERT_SIZES = {
    "modernbert-17m": (7, 256, 4, 384), "modernbert-32m": (10, 384, 6, 576), "modernbert-68m": (19, 512, 8, 768),
    "modernbert-150m": (22, 768, 12, 1152), "modernbert-400m": (28, 1024, 16, 2624),
}
LENGTH = 128


def counted(make):
    """Parameters, a tied one once, and the FLOPs of a forward pass without data (on the meta device)."""
    with torch.device("meta"):
        model = make().eval()
        ids = torch.zeros((1, LENGTH), dtype=torch.long)
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model(input_ids=ids)
    return {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "flops": counter.get_total_flops(),
    }


def sizes():
    counts = {}
    for names, config_type, model_type, head_type in [
        (BERT_SIZES, BertConfig, BertModel, BertForMaskedLM),
        (MODERNBERT_SIZES, ModernBertConfig, ModernBertModel, ModernBertForMaskedLM),
    ]:
        for name, (layers, width, heads, feed_forward) in names.items():
            config = config_type(
                num_hidden_layers=layers, hidden_size=width, num_attention_heads=heads, intermediate_size=feed_forward
            )
            config._attn_implementation = "eager"
            encoder = {"add_pooling_layer": False} if model_type is BertModel else {}
            counts[name] = {
                "layers": layers, "width": width, "heads": heads, "feedForwardWidth": feed_forward,
                "vocabularySize": config.vocab_size, "maxPositions": config.max_position_embeddings,
                "encoder": counted(lambda: model_type(config, **encoder)),
                "maskedLanguageModel": counted(lambda: head_type(config)),
            }
    return {
        "how": "torch.utils.flop_counter.FlopCounterMode: two for each multiplication of matrix products (linear layers, "
        f"scores, mixes), nothing else; forward, one row of {LENGTH} tokens, eager attention, the head on every token",
        "length": LENGTH,
        "models": counts,
    }


def main():
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    cases(folder)
    (folder / "sizes.json").write_text(json.dumps(sizes(), indent=2) + "\n")


main()
