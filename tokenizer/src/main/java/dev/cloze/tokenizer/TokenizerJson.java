package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.cloze.tokenizer.encode.ChunkEncoder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A {@code tokenizer.json} that has been checked, and the blinded copy of it that the native engine is given.
 *
 * <p>Checked in Java because native code answers some damaged files by ending the process, and others with a message
 * that names neither file nor key.
 *
 * <p>Blinded: in the copy each special token has another name, in the vocabulary as well as among the added tokens (see
 * {@link Blinds}). Emptying the list of added tokens would not be enough, because a Unigram model finds "&lt;s&gt;" in
 * its own vocabulary; and it would be too much, because some models keep their runs of spaces there, as tokens that are
 * not special.
 */
final class TokenizerJson {
    private static final List<String> TOP_LEVEL = List.of(
            "version",
            "truncation",
            "padding",
            "added_tokens",
            "normalizer",
            "pre_tokenizer",
            "post_processor",
            "decoder",
            "model");
    private static final List<String> MODELS = List.of("WordPiece", "BPE", "Unigram", "WordLevel");

    private final JsonFields fields;
    private final JsonObject root;
    private final JsonObject model;
    private final String modelType;
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<JsonObject> addedTokens = new ArrayList<>();
    private final BitSet special = new BitSet();
    private final PipelineStages stages;
    private final SpecialTokens specialTokens;

    /**
     * Checks a file.
     *
     * @param named what the files beside it call its special tokens
     */
    TokenizerJson(String file, byte[] bytes, NamedTokens named) throws DataException {
        fields = new JsonFields(file);
        root = fields.parse(bytes);
        for (String key : root.keySet()) {
            // The engine does not skip a value it does not know: it stumbles over it.
            if (!TOP_LEVEL.contains(key)) {
                throw fields.fault(key, "no key but " + TOP_LEVEL, "this one");
            }
        }
        model = fields.object("model", root.get("model"));
        modelType = modelType();
        stages = new PipelineStages(fields);
        stages.check("normalizer", "normalizers", root.get("normalizer"));
        stages.check("pre_tokenizer", "pretokenizers", root.get("pre_tokenizer"));
        stages.check("decoder", "decoders", root.get("decoder"));
        readVocabulary();
        checkModel();
        readAddedTokens();
        specialTokens = findSpecialTokens(named);
        checkUnknownIsSpecial();
    }

    List<String> tokens() {
        return tokens;
    }

    Map<String, Integer> ids() {
        return ids;
    }

    BitSet special() {
        return special;
    }

    /** The ids that the file lists as added to the model's. */
    BitSet added() {
        BitSet added = new BitSet();
        addedTokens.forEach(token -> added.set(token.get("id").getAsInt()));
        return added;
    }

    SpecialTokens specialTokens() {
        return specialTokens;
    }

    /** The white space that the mask token swallows, which a text holds beside it. */
    MaskSpace maskSpace() {
        for (JsonObject token : addedTokens) {
            if (token.get("id").getAsInt() == specialTokens.mask()) {
                return new MaskSpace(
                        token.get("lstrip").getAsBoolean(), token.get("rstrip").getAsBoolean());
            }
        }
        return new MaskSpace(false, false);
    }

    /**
     * The white space that the mask token swallows (RoBERTa's swallows that before it).
     *
     * @param before whether that before it
     * @param after whether that after it
     */
    record MaskSpace(boolean before, boolean after) {}

    /** What puts special tokens around texts, if anything does; to be called before {@link #blinded}. */
    Optional<JsonElement> postProcessor() {
        return Optional.ofNullable(root.get("post_processor")).filter(JsonFields::isPresent);
    }

    /** Whether tokens are made of bytes, written as visible characters: "Ġ" is the space before a word. */
    boolean isByteLevel() {
        return stages.has("ByteLevel");
    }

    /** What opens a piece that continues a word; empty for models that do not mark it so. */
    String continuationPrefix() {
        return modelType.equals("WordPiece")
                ? model.get("continuing_subword_prefix").getAsString()
                : "";
    }

