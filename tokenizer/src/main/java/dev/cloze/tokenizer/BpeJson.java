package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code tokenizer.json} of a BPE model, as tokenizers 0.19 and later read it. */
final class BpeJson {
    /** The regular expression in Llama 3's file. */
    private static final String LLAMA3_PATTERN =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private BpeJson() {}

    /** The special tokens in the order of {@link SpecialTokens#NAMES}, under the names that they have in a model. */
    static List<String> namesOfRoles(List<String> specialTokens) {
        List<String> names = new ArrayList<>();
        for (String role : SpecialTokens.NAMES) {
            String roberta = SpecialTokens.ROBERTA_NAMES.get(SpecialTokens.NAMES.indexOf(role));
            names.add(specialTokens.stream()
                    .filter(token -> SpecialTokens.roleOf(token).equals(role))
                    .findFirst()
                    .orElseThrow(
                            () -> new UsageException("specialTokens", role + " or " + roberta, "" + specialTokens)));
        }
        return names;
    }

    /**
     * The tree of the file.
     *
     * @param names the special tokens in the order of {@link SpecialTokens#NAMES}
     */
    static JsonObject tree(BpeModel model, List<String> names) {
        WordRules rules = model.rules();
        boolean maskTakesSpace = rules.isOfBytes() || rules.cutting() == WordRules.Cutting.METASPACE;
        JsonObject root = TreeParts.root();
        root.add("added_tokens", TreeParts.addedTokens(model.pieces(), model.specialTokens(), maskTakesSpace));
        root.add("normalizer", sequence("normalizers", normalizers(rules)));
        root.add("pre_tokenizer", sequence("pretokenizers", preTokenizers(rules)));
        root.add(
                "post_processor",
                TreeParts.template(
                        model.pieces(),
                        names.get(SpecialTokens.NAMES.indexOf(SpecialTokens.START)),
                        names.get(SpecialTokens.NAMES.indexOf(SpecialTokens.END))));
        root.add("decoder", decoder(model));
        root.add("model", model(model, names.get(SpecialTokens.NAMES.indexOf(SpecialTokens.UNKNOWN))));
        return root;
    }

    /** Null, the one stage, or several one after the other. */
    static JsonElement sequence(String key, List<JsonObject> stages) {
        if (stages.size() < 2) {
            return stages.isEmpty() ? JsonNull.INSTANCE : stages.get(0);
        }
        JsonObject sequence = TreeParts.typed("Sequence");
        JsonArray parts = new JsonArray();
        stages.forEach(parts::add);
        sequence.add(key, parts);
        return sequence;
    }

    static List<JsonObject> normalizers(WordRules rules) {
        List<JsonObject> normalizers = new ArrayList<>();
        for (WordRules.Normalizer normalizer : rules.normalizers()) {
            normalizers.add(
                    switch (normalizer) {
                        case NFC, NFD, NFKC, NFKD -> TreeParts.typed(normalizer.name());
                        case LOWER_CASE -> TreeParts.typed("Lowercase");
                        case STRIP_ACCENTS -> TreeParts.typed("StripAccents");
                        case CHINESE_APART -> chineseApart();
                    });
        }
        if (rules.cutting() == WordRules.Cutting.BERT_CASED || rules.cutting() == WordRules.Cutting.BERT_UNCASED) {
            boolean lowerCase = rules.cutting() == WordRules.Cutting.BERT_UNCASED;
            normalizers.add(WordPieceJson.normalizer(new WordPieceJson.Normalizer(lowerCase, Optional.empty(), true)));
        }
        return normalizers;
    }

    private static JsonObject chineseApart() {
        JsonObject normalizer = TreeParts.typed("BertNormalizer");
        normalizer.addProperty("clean_text", false);
        normalizer.addProperty("handle_chinese_chars", true);
        normalizer.addProperty("strip_accents", false);
        normalizer.addProperty("lowercase", false);
        return normalizer;
    }

