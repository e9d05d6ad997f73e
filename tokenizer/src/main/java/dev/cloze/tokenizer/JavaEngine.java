package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.cloze.tokenizer.encode.AddedToken;
import dev.cloze.tokenizer.encode.BytePairs;
import dev.cloze.tokenizer.encode.ChunkEncoder;
import dev.cloze.tokenizer.encode.MergeTable;
import dev.cloze.tokenizer.encode.Model;
import dev.cloze.tokenizer.encode.Step;
import dev.cloze.tokenizer.encode.Unigram;
import dev.cloze.tokenizer.encode.WordPiece;
import dev.cloze.tokenizer.text.NormalForm;
import dev.cloze.tokenizer.text.Normalizer;
import dev.cloze.tokenizer.text.Normalizers;
import dev.cloze.tokenizer.text.Splitter;
import dev.cloze.tokenizer.text.Splitters;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the engine in Java out of a checked and blinded {@code tokenizer.json}. There is none if the file has a part or a
 * setting that is not known here; nothing is guessed, since ids have to be the native engine's.
 */
final class JavaEngine {
    private static final String GPT_2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static final Map<String, Splitter> EXPRESSIONS = Map.of(
            GPT_2,
            Splitters.gpt2(),
            RulesJson.LLAMA3_PATTERN,
            Splitters.llama3(3),
            RulesJson.LLAMA3_PATTERN.replace("{1,3}", ""),
            Splitters.llama3(1));

    /** A character, itself or escaped, and how often: what Java and the reference understand alike. */
    private static final Pattern PLAIN_EXPRESSION =
            Pattern.compile("([ \\w,;:\"'`~@#%&=<>/-]|\\\\[^\\w\\s])(\\+|\\{\\d{1,4}(,\\d{0,4})?})?");

    private final JsonObject root;
    private final BitSet special;
    private boolean isKnown = true;

    private JavaEngine(JsonObject root, BitSet special) {
        this.root = root;
        this.special = special;
    }

    /**
     * The engine of a file.
     *
     * @param special the ids that no text may have
     */
    static Optional<ChunkEncoder> of(JsonObject root, BitSet special) {
        return new JavaEngine(root, special).encoder();
    }

    private Optional<ChunkEncoder> encoder() {
        List<AddedToken> added = addedTokens();
        Normalizer normalizer = normalizer(root.get("normalizer"));
        List<Step> steps = new ArrayList<>();
        addSteps(root.get("pre_tokenizer"), steps);
        Optional<Model> model = model(root.getAsJsonObject("model"));
        if (!isKnown || model.isEmpty()) {
            return Optional.empty();
        }
        boolean anyNormalized = added.stream().anyMatch(AddedToken::normalized);
        if (typeOf("normalizer").equals("BertNormalizer")
                && typeOf("pre_tokenizer").equals("BertPreTokenizer")
                && !anyNormalized) {
            // Text is cut before it is normalized: most chunks are then known, and their normal form with them.
            boolean apart = root.getAsJsonObject("normalizer")
                    .get("handle_chinese_chars")
                    .getAsBoolean();
            steps.add(0, new Step.Change(normalizer));
            steps.add(0, new Step.Cut(Splitters.bertChunks(apart)));
            return Optional.of(new ChunkEncoder(Normalizers.NONE, steps, model.get(), added));
        }
        return Optional.of(new ChunkEncoder(normalizer, steps, model.get(), added));
    }

    private String typeOf(String part) {
        return root.get(part) instanceof JsonObject object ? type(object) : "";
    }

    private static String type(JsonObject part) {
        return part.get("type").getAsString();
    }

    private void unknown() {
        isKnown = false;
    }

    private List<AddedToken> addedTokens() {
        List<AddedToken> added = new ArrayList<>();
        for (JsonElement listed : root.getAsJsonArray("added_tokens")) {
            JsonObject token = listed.getAsJsonObject();
            if (!special.get(token.get("id").getAsInt())) {
                added.add(new AddedToken(
                        token.get("content").getAsString(),
                        token.get("id").getAsInt(),
                        token.get("single_word").getAsBoolean(),
                        token.get("lstrip").getAsBoolean(),
                        token.get("rstrip").getAsBoolean(),
                        token.get("normalized").getAsBoolean()));
            }
        }
        return added;
    }

