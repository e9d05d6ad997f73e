package dev.cloze.tokenizer;

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
        JsonObject root = TreeParts.root();
        root.add("added_tokens", TreeParts.addedTokens(pieces, names, false));
        root.add("normalizer", normalizer(normalizer));
        root.add("pre_tokenizer", TreeParts.typed("BertPreTokenizer"));
        root.add("post_processor", TreeParts.template(pieces, start, end));
        root.add("decoder", decoder());
        root.add("model", wordPiece(pieces, names.get(SpecialTokens.NAMES.indexOf(SpecialTokens.UNKNOWN))));
        return root;
    }

    static JsonObject normalizer(Normalizer switches) {
        JsonObject normalizer = TreeParts.typed("BertNormalizer");
        normalizer.addProperty("clean_text", true);
        normalizer.addProperty("handle_chinese_chars", switches.chineseApart());
        // Null means: as lowercase says.
        normalizer.add("strip_accents", JsonNull.INSTANCE);
        switches.stripAccents().ifPresent(strip -> normalizer.addProperty("strip_accents", strip));
        normalizer.addProperty("lowercase", switches.lowerCase());
        return normalizer;
    }

    private static JsonObject decoder() {
        JsonObject decoder = TreeParts.typed("WordPiece");
        decoder.addProperty("prefix", WordPieceModel.CONTINUATION);
        decoder.addProperty("cleanup", true);
        return decoder;
    }

    private static JsonObject wordPiece(List<String> pieces, String unknown) {
        JsonObject wordPiece = TreeParts.typed("WordPiece");
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
}