    /**
     * The copy for the native engine, without template, truncation and padding. To be called once: it changes the tree
     * it is made from, which for a large vocabulary is too much memory to hold twice.
     */
    String blinded(Blinds blinds) {
        root.add("post_processor", JsonNull.INSTANCE);
        root.add("truncation", JsonNull.INSTANCE);
        root.add("padding", JsonNull.INSTANCE);
        model.addProperty("type", modelType);
        if (model.get("unk_token") instanceof JsonPrimitive unknown && special.get(ids.get(unknown.getAsString()))) {
            model.addProperty("unk_token", blinds.name(ids.get(unknown.getAsString())));
        }
        special.stream().forEach(id -> blindInVocabulary(id, blinds.name(id)));
        root.add("added_tokens", blindedAddedTokens(blinds));
        return root.toString();
    }

    /** The engine in Java of what {@link #blinded} has made, if it knows all of its parts. */
    Optional<ChunkEncoder> inJava() {
        return JavaEngine.of(root, special);
    }

    private void blindInVocabulary(int id, String name) {
        if (model.get("vocab") instanceof JsonArray pieces) {
            if (id < pieces.size()) {
                pieces.get(id).getAsJsonArray().set(0, new JsonPrimitive(name));
            }
            return;
        }
        JsonObject vocabulary = model.getAsJsonObject("vocab");
        JsonElement value = vocabulary.remove(tokens.get(id));
        if (value != null) {
            vocabulary.add(name, value);
        }
    }

    private JsonArray blindedAddedTokens(Blinds blinds) {
        JsonArray blinded = new JsonArray();
        for (JsonObject token : addedTokens) {
            int id = token.get("id").getAsInt();
            if (special.get(id)) {
                token.addProperty("content", blinds.name(id));
                token.addProperty("normalized", false);
            }
            blinded.add(token);
        }
        return blinded;
    }

    private String modelType() throws DataException {
        if (model.has("type")) {
            String type = fields.string("model.type", model.get("type"));
            if (!MODELS.contains(type)) {
                throw fields.fault("model.type", "one of " + MODELS, type);
            }
            return type;
        }
        // Files of the first years do not name their model, but each kind has a field of its own.
        if (model.has("merges")) {
            return "BPE";
        }
        if (model.has("continuing_subword_prefix")) {
            return "WordPiece";
        }
        return model.has("unk_id") ? "Unigram" : "WordLevel";
    }

    private void readVocabulary() throws DataException {
        if (modelType.equals("Unigram")) {
            readPieces(fields.array("model.vocab", model.get("vocab")));
        } else {
            readEntries(fields.object("model.vocab", model.get("vocab")));
        }
        if (tokens.isEmpty()) {
            throw fields.fault("model.vocab", "at least one token", "none");
        }
    }

    private void readPieces(JsonArray pieces) throws DataException {
        for (int id = 0; id < pieces.size(); id++) {
            String where = "model.vocab[" + id + "]";
            JsonArray piece = fields.array(where, pieces.get(id));
            if (piece.size() != 2) {
                throw fields.fault(where, "a piece and its score", piece.size() + " values");
            }
            fields.number(where + "[1]", piece.get(1));
            addToken(where + "[0]", fields.string(where + "[0]", piece.get(0)));
        }
    }

    private void readEntries(JsonObject entries) throws DataException {
        String[] byId = new String[entries.size()];
        for (Map.Entry<String, JsonElement> entry : entries.entrySet()) {
            String where = "model.vocab[\"" + entry.getKey() + "\"]";
            int id = fields.integer(where, entry.getValue(), 0, byId.length - 1);
            if (byId[id] != null) {
                throw fields.fault(where, "an id of its own", id + ", which \"" + byId[id] + "\" has");
            }
            byId[id] = entry.getKey();
        }
        for (String token : byId) {
            addToken("model.vocab", token);
        }
    }

    private void addToken(String where, String token) throws DataException {
        if (!WellFormed.of(token).equals(token)) {
            throw fields.fault(where, "whole characters", "half a surrogate pair in token " + tokens.size());
        }
        if (ids.putIfAbsent(token, tokens.size()) != null) {
            throw fields.fault(where, "each token once", "\"" + token + "\" again");
        }
        tokens.add(token);
    }

