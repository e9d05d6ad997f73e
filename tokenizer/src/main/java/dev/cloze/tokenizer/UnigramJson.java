package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The {@code tokenizer.json} of a Unigram model, as tokenizers 0.19 and later read it. */
final class UnigramJson {
    private UnigramJson() {}

    /**
     * The tree of the file.
     *
     * @param names the special tokens in the order of {@link SpecialTokens#NAMES}
     */
    static JsonObject tree(UnigramModel model, List<String> names) {
        List<String> texts =
                model.pieces().stream().map(UnigramModel.Piece::text).toList();
        boolean isMetaspace = model.rules().cutting() == WordRules.Cutting.METASPACE;
        JsonObject root = TreeParts.root();
        root.add("added_tokens", TreeParts.addedTokens(texts, model.specialTokens(), isMetaspace));
        root.add("normalizer", RulesJson.normalizer(model.rules()));
        root.add("pre_tokenizer", RulesJson.preTokenizer(model.rules()));
        root.add(
                "post_processor",
                TreeParts.template(
                        texts,
                        names.get(SpecialTokens.NAMES.indexOf(SpecialTokens.START)),
                        names.get(SpecialTokens.NAMES.indexOf(SpecialTokens.END))));
        root.add("decoder", decoder(model, isMetaspace));
        root.add("model", unigram(model, texts));
        return root;
    }

    private static JsonElement decoder(UnigramModel model, boolean isMetaspace) {
        List<JsonObject> stages = new ArrayList<>();
        if (model.byteFallback()) {
            stages.add(TreeParts.typed("ByteFallback"));
        }
        // Without the mark of a space nothing says where a word ends.
        stages.add(isMetaspace ? RulesJson.metaspace() : TreeParts.typed("Fuse"));
        return RulesJson.sequence("decoders", stages);
    }

    private static JsonObject unigram(UnigramModel model, List<String> texts) {
        JsonObject unigram = TreeParts.typed("Unigram");
        unigram.addProperty("unk_id", texts.indexOf(model.unknownToken()));
        JsonArray vocabulary = new JsonArray();
        for (UnigramModel.Piece piece : model.pieces()) {
            JsonArray entry = new JsonArray();
            entry.add(piece.text());
            entry.add(piece.score());
            vocabulary.add(entry);
        }
        unigram.add("vocab", vocabulary);
        unigram.addProperty("byte_fallback", model.byteFallback());
        return unigram;
    }
}
