package dev.cloze.core.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.TinyModelFolder;
import dev.cloze.core.TinyModels;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Interpreter;
import dev.cloze.core.graph.Value;
import dev.cloze.core.inference.EmbeddingOptions.Normalisation;
import dev.cloze.core.inference.EmbeddingOptions.Pooling;
import dev.cloze.core.model.HuggingFaceFamily;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.EncoderModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.NothingLeftBehind;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NothingLeftBehind.class)
class TextEmbedderTest {
    private static final String[] WORDS = "the red house and blue stand near old stone".split(" ");
    private static final EmbeddingOptions PLAIN = EmbeddingOptions.DEFAULT.with(Normalisation.NONE);
    private static final float ROUNDING = 2e-6f;

    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void writeModel() throws IOException {
        model = TinyModelFolder.write(folder, TinyModels.BERT);
    }

    @Test
    void vectorsArePooledFromHiddenOnes() throws IOException {
        String text = "the red house and the bridge";
        double[][] hidden_TD = hidden(model, text);
        for (Pooling pooling : Pooling.values()) {
            double[] expected = new double[hidden_TD[0].length];
            for (int i = 0; i < expected.length; i++) {
                int dimension = i;
                double[] numbers = Arrays.stream(hidden_TD)
                        .mapToDouble(vector -> vector[dimension])
                        .toArray();
                expected[i] = switch (pooling) {
                    case MEAN -> Arrays.stream(numbers).average().orElseThrow();
                    case FIRST_TOKEN -> numbers[0];
                    case MAX -> Arrays.stream(numbers).max().orElseThrow();
                };
            }
            try (TextEmbedder embedder = TextEmbedder.load(model, PLAIN.with(pooling))) {
                assertNear(embedder.embed(text), floats(expected));
            }
            try (TextEmbedder embedder = TextEmbedder.load(model, EmbeddingOptions.DEFAULT.with(pooling))) {
                assertNear(embedder.embed(text), floats(unit(expected)));
            }
            EmbeddingOptions three = EmbeddingOptions.DEFAULT.with(pooling).withDimensions(3);
            try (TextEmbedder embedder = TextEmbedder.load(model, three)) {
                assertThat(embedder.width()).isEqualTo(3);
                assertNear(embedder.embed(text), floats(unit(Arrays.copyOf(expected, 3))));
            }
        }
    }

    @Test
    void textsTogetherGetTheVectorsThatTheyGetAloneInTheirOrder() throws IOException {
        List<String> texts = texts(200);
        for (EncoderConfig config : List.of(TinyModels.BERT, TinyModels.MODERN, TinyModels.LOCAL)) {
            Path other = TinyModelFolder.write(Files.createTempDirectory(folder, "shape"), config);
            try (TextEmbedder embedder = TextEmbedder.load(other)) {
                float[][] together = embedder.embed(texts);
                List<float[]> streamed = embedder.embed(texts.stream()).toList();
                assertThat(together).hasNumberOfRows(texts.size());
                for (int i = 0; i < together.length; i++) {
                    assertNear(together[i], embedder.embed(texts.get(i)));
                    assertThat(streamed.get(i)).isEqualTo(together[i]);
                }
            }
        }
    }

