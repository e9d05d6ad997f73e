package dev.cloze.benchmarks.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.inference.EmbeddingOptions;
import dev.cloze.core.inference.EmbeddingOptions.Normalisation;
import dev.cloze.core.inference.TextEmbedder;
import dev.cloze.trainer.export.Target;
import dev.cloze.trainer.export.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The programs of others that every build runs: those that download little. */
class ConsumersTest {
    static final EmbeddingOptions MEAN = EmbeddingOptions.DEFAULT.with(Normalisation.NONE);

    private static final String[] WORDS =
            "the old new house river bird bridge stone rain moon maps paper winter sings under by on".split(" ");

    @TempDir
    private static Path folder;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MINILM")
    void langChain4jEmbeds(SampleModel sample) throws IOException {
        Exported.of(sample, folder, Target.ONNX, Optional.of(Use.EMBEDDINGS))
                .assertVectors(ConsumerProject.of("langchain4j"), EmbeddingOptions.DEFAULT, SampleModel.TEXTS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MINILM")
    void djlEmbeds(SampleModel sample) throws IOException {
        Exported.of(sample, folder, Target.DJL, Optional.of(Use.EMBEDDINGS))
                .assertVectors(ConsumerProject.of("djl"), MEAN, SampleModel.TEXTS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MINILM")
    void djlFillsMasks(SampleModel sample) throws IOException {
        Exported.of(sample, folder, Target.DJL, Optional.of(Use.FILL_MASK)).assertFillings(ConsumerProject.of("djl"));
    }

    @Test
    void luceneFindsTheNearest() throws IOException {
        Path place = Files.createTempDirectory(folder, "lucene");
        float[][] vectors;
        float[][] queries;
        try (TextEmbedder embedder = TextEmbedder.load(SampleModel.QUICKSTART.write(place.resolve("model")))) {
            vectors = embedder.embed(texts(500, 3));
            queries = embedder.embed(texts(20, 5));
        }
        Path indexed = Files.write(place.resolve("vectors"), Exported.lines(vectors));
        List<String> answers = ConsumerProject.of("lucene")
                .answers("Nearest", place.resolve("index"), Exported.lines(queries), indexed.toString(), "10");
        for (int q = 0; q < queries.length; q++) {
            float[] query = queries[q];
            String[] found = answers.get(q).trim().split(" ", -1);
            List<Integer> nearest = IntStream.range(0, vectors.length)
                    .boxed()
                    .sorted((a, b) -> Double.compare(dot(query, vectors[b]), dot(query, vectors[a])))
                    .limit(10)
                    .toList();
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < found.length; i += 2) {
                numbers.add(Integer.valueOf(found[i]));
                // Lucene's scores of dot products: half of 1 + x.
                assertThat(2 * Double.parseDouble(found[i + 1]) - 1)
                        .isCloseTo(dot(query, vectors[nearest.get(i / 2)]), within(1e-6));
            }
            assertThat(numbers).containsExactlyInAnyOrderElementsOf(nearest);
        }
    }

    /** Different ones, of 2 to 9 words. */
    private static List<String> texts(int count, int step) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.join(
                        " ",
                        IntStream.range(0, 2 + i % 8)
                                .mapToObj(j -> WORDS[(i * step + j * (1 + i / WORDS.length)) % WORDS.length])
                                .toList()))
                .toList();
    }

    private static double dot(float[] one, float[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> one[i] * (double) other[i])
                .sum();
    }
}
