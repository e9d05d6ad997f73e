package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordPieceModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what HuggingFace tokenizers gave; the files are written by src/test/parity/wordpiece.py. */
class WordPieceParityTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"uncased", "cased", "ties"})
    void vocabularyIsTheReferencesGivenItsOrderOfContinuations(String name) throws IOException {
        List<String> reference = lines(name + ".vocab.txt");
        assertThat(trainInTheReferencesOrder(name, reference).pieces()).isEqualTo(reference);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncased", "cased", "ties"})
    void idsAreTheReferences(String name) throws IOException {
        TokenizerFiles.write(folder, trainInTheReferencesOrder(name, lines(name + ".vocab.txt")));
        List<String> probes = lines(lines(name + ".case.txt").get(0) + ".probes.txt");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            List<String> ids = tokenizer.encodeAll(probes).stream()
                    .map(row -> IntStream.of(row).mapToObj(String::valueOf).collect(Collectors.joining(" ")))
                    .toList();
            assertThat(ids).isEqualTo(lines(name + ".ids.txt"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncased", "cased"})
    void ownOrderGivesNearlyTheSameSet(String name) throws IOException {
        List<String> reference = lines(name + ".vocab.txt");
        HashSet<String> own = new HashSet<>(train(name, List.of()).pieces());
        assertThat(own).hasSize(reference.size());
        own.removeAll(reference);
        // Ties among the last pieces are all that the order decides.
        assertThat(own).hasSizeLessThan(reference.size() / 50);
    }

    private static WordPieceModel trainInTheReferencesOrder(String name, List<String> reference) throws IOException {
        List<String> order = reference.stream()
                .filter(piece -> piece.startsWith("##") && piece.codePointCount(0, piece.length()) == 3)
                .toList();
        return train(name, order);
    }

    private static WordPieceModel train(String name, List<String> order) throws IOException {
        List<String> options = lines(name + ".case.txt");
        WordCounts counts = new WordCounts(Boolean.parseBoolean(options.get(1)));
        lines(options.get(0) + ".txt").forEach(counts::add);
        return WordPieceTrainer.train(
                counts,
                new WordPieceOptions(
                        Integer.parseInt(options.get(2)),
                        Long.parseLong(options.get(3)),
                        Integer.parseInt(options.get(4))),
                order);
    }

    /** Lines that end in a line feed and nothing else: some of the text holds what Java also takes for an end. */
    private static List<String> lines(String file) throws IOException {
        try (InputStream bytes = WordPieceParityTest.class.getResourceAsStream("parity/" + file)) {
            String text = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1));
        }
    }
}