    private void checkModel() throws DataException {
        switch (modelType) {
            case "WordPiece" -> {
                fields.string("model.continuing_subword_prefix", model.get("continuing_subword_prefix"));
                String longest = "max_input_chars_per_word";
                fields.integer("model." + longest, model.get(longest), 1, Integer.MAX_VALUE);
                checkUnknown();
            }
            case "Unigram" -> fields.integer("model.unk_id", model.get("unk_id"), 0, tokens.size() - 1);
            case "BPE" -> {
                checkMerges(fields.array("model.merges", model.get("merges")));
                if (JsonFields.isPresent(model.get("unk_token"))) {
                    checkUnknown();
                }
                // Dropout makes ids a matter of chance; a text has to have the same ids each time.
                JsonElement dropout = model.get("dropout");
                if (JsonFields.isPresent(dropout) && fields.number("model.dropout", dropout) != 0) {
                    throw fields.fault("model.dropout", "null or 0", dropout.toString());
                }
            }
            default -> checkUnknown();
        }
    }

    private void checkMerges(JsonArray merges) throws DataException {
        JsonElement prefixField = model.get("continuing_subword_prefix");
        String prefix =
                JsonFields.isPresent(prefixField) ? fields.string("model.continuing_subword_prefix", prefixField) : "";
        for (int i = 0; i < merges.size(); i++) {
            String where = "model.merges[" + i + "]";
            List<String> sides = sides(where, merges.get(i));
            if (sides.size() != 2) {
                throw fields.fault(where, "two tokens", String.valueOf(sides.size()));
            }
            // The engine cuts the prefix's length off the right token without looking at what it cuts.
            if (!sides.get(1).startsWith(prefix)) {
                throw fields.fault(where, "a right token that begins with " + prefix, sides.get(1));
            }
            for (String token : List.of(
                    sides.get(0), sides.get(1), sides.get(0) + sides.get(1).substring(prefix.length()))) {
                if (!ids.containsKey(token)) {
                    throw fields.fault(where, "tokens of the vocabulary", '"' + token + '"');
                }
            }
        }
    }

    private List<String> sides(String where, JsonElement merge) throws DataException {
        List<String> sides = new ArrayList<>();
        if (merge instanceof JsonArray pair) {
            for (int side = 0; side < pair.size(); side++) {
                sides.add(fields.string(where + '[' + side + ']', pair.get(side)));
            }
        } else {
            sides.addAll(List.of(fields.string(where, merge).split(" ", -1)));
        }
        return sides;
    }

    private void checkUnknown() throws DataException {
        String unknown = fields.string("model.unk_token", model.get("unk_token"));
        if (!ids.containsKey(unknown)) {
            throw fields.fault("model.unk_token", "a token of the vocabulary", '"' + unknown + '"');
        }
    }

