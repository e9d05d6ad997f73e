package dev.cloze.benchmarks.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.inference.EmbeddingOptions;
import dev.cloze.core.inference.FillMask;
import dev.cloze.core.inference.FillMask.Candidate;
import dev.cloze.core.inference.TextEmbedder;
import dev.cloze.trainer.export.ExportSettings;
import dev.cloze.trainer.export.ModelExport;
import dev.cloze.trainer.export.Target;
import dev.cloze.trainer.export.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What consumers are given, and what they must answer. */
final class Exported {
    /** The most that a consumer's number may differ from Cloze's: rounding of single precision. */
    static final double TOLERANCE = 1e-4;

    private static final int FILLINGS = 5;

    private final Path model;
    private final Path export;

    private Exported(Path model, Path export) {
        this.model = model;
        this.export = export;
    }

    /** Writes the model and exports it, in new folders below the given one. */
    static Exported of(SampleModel sample, Path folder, Target target, Optional<Use> use) throws IOException {
        Path place = Files.createTempDirectory(folder, sample.name().toLowerCase(Locale.ROOT));
        return of(sample.write(place.resolve("model")), target, use);
    }

    /** Exports a model beside its folder. */
    static Exported of(Path model, Target target, Optional<Use> use) throws IOException {
        Path export = model.resolveSibling(model.getFileName() + "-export");
        ModelExport.run(new ExportSettings(model, target, export, use, Optional.empty(), false));
        return new Exported(model, export);
    }

    /** The same, compared with another model. */
    Exported besides(Path other) {
        return new Exported(other, export);
    }

    /** The consumer's vectors of the texts are those of {@link TextEmbedder}. */
    void assertVectors(ConsumerProject consumer, EmbeddingOptions options, List<String> texts, String... more)
            throws IOException {
        List<String> answers = consumer.answers("Vectors", export, texts, more);
        try (TextEmbedder embedder = TextEmbedder.load(model, options)) {
            for (int i = 0; i < answers.size(); i++) {
                assertNear(texts.get(i), numbers(answers.get(i)), doubles(embedder.embed(texts.get(i))));
            }
        }
    }

    /** The consumer's best fillings of masks are those of {@link FillMask}, and as probable. */
    void assertFillings(ConsumerProject consumer) throws IOException {
        List<String> texts = SampleModel.TEXTS.stream().map(Exported::masked).toList();
        List<String> answers = consumer.answers("Fillings", export, texts);
        try (FillMask fill = FillMask.load(model)) {
            for (int i = 0; i < answers.size(); i++) {
                List<Candidate> expected =
                        fill.predict(texts.get(i), FILLINGS).get(0).candidates();
                String[] parts = answers.get(i).split(" ", 2);
                assertNear(
                        texts.get(i),
                        numbers(parts[1]),
                        expected.stream().mapToDouble(Candidate::probability).toArray());
                assertThat(parts[0].replace("##", ""))
                        .as(texts.get(i))
                        .isEqualTo(expected.stream()
                                .map(candidate -> candidate.token().replace("##", ""))
                                .collect(Collectors.joining()));
            }
        }
    }

    private static String masked(String text) {
        String[] words = text.split(" ", -1);
        words[words.length / 2] = "[MASK]";
        return String.join(" ", words);
    }

    private static void assertNear(String text, double[] actual, double... expected) {
        assertThat(actual).as(text).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("\"%s\": number %d: %s, Cloze's %s", text, i, actual[i], expected[i])
                    .isLessThanOrEqualTo(TOLERANCE);
        }
    }

    private static double[] numbers(String line) {
        return Arrays.stream(line.replaceAll("[\\[\\],]", "").trim().split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static double[] doubles(float... numbers) {
        return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
    }

    /** Vectors as lines of text. */
    static List<String> lines(float[][] vectors) {
        return Arrays.stream(vectors)
                .map(vector -> Arrays.toString(vector).replaceAll("[\\[\\],]", ""))
                .collect(Collectors.toList());
    }
}
