package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;

/** The {@code tokenizer.json} of a BERT: WordPiece over words that BERT's normalizer and pre-tokenizer cut. */
final class WordPieceJson {
    /** Longer words become one unknown token, as in BERT. */
    private static final int LONGEST_WORD = 100;

    private WordPieceJson() {}

    /**
     * The switches of BERT's normalizer.
     *
     * @param lowerCase whether text is put into lower case
     * @param stripAccents whether it loses its accents; empty: as {@code lowerCase} says
     * @param chineseApart whether each Chinese character is a word
     */
    record Normalizer(boolean lowerCase, Optional<Boolean> stripAccents, boolean chineseApart) {}

    /**
     * The tree of the file. Names of special tokens that are no pieces are left out, for the reader of the file to miss.
     *
     * @param names the special tokens in the order of {@link SpecialTokens#NAMES}
     */
    static JsonObject tree(List<String> pieces, List<String> names, Normalizer normalizer) {
        String start = names.get(SpecialTokens.NAMES.indexOf(SpecialTokens.START));
        String end = names.get(SpecialTokens.NAMES.indexOf(SpecialTokens.END));
        JsonObject root = new JsonObject();
        root.addProperty("version", "1.0");
        root.add("truncation", JsonNull.INSTANCE);
        root.add("padding", JsonNull.INSTANCE);
        root.add("added_tokens", addedTokens(pieces, names));
        root.add("normalizer", normalizer(normalizer));
        root.add("pre_tokenizer", typed("BertPreTokenizer"));
        root.add("post_processor", template(pieces, start, end));
        root.add("decoder", decoder());
        root.add("model", wordPiece(pieces, names.get(SpecialTokens.NAMES.indexOf(SpecialTokens.UNKNOWN))));
        return root;
    }

    private static JsonArray addedTokens(List<String> pieces, List<String> names) {
        JsonArray tokens = new JsonArray();
        for (String name : names) {
            if (!pieces.contains(name)) {
                continue;
            }
            JsonObject token = new JsonObject();
            token.addProperty("id", pieces.indexOf(name));
            token.addProperty("content", name);
            token.addProperty("single_word", false);
            token.addProperty("lstrip", false);
            token.addProperty("rstrip", false);
            token.addProperty("normalized", false);
            token.addProperty("special", true);
            tokens.add(token);
        }
        return tokens;
    }

    private static JsonObject normalizer(Normalizer switches) {
        JsonObject normalizer = typed("BertNormalizer");
        normalizer.addProperty("clean_text", true);
        normalizer.addProperty("handle_chinese_chars", switches.chineseApart());
        // Null means: as lowercase says.
        normalizer.add("strip_accents", JsonNull.INSTANCE);
        switches.stripAccents().ifPresent(strip -> normalizer.addProperty("strip_accents", strip));
        normalizer.addProperty("lowercase", switches.lowerCase());
        return normalizer;
    }

    /** The rows {@code [CLS] A [SEP]} and {@code [CLS] A [SEP] B [SEP]}, the second half of the latter of type 1. */
    private static JsonObject template(List<String> pieces, String start, String end) {
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

    private static JsonObject decoder() {
        JsonObject decoder = typed("WordPiece");
        decoder.addProperty("prefix", WordPieceModel.CONTINUATION);
        decoder.addProperty("cleanup", true);
        return decoder;
    }

    private static JsonObject wordPiece(List<String> pieces, String unknown) {
        JsonObject wordPiece = typed("WordPiece");
        wordPiece.addProperty("unk_token", unknown);
        wordPiece.addProperty("continuing_subword_prefix", WordPieceModel.CONTINUATION);
        wordPiece.addProperty("max_input_chars_per_word", LONGEST_WORD);
        JsonObject vocabulary = new JsonObject();
        for (String piece : pieces) {
            vocabulary.addProperty(piece, vocabulary.size());
        }
        wordPiece.add("vocab", vocabulary);
        return wordPiece;
    }

    private static JsonObject typed(String type) {
        JsonObject object = new JsonObject();
        object.addProperty("type", type);
        return object;
    }
}