    private Normalizer normalizer(JsonElement value) {
        if (!JsonFields.isPresent(value)) {
            return Normalizers.NONE;
        }
        JsonObject part = value.getAsJsonObject();
        return switch (type(part)) {
            case "BertNormalizer" -> {
                boolean lowerCase = flag(part, "lowercase", true);
                yield Normalizers.bert(
                        flag(part, "clean_text", true),
                        flag(part, "handle_chinese_chars", true),
                        flag(part, "strip_accents", lowerCase),
                        lowerCase);
            }
            case "NFC" -> NormalForm.NFC;
            case "NFD" -> NormalForm.NFD;
            case "NFKC" -> NormalForm.NFKC;
            case "NFKD" -> NormalForm.NFKD;
            case "Lowercase" -> Normalizers.lowercase();
            case "StripAccents" -> Normalizers.stripAccents();
            case "Strip" -> Normalizers.strip(flag(part, "strip_left", true), flag(part, "strip_right", true));
            case "Nmt" -> Normalizers.nmt();
            case "Prepend" -> Normalizers.prepend(part.get("prepend").getAsString());
            case "Replace" -> replacement(part);
            case "Precompiled" ->
                PrecompiledCharsmap.normalizer(part.get("precompiled_charsmap").getAsString());
            case "Sequence" -> {
                List<Normalizer> parts = new ArrayList<>();
                part.getAsJsonArray("normalizers").forEach(each -> parts.add(normalizer(each)));
                yield Normalizers.sequence(parts);
            }
            default -> {
                unknown();
                yield Normalizers.NONE;
            }
        };
    }

    private Normalizer replacement(JsonObject part) {
        JsonObject pattern = part.getAsJsonObject("pattern");
        String content = part.get("content").getAsString();
        if (pattern.has("String")) {
            return Normalizers.replace(Pattern.compile(pattern.get("String").getAsString(), Pattern.LITERAL), content);
        }
        if (pattern.has("Regex")) {
            String expression = pattern.get("Regex").getAsString();
            if (PLAIN_EXPRESSION.matcher(expression).matches()) {
                return Normalizers.replace(Pattern.compile(expression), content);
            }
        }
        unknown();
        return Normalizers.NONE;
    }

    private void addSteps(JsonElement value, List<Step> steps) {
        if (!JsonFields.isPresent(value)) {
            return;
        }
        JsonObject part = value.getAsJsonObject();
        switch (type(part)) {
            case "BertPreTokenizer" -> steps.add(new Step.Cut(Splitters.bert()));
            case "Whitespace" -> steps.add(new Step.Cut(Splitters.whitespace()));
            case "WhitespaceSplit" -> steps.add(new Step.Cut(Splitters.whitespaceSplit()));
            case "Digits" -> steps.add(new Step.Cut(Splitters.digits(flag(part, "individual_digits", false))));
            case "Punctuation" -> {
                requireText(part, "behavior", "Isolated");
                steps.add(new Step.Cut(Splitters.punctuation()));
            }
            case "Split" -> addSplit(part, steps);
            case "ByteLevel" -> addByteLevel(part, steps);
            case "Metaspace" -> addMetaspace(part, steps);
            case "Sequence" -> part.getAsJsonArray("pretokenizers").forEach(each -> addSteps(each, steps));
            default -> unknown();
        }
    }

    private void addSplit(JsonObject part, List<Step> steps) {
        requireText(part, "behavior", "Isolated");
        JsonObject pattern = part.getAsJsonObject("pattern");
        Splitter splitter =
                pattern.has("Regex") ? EXPRESSIONS.get(pattern.get("Regex").getAsString()) : null;
        if (splitter == null || flag(part, "invert", false)) {
            unknown();
        } else {
            steps.add(new Step.Cut(splitter));
        }
    }

    private static void addByteLevel(JsonObject part, List<Step> steps) {
        if (flag(part, "add_prefix_space", true)) {
            steps.add(new Step.MarkSpaces(' ', Step.Prefixed.ALWAYS));
        }
        if (flag(part, "use_regex", true)) {
            steps.add(new Step.Cut(Splitters.gpt2()));
        }
        steps.add(new Step.Change(Normalizers.spellBytes()));
    }