    static List<JsonObject> preTokenizers(WordRules rules) {
        List<JsonObject> stages = new ArrayList<>();
        boolean digitsLast = rules.cutting() == WordRules.Cutting.METASPACE;
        if (rules.digitsApart() && !digitsLast) {
            stages.add(digits());
        }
        switch (rules.cutting()) {
            case GPT2_BYTES -> stages.add(byteLevel(true));
            case LLAMA3_BYTES -> {
                stages.add(llama3Split());
                stages.add(byteLevel(false));
            }
            case BERT_CASED, BERT_UNCASED -> stages.add(TreeParts.typed("BertPreTokenizer"));
            case WHITESPACE -> stages.add(TreeParts.typed("Whitespace"));
            case METASPACE -> stages.add(metaspace());
        }
        if (rules.digitsApart() && digitsLast) {
            stages.add(digits());
        }
        return stages;
    }

    private static JsonObject digits() {
        JsonObject digits = TreeParts.typed("Digits");
        digits.addProperty("individual_digits", true);
        return digits;
    }

    private static JsonObject llama3Split() {
        JsonObject pattern = new JsonObject();
        pattern.addProperty("Regex", LLAMA3_PATTERN);
        JsonObject split = TreeParts.typed("Split");
        split.add("pattern", pattern);
        split.addProperty("behavior", "Isolated");
        split.addProperty("invert", false);
        return split;
    }

    private static JsonObject byteLevel(boolean useRegex) {
        JsonObject byteLevel = TreeParts.typed("ByteLevel");
        byteLevel.addProperty("add_prefix_space", false);
        byteLevel.addProperty("trim_offsets", true);
        byteLevel.addProperty("use_regex", useRegex);
        return byteLevel;
    }

    static JsonObject metaspace() {
        JsonObject metaspace = TreeParts.typed("Metaspace");
        metaspace.addProperty("replacement", "\u2581");
        metaspace.addProperty("prepend_scheme", "always");
        metaspace.addProperty("split", true);
        return metaspace;
    }

    private static JsonElement decoder(BpeModel model) {
        if (model.rules().isOfBytes()) {
            return byteLevel(true);
        }
        if (model.rules().cutting() == WordRules.Cutting.METASPACE) {
            return metaspace();
        }
        if (!model.endOfWordSuffix().isEmpty()) {
            JsonObject decoder = TreeParts.typed("BPEDecoder");
            decoder.addProperty("suffix", model.endOfWordSuffix());
            return decoder;
        }
        if (!model.continuingPrefix().isEmpty()) {
            JsonObject decoder = TreeParts.typed("WordPiece");
            decoder.addProperty("prefix", model.continuingPrefix());
            decoder.addProperty("cleanup", true);
            return decoder;
        }
        // Nothing says where a word ends: pieces are joined with spaces.
        return JsonNull.INSTANCE;
    }

    private static JsonObject model(BpeModel model, String unknown) {
        JsonObject bpe = TreeParts.typed("BPE");
        bpe.add("dropout", JsonNull.INSTANCE);
        bpe.addProperty("unk_token", unknown);
        addMark(bpe, "continuing_subword_prefix", model.continuingPrefix());
        addMark(bpe, "end_of_word_suffix", model.endOfWordSuffix());
        bpe.addProperty("fuse_unk", false);
        bpe.addProperty("byte_fallback", false);
        bpe.addProperty("ignore_merges", false);
        JsonObject vocabulary = new JsonObject();
        for (String piece : model.pieces()) {
            vocabulary.addProperty(piece, vocabulary.size());
        }
        bpe.add("vocab", vocabulary);
        JsonArray merges = new JsonArray();
        // As one text: tokenizers 0.19 reads no pairs.
        model.merges().forEach(merge -> merges.add(model.text(merge)));
        bpe.add("merges", merges);
        return bpe;
    }

    private static void addMark(JsonObject bpe, String key, String mark) {
        bpe.add(key, JsonNull.INSTANCE);
        if (!mark.isEmpty()) {
            bpe.addProperty(key, mark);
        }
    }
}
