package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;

/** What the {@code tokenizer.json} of every model has. */
final class TreeParts {
    private TreeParts() {}

    /** The beginning of a file: neither truncation nor padding. */
    static JsonObject root() {
        JsonObject root = new JsonObject();
        root.addProperty("version", "1.0");
        root.add("truncation", JsonNull.INSTANCE);
        root.add("padding", JsonNull.INSTANCE);
        return root;
    }

    /**
     * The special tokens among some pieces. Names that are no pieces are left out.
     *
     * @param maskTakesSpace whether the mask swallows the white space before it, as where a space belongs to the word
     *     behind it: the mask stands for the whole word
     */
    static JsonArray addedTokens(List<String> pieces, List<String> names, boolean maskTakesSpace) {
        JsonArray tokens = new JsonArray();
        for (String name : names) {
            if (!pieces.contains(name)) {
                continue;
            }
            JsonObject token = new JsonObject();
            token.addProperty("id", pieces.indexOf(name));
            token.addProperty("content", name);
            token.addProperty("single_word", false);
            token.addProperty(
                    "lstrip", maskTakesSpace && SpecialTokens.roleOf(name).equals(SpecialTokens.MASK));
            token.addProperty("rstrip", false);
            token.addProperty("normalized", false);
            token.addProperty("special", true);
            tokens.add(token);
        }
        return tokens;
    }

    /** The rows {@code [CLS] A [SEP]} and {@code [CLS] A [SEP] B [SEP]}, the second half of the latter of type 1. */
    static JsonObject template(List<String> pieces, String start, String end) {
        JsonObject template = typed("TemplateProcessing");
        template.add("single", row(specialPart(start, 0), textPart("A", 0), specialPart(end, 0)));
        template.add(
                "pair",
                row(
                        specialPart(start, 0),
                        textPart("A", 0),
                        specialPart(end, 0),
                        textPart("B", 1),
                        specialPart(end, 1)));
        JsonObject special = new JsonObject();
        for (String name : List.of(start, end)) {
            JsonObject token = new JsonObject();
            token.addProperty("id", name);
            token.add("ids", new JsonArray());
            token.getAsJsonArray("ids").add(pieces.indexOf(name));
            token.add("tokens", new JsonArray());
            token.getAsJsonArray("tokens").add(name);
            special.add(name, token);
        }
        template.add("special_tokens", special);
        return template;
    }

    private static JsonArray row(JsonObject... parts) {
        JsonArray row = new JsonArray();
        for (JsonObject part : parts) {
            row.add(part);
        }
        return row;
    }

    private static JsonObject specialPart(String name, int type) {
        return part("SpecialToken", name, type);
    }

    private static JsonObject textPart(String name, int type) {
        return part("Sequence", name, type);
    }

    private static JsonObject part(String kind, String name, int type) {
        JsonObject fields = new JsonObject();
        fields.addProperty("id", name);
        fields.addProperty("type_id", type);
        JsonObject part = new JsonObject();
        part.add(kind, fields);
        return part;
    }

    static JsonObject typed(String type) {
        JsonObject object = new JsonObject();
        object.addProperty("type", type);
        return object;
    }
}
