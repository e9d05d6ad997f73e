package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The check of what stands around the model in a {@code tokenizer.json}: normalizers, pre-tokenizers and decoders. It
 * looks for what is known to end the process or to give a message that misleads; the rest is the engine's to report.
 */
final class PipelineStages {
    /** Normalizers that leave something of every text. */
    private static final Set<String> KEEPING =
            Set.of("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Prepend", "ByteLevel");

    private final JsonFields fields;
    private final Set<String> normalizers = new HashSet<>();
    private final Set<String> types = new HashSet<>();

    PipelineStages(JsonFields fields) {
        this.fields = fields;
    }

    /** Whether a stage of this type has been checked. */
    boolean has(String type) {
        return types.contains(type);
    }

    /** Checks one stage, or each of a sequence, whose parts stand under {@code listKey}. */
    void check(String where, String listKey, JsonElement value) throws DataException {
        if (!JsonFields.isPresent(value)) {
            return;
        }
        JsonObject stage = fields.object(where, value);
        if (!fields.string(where + ".type", stage.get("type")).equals("Sequence")) {
            checkStage(where, stage);
            return;
        }
        JsonArray parts = fields.array(where + '.' + listKey, stage.get(listKey));
        for (int i = 0; i < parts.size(); i++) {
            check(where + '.' + listKey + '[' + i + ']', listKey, parts.get(i));
        }
    }

    /** Checks what the engine would answer with the end of the process or with a message that misleads. */
    private void checkStage(String where, JsonObject stage) throws DataException {
        String type = stage.get("type").getAsString();
        types.add(type);
        if (where.startsWith("normalizer")) {
            normalizers.add(type);
        }
        switch (type) {
            case "BertNormalizer" -> {
                for (String flag : List.of("clean_text", "handle_chinese_chars", "lowercase")) {
                    fields.flag(where + '.' + flag, stage.get(flag));
                }
                if (JsonFields.isPresent(stage.get("strip_accents"))) {
                    fields.flag(where + ".strip_accents", stage.get("strip_accents"));
                }
            }
            case "Precompiled" -> {
                String key = where + ".precompiled_charsmap";
                PrecompiledCharsmap.check(fields, key, fields.string(key, stage.get("precompiled_charsmap")));
            }
            case "FixedLength" -> fields.integer(where + ".length", stage.get("length"), 1, Integer.MAX_VALUE);
            case "Replace", "Split" -> {
                JsonObject pattern = fields.object(where + ".pattern", stage.get("pattern"));
                for (Map.Entry<String, JsonElement> kind : pattern.entrySet()) {
                    String key = where + ".pattern." + kind.getKey();
                    if (fields.string(key, kind.getValue()).isEmpty()) {
                        throw fields.fault(key, "at least one character", "none");
                    }
                }
            }
            case "Strip" -> {
                // A decoder of this name (normalizers have no such field) ends the process on an empty token.
                if (stage.has("stop")) {
                    fields.integer(where + ".stop", stage.get("stop"), 0, 0);
                }
            }
            default -> {
                // Other types are the engine's to check: it says what it lacks.
            }
        }
    }

    /** The engine ends the process on the first text if it has an added token of which its normalizer leaves nothing. */
    void checkNormalized(String where, String content) throws DataException {
        boolean hasLetters = content.chars().anyMatch(c -> c < 0x80 && Character.isLetterOrDigit(c));
        if (!hasLetters && !KEEPING.containsAll(normalizers)) {
            throw fields.fault(
                    where,
                    "one that is not normalized, or only by some of " + new TreeSet<>(KEEPING),
                    "" + new TreeSet<>(normalizers));
        }
    }
}