    private void addMetaspace(JsonObject part, List<Step> steps) {
        String mark = part.get("replacement").getAsString();
        boolean isLegacy = !(part.get("prepend_scheme") instanceof JsonPrimitive);
        if (mark.length() != 1 || (isLegacy && !flag(part, "add_prefix_space", true))) {
            unknown();
            return;
        }
        Step.Prefixed prefixed =
                switch (isLegacy ? "always" : part.get("prepend_scheme").getAsString()) {
                    case "always" -> Step.Prefixed.ALWAYS;
                    case "first" -> Step.Prefixed.FIRST;
                    case "never" -> Step.Prefixed.NEVER;
                    default -> {
                        unknown();
                        yield Step.Prefixed.NEVER;
                    }
                };
        if (flag(part, "split", true)) {
            // Cutting first changes nothing, as all chunks but the first begin with a mark; but chunks are then known.
            steps.add(new Step.Cut(Splitters.beforeEachSpace(mark.charAt(0))));
        }
        steps.add(new Step.MarkSpaces(mark.charAt(0), prefixed));
    }

    private void requireText(JsonObject part, String key, String expected) {
        if (JsonFields.isPresent(part.get(key)) && !part.get(key).getAsString().equals(expected)) {
            unknown();
        }
    }

    private static boolean flag(JsonObject part, String key, boolean otherwise) {
        return JsonFields.isPresent(part.get(key)) ? part.get(key).getAsBoolean() : otherwise;
    }

    private static String text(JsonObject part, String key) {
        return JsonFields.isPresent(part.get(key)) ? part.get(key).getAsString() : "";
    }

    private static Optional<Model> model(JsonObject model) {
        return switch (type(model)) {
            case "WordPiece" -> {
                Map<String, Integer> ids = ids(model);
                yield Optional.of(new WordPiece(
                        ids,
                        text(model, "continuing_subword_prefix"),
                        ids.get(text(model, "unk_token")),
                        model.get("max_input_chars_per_word").getAsInt()));
            }
            case "BPE" -> bytePairs(model);
            case "Unigram" -> Optional.of(unigram(model));
            default -> Optional.empty();
        };
    }

    private static Map<String, Integer> ids(JsonObject model) {
        Map<String, Integer> ids = new HashMap<>();
        model.getAsJsonObject("vocab").asMap().forEach((token, id) -> ids.put(token, id.getAsInt()));
        return ids;
    }

    private static Optional<Model> bytePairs(JsonObject model) {
        Map<String, Integer> ids = ids(model);
        String prefix = text(model, "continuing_subword_prefix");
        String suffix = text(model, "end_of_word_suffix");
        boolean byteFallback = flag(model, "byte_fallback", false);
        if (byteFallback && !(prefix + suffix).isEmpty()) {
            // The native engine then spells prefix and suffix in bytes as well.
            return Optional.empty();
        }
        JsonArray listed = model.getAsJsonArray("merges");
        if (listed.size() > MergeTable.MOST || ids.values().stream().anyMatch(id -> id >= MergeTable.MOST)) {
            return Optional.empty();
        }
        MergeTable merges = new MergeTable(listed.size());
        for (JsonElement merge : listed) {
            String left;
            String right;
            if (merge instanceof JsonArray pair) {
                left = pair.get(0).getAsString();
                right = pair.get(1).getAsString();
            } else {
                String[] sides = merge.getAsString().split(" ", -1);
                left = sides[0];
                right = sides[1];
            }
            Integer joined = ids.get(left + right.substring(prefix.length()));
            if (!ids.containsKey(left) || !ids.containsKey(right) || joined == null) {
                return Optional.empty();
            }
            merges.add(ids.get(left), ids.get(right), joined);
        }
        int unknown = JsonFields.isPresent(model.get("unk_token")) ? ids.get(text(model, "unk_token")) : -1;
        BytePairs.Options options = new BytePairs.Options(
                unknown,
                flag(model, "fuse_unk", false),
                byteFallback,
                flag(model, "ignore_merges", false),
                prefix,
                suffix);
        return Optional.of(new BytePairs(ids, merges, options));
    }

    private static Unigram unigram(JsonObject model) {
        JsonArray listed = model.getAsJsonArray("vocab");
        List<String> pieces = new ArrayList<>();
        double[] scores = new double[listed.size()];
        Map<String, Integer> ids = new HashMap<>();
        for (JsonElement entry : listed) {
            JsonArray piece = entry.getAsJsonArray();
            scores[pieces.size()] = NativeNumber.of(piece.get(1).getAsString());
            ids.put(piece.get(0).getAsString(), pieces.size());
            pieces.add(piece.get(0).getAsString());
        }
        return new Unigram(pieces, scores, model.get("unk_id").getAsInt(), flag(model, "byte_fallback", false), ids);
    }
}