    @Test
    void tokensAreTextsThatWereCutByTheCaller() throws IOException {
        List<String> texts = texts(30);
        try (TextEmbedder embedder = TextEmbedder.load(model);
                Tokenizer tokenizer = Tokenizer.load(model)) {
            assertThat(embedder.embedTokens(tokenizer.encodeAll(texts))).isDeepEqualTo(embedder.embed(texts));
            int unknown = tokenizer.vocabularySize();
            assertThatThrownBy(() -> embedder.embedTokens(List.of(new int[] {unknown})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("tokens: expected ids from 0 to " + (unknown - 1) + ", got " + unknown);
        }
    }

    @Test
    void aLongTextIsAnErrorUnlessToldOtherwise() throws IOException {
        try (TextEmbedder embedder = TextEmbedder.load(model)) {
            assertThat(embedder.embed("house ".repeat(22))).hasSize(8);
            assertThatThrownBy(() -> embedder.embed("house ".repeat(23)))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("text: expected at most 24 tokens, got 25");
            assertThatThrownBy(() -> embedder.embed(List.of("house", "house ".repeat(30))))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("texts[1]: expected at most 24 tokens, got 32");
        }
        try (TextEmbedder embedder = TextEmbedder.load(model, EmbeddingOptions.DEFAULT.with(LongText.TRUNCATE))) {
            String start = "the old house ".repeat(7) + "the";
            assertThat(embedder.embed(start + " near".repeat(9))).isEqualTo(embedder.embed(start));
        }
    }

    @Test
    void windowsAreAveragedByTheirTokens() throws IOException {
        int[] windows = {22, 22, 6};
        for (Pooling pooling : Pooling.values()) {
            EmbeddingOptions options = PLAIN.with(pooling).with(LongText.WINDOWS);
            try (TextEmbedder embedder = TextEmbedder.load(model, options);
                    Tokenizer tokenizer = Tokenizer.load(model)) {
                int[] tokens = tokenizer.encode("the old stone near and ".repeat(10));
                assertThat(tokens).hasSize(50);
                double[] mean = new double[embedder.width()];
                int from = 0;
                for (int window : windows) {
                    float[] vector = embedder.embedTokens(List.of(Arrays.copyOfRange(tokens, from, from + window)))[0];
                    for (int i = 0; i < mean.length; i++) {
                        mean[i] += vector[i] * (window / 50.0);
                    }
                    from += window;
                }
                assertNear(embedder.embedTokens(List.of(tokens))[0], floats(mean));
            }
        }
    }

    @Test
    void streamsReadAheadALittleOnly() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        try (TextEmbedder embedder = TextEmbedder.load(model);
                Stream<String> endless = Stream.generate(() -> WORDS[asked.getAndIncrement() % WORDS.length])
                        .onClose(closed::incrementAndGet);
                Stream<float[]> vectors = embedder.embed(endless)) {
            assertThat(asked).hasValue(0);
            List<float[]> first = vectors.limit(20).toList();
            for (int i = 0; i < 20; i++) {
                assertNear(first.get(i), embedder.embed(WORDS[i % WORDS.length]));
            }
            assertThat(asked.get()).isBetween(20, ServedModel.AHEAD / 3 + 2);
        }
        assertThat(closed).hasPositiveValue();
    }

    @Test
    void threadsGetWhatOneThreadGets() throws Exception {
        List<String> texts = texts(400);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try (TextEmbedder embedder = TextEmbedder.load(model)) {
            List<float[]> sequential = texts.stream().map(embedder::embed).toList();
            List<Callable<float[]>> calls = new ArrayList<>();
            texts.forEach(text -> calls.add(() -> embedder.embed(text)));
            List<Future<float[]>> parallel = pool.invokeAll(calls);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(parallel.get(i).get()).isEqualTo(sequential.get(i));
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void closingWaitsForCallsAndRefusesLaterOnes() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        CountDownLatch started = new CountDownLatch(4);
        TextEmbedder embedder = TextEmbedder.load(model);
        try {
            float[] expected = embedder.embed("the old house");
            List<Future<Integer>> callers = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                callers.add(pool.submit(() -> {
                    for (int calls = 0; ; calls++) {
                        assertThat(embedder.embed("the old house")).isEqualTo(expected);
                        started.countDown();
                    }
                }));
            }
            started.await();
            embedder.close();
            for (Future<Integer> caller : callers) {
                assertThatThrownBy(caller::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .cause()
                        .hasMessageContaining("expected an open");
            }
        } finally {
            embedder.close();
            pool.shutdown();
        }
        assertThatThrownBy(() -> embedder.embed("house"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(model + ": expected an open model, got a closed one");
        assertThatThrownBy(() -> embedder.embedTokens(List.of(new int[] {5})))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oddTextsHaveVectors() throws IOException {
        try (TextEmbedder embedder = TextEmbedder.load(model)) {
            assertThat(embedder.embed(List.of())).isEmpty();
            assertThat(embedder.embedTokens(List.of())).isEmpty();
            assertThat(embedder.embed(Stream.<String>empty())).isEmpty();
            assertThat(embedder.embed("")).hasSize(8).doesNotContain(Float.NaN);
            assertThat(embedder.embed("the \uD83D house")).isEqualTo(embedder.embed("the \uFFFD house"));
            assertThat(embedder.embed("[MASK]")).isNotEqualTo(embedder.embedTokens(List.of(new int[] {4}))[0]);
            assertThatThrownBy(() -> embedder.embed(Arrays.asList("house", null)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("texts[1]: expected a text, got null");
        }
    }

    @Test
    void tenMegabytesAreAnErrorOrWindows() throws IOException {
        String text = "the old stone house ".repeat(495_000);
        try (TextEmbedder embedder = TextEmbedder.load(model)) {
            assertThatThrownBy(() -> embedder.embed(text))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("text: expected at most 24 tokens, got 1980002");
        }
        try (TextEmbedder embedder = TextEmbedder.load(model, EmbeddingOptions.DEFAULT.with(LongText.WINDOWS))) {
            // 22 tokens are five and a half times the four words: two windows come 45,000 times.
            assertNear(embedder.embed(text), embedder.embed("the old stone house ".repeat(11)));
        }
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> EmbeddingOptions.DEFAULT.withDimensions(0))
                .isInstanceOf(UsageException.class)
                .hasMessage("dimensions: expected a positive number, got 0");
        assertThatThrownBy(() -> TextEmbedder.load(model, EmbeddingOptions.DEFAULT.withDimensions(9)))
                .isInstanceOf(UsageException.class)
                .hasMessage("dimensions: expected at most the model's 8, got 9");
        assertThatThrownBy(() -> TextEmbedder.load(model, EmbeddingOptions.DEFAULT.onDevice("tpu")))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void aModelWithoutHeadHasVectorsButNoFillings() throws IOException {
        ModelDirectory own = ModelDirectory.open(model);
        Path headless = folder.resolve("headless");
        ModelDirectory.writeHuggingFace(
                headless,
                HuggingFaceFamily.BERT,
                own.encoder(),
                own.vocabularySize(),
                own.encoderWeights(),
                own.folder());
        try (TextEmbedder with = TextEmbedder.load(model);
                TextEmbedder without = TextEmbedder.load(headless)) {
            assertThat(without.embed("the house")).isEqualTo(with.embed("the house"));
        }
        assertThatThrownBy(() -> FillMask.load(headless))
                .isInstanceOf(UsageException.class)
                .hasMessage(headless
                        + ": expected a model with a head that guesses masked tokens, got an encoder without one");
        assertThatThrownBy(() -> PseudoLikelihood.load(headless)).isInstanceOf(UsageException.class);
    }

    /** Texts of 1 to 22 tokens. */
    private static List<String> texts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.join(
                        " ",
                        IntStream.rangeClosed(0, i * 7 % 22)
                                .mapToObj(j -> WORDS[(i + j * j) % WORDS.length])
                                .toList()))
                .toList();
    }

    /** The vectors of a text's tokens, by the interpreter. */
    private static double[][] hidden(Path folder, String text) throws IOException {
        ModelDirectory directory = ModelDirectory.open(folder);
        EncoderModel encoder =
                new EncoderModel(directory.encoder(), directory.vocabularySize(), EncoderModel.Pooling.NONE);
        Map<String, float[]> weights = directory.encoderWeights();
        Map<String, Value> leaves = new HashMap<>();
        for (ParameterSpec spec : encoder.parameters()) {
            int[] sizes = Arrays.stream(spec.sizes()).mapToInt(Math::toIntExact).toArray();
            float[] numbers = weights.get(spec.name());
            leaves.put(
                    spec.name(),
                    Value.of(
                            sizes,
                            IntStream.range(0, numbers.length)
                                    .mapToDouble(i -> numbers[i])
                                    .toArray()));
        }
        long[] ids;
        try (Tokenizer tokenizer = directory.tokenizer()) {
            ids = IntStream.concat(
                            IntStream.concat(
                                    IntStream.of(tokenizer.special().start()), IntStream.of(tokenizer.encode(text))),
                            IntStream.of(tokenizer.special().end()))
                    .asLongStream()
                    .toArray();
        }
        int[] row = {1, ids.length};
        leaves.put("ids", Value.of(row, ids));
        leaves.put("positions", Value.of(row, LongStream.range(0, ids.length).toArray()));
        leaves.put("documents", Value.of(row, new long[ids.length]));
        leaves.put("types", Value.of(row, new long[ids.length]));
        double[] flat = Interpreter.run(encoder.graph(), List.of(encoder.hidden_BTD()), leaves)
                .get(0)
                .toArray();
        int width = directory.encoder().width();
        return IntStream.range(0, ids.length)
                .mapToObj(t -> Arrays.copyOfRange(flat, t * width, (t + 1) * width))
                .toArray(double[][]::new);
    }

    private static double[] unit(double... vector) {
        double norm =
                Math.sqrt(Arrays.stream(vector).map(number -> number * number).sum());
        return Arrays.stream(vector).map(number -> number / norm).toArray();
    }

    private static float[] floats(double... numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static void assertNear(float[] actual, float[] expected) {
        assertThat(actual).containsExactly(expected, within(ROUNDING));
    }
}