    private void readAddedTokens() throws DataException {
        JsonArray listed = fields.array("added_tokens", root.get("added_tokens"));
        for (int i = 0; i < listed.size(); i++) {
            String where = "added_tokens[" + i + "]";
            JsonObject token = fields.object(where, listed.get(i));
            fields.integer(where + ".id", token.get("id"), 0, Integer.MAX_VALUE);
            for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
                fields.flag(where + '.' + flag, token.get(flag));
            }
            if (fields.string(where + ".content", token.get("content")).isEmpty()) {
                throw fields.fault(where + ".content", "at least one character", "none");
            }
            addedTokens.add(token);
        }
        // The engine numbers the tokens that its model lacks in the order in which it meets them.
        addedTokens.sort(Comparator.comparingInt(token -> token.get("id").getAsInt()));
        for (JsonObject token : addedTokens) {
            String content = token.get("content").getAsString();
            int id = token.get("id").getAsInt();
            String where = "added_tokens: \"" + content + '"';
            if (!ids.containsKey(content)) {
                addToken(where, content);
            }
            int known = ids.get(content);
            if (known != id) {
                throw fields.fault(where, "id " + known + ", its place in the vocabulary", "" + id);
            }
            if (token.get("special").getAsBoolean()) {
                special.set(id);
            } else if (token.get("normalized").getAsBoolean()) {
                stages.checkNormalized(where, content);
            }
        }
    }

    private SpecialTokens findSpecialTokens(NamedTokens named) throws DataException {
        int[] found = new int[SpecialTokens.NAMES.size()];
        List<String> missing = new ArrayList<>();
        for (int role = 0; role < found.length; role++) {
            OptionalInt id = findSpecialToken(role, named);
            if (id.isEmpty()) {
                missing.add(SpecialTokens.NAMES.get(role) + " or " + SpecialTokens.ROBERTA_NAMES.get(role) + " or the "
                        + NamedTokens.KEYS.get(role) + " of " + NamedTokens.CONFIG);
            } else {
                found[role] = id.getAsInt();
                special.set(found[role]);
            }
        }
        if (!missing.isEmpty()) {
            throw fields.fault("added_tokens", String.join(", ", missing), "a list without");
        }
        for (int role = 0; role < found.length; role++) {
            for (int earlier = 0; earlier < role; earlier++) {
                if (found[role] == found[earlier]) {
                    throw fields.fault(
                            "special tokens",
                            "a " + NamedTokens.KEYS.get(role) + " of its own",
                            "\"" + tokens.get(found[role]) + "\", the " + NamedTokens.KEYS.get(earlier));
                }
            }
        }
        return new SpecialTokens(found[0], found[1], found[2], found[3], found[4]);
    }

    /** By the files beside this one; else by BERT's or RoBERTa's name; else by what this file itself does with it. */
    private OptionalInt findSpecialToken(int role, NamedTokens named) throws DataException {
        Optional<NamedTokens.Named> byFile = named.of(role);
        if (byFile.isPresent()) {
            Integer id = ids.get(byFile.get().token());
            if (id == null) {
                throw new DataException(
                        byFile.get().where(),
                        "a token of " + fields.file(),
                        '"' + byFile.get().token() + '"');
            }
            return OptionalInt.of(id);
        }
        OptionalInt byName = addedId(SpecialTokens.NAMES.get(role), SpecialTokens.ROBERTA_NAMES.get(role));
        return byName.isPresent() ? byName : usedAs(SpecialTokens.NAMES.get(role));
    }

    /** The token that the file itself puts around a text, pads with, or takes for what it cannot spell. */
    private OptionalInt usedAs(String role) {
        Optional<String> token =
                switch (role) {
                    case SpecialTokens.START -> aroundText("cls", 0);
                    case SpecialTokens.END -> aroundText("sep", -1);
                    case SpecialTokens.UNKNOWN -> string(model.get("unk_token"));
                    case SpecialTokens.PADDING ->
                        root.get("padding") instanceof JsonObject padding
                                ? string(padding.get("pad_token"))
                                : Optional.empty();
                    default -> Optional.empty();
                };
        Integer id = token.map(ids::get).orElse(null);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * The token of BertProcessing and RobertaProcessing, which have a field for it, or of a template.
     *
     * @param place the part of the template: 0 the first, -1 the last
     */
    private Optional<String> aroundText(String field, int place) {
        if (!(root.get("post_processor") instanceof JsonObject processor)) {
            return Optional.empty();
        }
        if (processor.get(field) instanceof JsonArray tokenAndId && !tokenAndId.isEmpty()) {
            return string(tokenAndId.get(0));
        }
        if (processor.get("single") instanceof JsonArray template
                && template.size() > 1
                && template.get(Math.floorMod(place, template.size())) instanceof JsonObject part
                && part.get("SpecialToken") instanceof JsonObject token) {
            return string(token.get("id"));
        }
        return Optional.empty();
    }

    private static Optional<String> string(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isString()
                ? Optional.of(primitive.getAsString())
                : Optional.empty();
    }

    /** Were it another one, text that cannot be spelt would become, say, the start of a row. */
    private void checkUnknownIsSpecial() throws DataException {
        int expected = specialTokens.unknown();
        if (modelType.equals("Unigram")) {
            fields.integer("model.unk_id", model.get("unk_id"), expected, expected);
        } else if (model.get("unk_token") instanceof JsonPrimitive unknown
                && ids.get(unknown.getAsString()) != expected) {
            throw fields.fault("model.unk_token", tokens.get(expected), unknown.getAsString());
        }
    }

    private OptionalInt addedId(String... names) {
        for (String name : names) {
            for (JsonObject token : addedTokens) {
                if (token.get("content").getAsString().equals(name)) {
                    return OptionalInt.of(token.get("id").getAsInt());
                }
            }
        }
        return OptionalInt.empty();
    }
}
