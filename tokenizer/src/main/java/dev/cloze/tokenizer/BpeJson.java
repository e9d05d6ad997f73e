package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The {@code tokenizer.json} of a BPE model, as tokenizers 0.19 and later read it. */
final class BpeJson {
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
        root.add("normalizer", RulesJson.normalizer(rules));
        root.add("pre_tokenizer", RulesJson.preTokenizer(rules));
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

    private static JsonElement decoder(BpeModel model) {
        if (model.rules().isOfBytes()) {
            return RulesJson.byteLevel(true);
        }
        if (model.rules().cutting() == WordRules.Cutting.METASPACE) {
            return RulesJson.metaspace();
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
