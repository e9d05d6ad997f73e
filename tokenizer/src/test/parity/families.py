"""Makes small tokenizers in the layouts of BERT, RoBERTa and ModernBERT on made-up text, and the ids of further text.

    python families.py FOLDER

Each folder holds the files that transformers' save_pretrained leaves, probes.txt, and for each line of it the ids with
start and end around them (ids.txt). The probes of masks.txt hold mask tokens.
"""

import json
import sys
from pathlib import Path

from tokenizers import AddedToken, Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.decoders import WordPiece as WordPieceDecoder
from tokenizers.models import BPE, WordPiece
from tokenizers.normalizers import NFC, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer, ByteLevel
from tokenizers.processors import RobertaProcessing, TemplateProcessing
from tokenizers.trainers import BpeTrainer

from wordpiece import Text

KEYS = ["cls_token", "sep_token", "pad_token", "unk_token", "mask_token"]


def words(made, lines):
    """The distinct words of a text, in the order in which they come."""
    seen = {}
    for line in lines:
        for word, _ in made.pre_tokenizer.pre_tokenize_str(made.normalizer.normalize_str(line)):
            seen[word] = seen.get(word, 0) + 1
    return seen


def bert(lines):
    """WordPiece as bert-base-uncased has it: special tokens inside the vocabulary, padding and truncation switched on."""
    made = Tokenizer(WordPiece(unk_token="[UNK]"))
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    counts = words(made, lines)
    letters = sorted({letter for word in counts for letter in word})
    # No training, whose order the reference leaves open: frequent words, and each letter in both forms.
    frequent = [word for word in sorted(counts, key=lambda word: (-counts[word], word)) if len(word) > 1][:300]
    pieces = ["[PAD]"] + [f"[unused{i}]" for i in range(9)] + ["[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces += letters + ["##" + letter for letter in letters] + frequent
    made.model = WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]")
    made.decoder = WordPieceDecoder()
    made.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    ids = {name: made.token_to_id(name) for name in ["[CLS]", "[SEP]"]}
    made.post_processor = TemplateProcessing("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", list(ids.items()))
    names = ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"]
    config = dict(zip(KEYS, names)) | {
        "do_lower_case": True,
        "model_max_length": 512,
        "strip_accents": None,
        "tokenize_chinese_chars": True,
        "tokenizer_class": "BertTokenizer",
    }
    return made, config, dict(zip(KEYS, names)), pieces


def byte_level(lines, special, size):
    made = Tokenizer(BPE())
    made.pre_tokenizer = ByteLevel(add_prefix_space=False)
    made.decoder = ByteLevelDecoder()
    made.train_from_iterator(
        lines,
        BpeTrainer(
            vocab_size=size,
            min_frequency=2,
            special_tokens=special,
            initial_alphabet=ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    return made


def described(token):
    return {
        "content": token.content,
        "lstrip": token.lstrip,
        "normalized": token.normalized,
        "rstrip": token.rstrip,
        "single_word": token.single_word,
    }


def roberta(lines):
    """Byte-level BPE as roberta-base has it: names in angle brackets, a mask that swallows the space before it."""
    start, pad, end, unknown = [AddedToken(name, normalized=True) for name in ["<s>", "<pad>", "</s>", "<unk>"]]
    mask = AddedToken("<mask>", lstrip=True, normalized=False)
    made = byte_level(lines, [start, pad, end, unknown], 700)
    made.add_special_tokens([mask])
    made.post_processor = RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    roles = dict(zip(KEYS, [start, end, pad, unknown, mask]))
    special = {"bos_token": start, "eos_token": end} | roles
    config = {"add_prefix_space": False, "model_max_length": 512, "tokenizer_class": "RobertaTokenizer"}
    config |= {key: token.content for key, token in special.items()}
    return made, config, {key: described(token) for key, token in special.items()}, None


def modernbert(lines):
    """Byte-level BPE as ModernBERT has it: NFC, BERT's names after the vocabulary, runs of spaces as added tokens."""
    made = byte_level(lines, [], 700)
    made.normalizer = NFC()
    made.add_tokens([AddedToken(" " * n, normalized=True) for n in range(8, 1, -1)])
    names = ["[UNK]", "[CLS]", "[SEP]", "[PAD]"]
    made.add_special_tokens(names + [AddedToken("[MASK]", lstrip=True, normalized=False)])
    made.add_tokens([AddedToken(f"[unused{i}]", normalized=True) for i in range(4)])
    ids = {name: made.token_to_id(name) for name in ["[CLS]", "[SEP]"]}
    made.post_processor = TemplateProcessing("[CLS] $A:0 [SEP]", "[CLS] $A:0 [SEP] $B:0 [SEP]", list(ids.items()))
    roles = dict(zip(KEYS, ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"]))
    config = roles | {
        "clean_up_tokenization_spaces": True,
        "model_max_length": 8192,
        "tokenizer_class": "PreTrainedTokenizerFast",
    }
    return made, config, roles, None


def write(path, lines):
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8"))


def encoded(made, lines):
    return [" ".join(map(str, made.encode(line).ids)) for line in lines]


def main():
    out = Path(sys.argv[1])
    text = Text(seed=4)
    lines = [text.sentence() for _ in range(500)]
    probes = [text.sentence() for _ in range(40)]
    probes += ["", " ", "a  b   c      d", "  two before, two after  ", "tab\tand\u00a0more", "\U0001f30a\u0301 é e\u0301"]
    for family in [bert, roberta, modernbert]:
        made, config, special, pieces = family(lines)
        folder = out / family.__name__
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / "probes.txt", probes)
        write(folder / "ids.txt", encoded(made, probes))
        mask = made.id_to_token(made.token_to_id("<mask>" if family is roberta else "[MASK]"))
        masks = [line.replace(" ", f" {mask} ", 1) for line in probes[:6]]
        masks += [f"{mask}", f" {mask} {mask}x{mask}", f"x{mask}  y", f"x  {mask}y "]
        write(folder / "masks.txt", masks)
        write(folder / "masks.ids.txt", encoded(made, masks))
        if pieces:
            write(folder / "vocab.txt", pieces)
            made.enable_truncation(16)
            made.enable_padding(pad_id=0, pad_token="[PAD]", length=16)
        made.save(str(folder / "tokenizer.json"), pretty=False)
        write(folder / "tokenizer_config.json", [json.dumps(config, indent=2)])
        write(folder / "special_tokens_map.json", [json.dumps(special, indent=2)])


main()
