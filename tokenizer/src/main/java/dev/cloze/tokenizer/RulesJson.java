package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stages of {@code tokenizer.json} that cut words by {@link WordRules}, whatever the model. */
final class RulesJson {
    /** The regular expression in Llama 3's file. */
    static final String LLAMA3_PATTERN = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private RulesJson() {}

    static JsonElement normalizer(WordRules rules) {
        return sequence("normalizers", normalizers(rules));
    }

    static JsonElement preTokenizer(WordRules rules) {
        return sequence("pretokenizers", preTokenizers(rules));
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

    private static List<JsonObject> normalizers(WordRules rules) {
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

    private static List<JsonObject> preTokenizers(WordRules rules) {
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

    static JsonObject byteLevel(boolean useRegex) {
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
}
