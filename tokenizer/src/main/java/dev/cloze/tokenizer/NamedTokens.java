package dev.cloze.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the files beside a tokenizer call its special tokens: {@code tokenizer_config.json} and, for the roles of which
 * that does not speak, {@code special_tokens_map.json}. Both are HuggingFace's; either may be missing.
 */
final class NamedTokens {
    /** HuggingFace's keys in the order of {@link SpecialTokens#NAMES}. */
    static final List<String> KEYS = List.of("pad_token", "unk_token", "cls_token", "sep_token", "mask_token");

    static final String CONFIG = "tokenizer_config.json";
    static final String MAP = "special_tokens_map.json";

    private final Map<String, Named> byKey = new HashMap<>();

    private NamedTokens() {}

    /**
     * A token as a file names it.
     *
     * @param where file and key, for messages
     */
    record Named(String where, String token) {}

    /** Those that the files of a folder name. */
    static NamedTokens in(Path folder) throws IOException {
        NamedTokens named = new NamedTokens();
        for (String name : List.of(CONFIG, MAP)) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                named.add(new JsonFields(file.toString()), Files.readAllBytes(file));
            }
        }
        return named;
    }

    private void add(JsonFields fields, byte[] bytes) throws DataException {
        JsonObject root = fields.parse(bytes);
        for (String key : KEYS) {
            JsonElement value = root.get(key);
            if (JsonFields.isPresent(value)) {
                byKey.putIfAbsent(key, new Named(fields.file() + ": " + key, text(fields, key, value)));
            }
        }
    }

    /** A token is a text, or an object that also says what white space it swallows. */
    private static String text(JsonFields fields, String key, JsonElement value) throws DataException {
        return value instanceof JsonObject object
                ? fields.string(key + ".content", object.get("content"))
                : fields.string(key, value);
    }

    /** The token of a role, a number in the order of {@link SpecialTokens#NAMES}. */
    Optional<Named> of(int role) {
        return Optional.ofNullable(byKey.get(KEYS.get(role)));
    }
}
