package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.UnigramModel;
import dev.cloze.tokenizer.WordRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what HuggingFace tokenizers gave; the files are written by src/test/parity/unigram.py. */
class UnigramParityTest {
    /** Apart from rounding in the files; the two sum in different orders. */
    private static final double SCORE_TOLERANCE = 1e-6;

    private static final Map<String, WordCounts> COUNTED = new HashMap<>();
    private static final Map<String, UnigramModel> TRAINED = new HashMap<>();

    @AfterAll
    static void forget() {
        COUNTED.clear();
        TRAINED.clear();
    }

    static List<String> names() throws IOException {
        return cases().stream().map(fields -> fields.get("name")).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void piecesAreTheReferences(String name) throws IOException {
        UnigramModel model = train(named(name));
        assertThat(scores(model).keySet()).isEqualTo(reference(name).keySet());
        assertThat(model.pieces().stream().limit(5).map(UnigramModel.Piece::text))
                .isEqualTo(SpecialTokens.NAMES);
    }

    /** The reference numbers the characters that were dropped and come back in the order of a hash table. */
    @ParameterizedTest
    @MethodSource("names")
    void scoresAreTheReferencesButForRareCharacters(String name) throws IOException {
        Map<String, Double> reference = reference(name);
        Map<String, Double> own = scores(train(named(name)));
        double worst = reference.entrySet().stream()
                .filter(entry -> entry.getKey().codePointCount(0, entry.getKey().length()) > 1)
                .mapToDouble(Map.Entry::getValue)
                .min()
                .orElseThrow();
        List<Double> rareOfReference = new ArrayList<>();
        List<Double> rareOfOurs = new ArrayList<>();
        own.forEach((piece, score) -> {
            boolean isRare = piece.codePointCount(0, piece.length()) == 1
                    && Math.abs(score - reference.get(piece)) > SCORE_TOLERANCE;
            if (isRare) {
                rareOfReference.add(reference.get(piece));
                rareOfOurs.add(score);
            } else {
                assertThat(score).as(piece).isCloseTo(reference.get(piece), within(SCORE_TOLERANCE));
            }
        });
        // The same scores, dealt out in another order.
        rareOfReference.sort(null);
        rareOfOurs.sort(null);
        for (int i = 0; i < rareOfOurs.size(); i++) {
            assertThat(rareOfOurs.get(i)).isCloseTo(rareOfReference.get(i), within(SCORE_TOLERANCE));
        }
        assertThat(rareOfOurs.stream().allMatch(score -> score < worst + 1)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("names")
    void textIsNoLessLikelyThanByTheReference(String name) throws IOException {
        Map<String, String> fields = named(name);
        double own = likelihood(scores(train(fields)), counts(fields));
        double reference = likelihood(reference(name), counts(fields));
        // Scores in the files are rounded, and the characters that come back are dealt out in another order.
        assertThat(own).isGreaterThan(reference - Math.abs(reference) * 1e-6);
    }

    /** Sum over the words of count times best score, every tenth word of a large text. */
    private static double likelihood(Map<String, Double> scores, WordCounts counts) {
        List<String> words = counts.sortedWords();
        double sum = 0;
        for (int w = 0; w < words.size(); w += words.size() > 100_000 ? 10 : 1) {
            sum += counts.count(words.get(w)) * best(scores, words.get(w));
        }
        return sum;
    }

    private static double best(Map<String, Double> scores, String word) {
        double[] best = new double[word.length() + 1];
        Arrays.fill(best, 1, best.length, Double.NEGATIVE_INFINITY);
        for (int from = 0; from < word.length(); from++) {
            for (int to = from + 1; to <= Math.min(word.length(), from + 32); to++) {
                Double score = scores.get(word.substring(from, to));
                if (score != null) {
                    best[to] = Math.max(best[to], best[from] + score);
                }
            }
        }
        return best[word.length()];
    }

    private static UnigramModel train(Map<String, String> fields) throws IOException {
        String name = fields.get("name");
        if (!TRAINED.containsKey(name)) {
            TRAINED.put(name, UnigramTrainer.train(counts(fields), options(fields), 2));
        }
        return TRAINED.get(name);
    }

    private static UnigramOptions options(Map<String, String> fields) {
        return new UnigramOptions(
                Integer.parseInt(fields.get("size")),
                Double.parseDouble(fields.get("shrinking")),
                Integer.parseInt(fields.get("longest")),
                Integer.parseInt(fields.get("iterations")),
                Integer.parseInt(fields.get("seeds")),
                fields.get("alphabet").replace("-", ""),
                SpecialTokens.NAMES,
                SpecialTokens.UNKNOWN,
                false);
    }

    private static WordCounts counts(Map<String, String> fields) throws IOException {
        String name = fields.get("name");
        if (!COUNTED.containsKey(name)) {
            WordCounts counts = new WordCounts(rules(fields));
            BpeParityTest.corpus(fields.get("corpus")).forEach(counts::add);
            COUNTED.put(name, counts);
        }
        return COUNTED.get(name);
    }

    private static WordRules rules(Map<String, String> fields) {
        List<WordRules.Normalizer> normalizers = Arrays.stream(
                        fields.get("normalizers").split(",", -1))
                .filter(name -> !name.equals("-"))
                .map(WordRules.Normalizer::valueOf)
                .toList();
        return new WordRules(
                normalizers, fields.get("digits").equals("1"), WordRules.Cutting.valueOf(fields.get("cutting")));
    }

    private static Map<String, Double> scores(UnigramModel model) {
        Map<String, Double> scores = new LinkedHashMap<>();
        model.pieces().forEach(piece -> scores.put(piece.text(), piece.score()));
        return scores;
    }

    private static Map<String, Double> reference(String name) throws IOException {
        try (InputStream bytes = new GZIPInputStream(
                UnigramParityTest.class.getResourceAsStream("parity/" + name + ".unigram.json.gz"))) {
            Map<String, Double> scores = new LinkedHashMap<>();
            String text = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            for (JsonElement entry : JsonParser.parseString(text).getAsJsonArray()) {
                JsonArray pieceAndScore = entry.getAsJsonArray();
                scores.put(
                        pieceAndScore.get(0).getAsString(), pieceAndScore.get(1).getAsDouble());
            }
            return scores;
        }
    }

    private static Map<String, String> named(String name) throws IOException {
        return cases().stream()
                .filter(fields -> fields.get("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Map<String, String>> cases() throws IOException {
        List<String> lines = lines("unigram.cases.txt");
        String[] names = lines.get(0).split(" ", -1);
        List<Map<String, String>> cases = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] values = line.split(" ", -1);
            assertThat(values).hasSameSizeAs(names);
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < names.length; i++) {
                fields.put(names[i], values[i]);
            }
            cases.add(fields);
        }
        return cases;
    }

    /** Lines that end in a line feed and nothing else: some of the text holds what Java also takes for an end. */
    private static List<String> lines(String file) throws IOException {
        try (InputStream bytes = UnigramParityTest.class.getResourceAsStream("parity/" + file)) {
            String text = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1));
        }
    }
}
