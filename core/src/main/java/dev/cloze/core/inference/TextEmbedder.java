package dev.cloze.core.inference;

import dev.cloze.core.inference.EmbeddingOptions.Normalisation;
import dev.cloze.core.inference.EmbeddingOptions.Pooling;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Makes vectors of texts, such that texts of like meaning have vectors of like direction if the model was trained for
 * that (Reimers and Gurevych 2019). The text is plain: nothing in it is a special token.
 *
 * <p>Safe for several threads, which share the weights. Texts that are given together go through the model together,
 * those of like length in one batch; their vectors differ from those of single calls by rounding. Closing waits for
 * batches under way; after it every call throws {@link IllegalStateException}. Owns native memory.
 *
 * <p>A text longer than the model is an error, is truncated, or is cut into windows ({@link EmbeddingOptions#longText}):
 * its vector is then the mean of the windows' pooled vectors, weighted by their tokens without the special ones,
 * before dimensions are dropped and the length is normalised.
 *
 * <pre>{@code
 * try (TextEmbedder embedder = TextEmbedder.load(Path.of("models/minilm"))) {
 *     float[] vector = embedder.embed("the old house of the river");
 * }
 * }</pre>
 */
public final class TextEmbedder implements AutoCloseable {
    private final ServedModel model;
    private final EmbeddingOptions options;
    private final int width;

    private TextEmbedder(ServedModel model, EmbeddingOptions options, int width) {
        this.model = model;
        this.options = options;
        this.width = width;
    }

    /** Loads a model's folder with {@link EmbeddingOptions#DEFAULT}. */
    public static TextEmbedder load(Path folder) throws IOException {
        return load(folder, EmbeddingOptions.DEFAULT);
    }

    /**
     * Loads a model's folder, with a head for masks or without.
     *
     * @throws UsageException if the folder is not a model's, the model has fewer dimensions than are to be kept, or
     *     there is no such device
     * @throws dev.cloze.tokenizer.DataException if the model is damaged
     */
    public static TextEmbedder load(Path folder, EmbeddingOptions options) throws IOException {
        ServedModel model = ServedModel.load(folder, ServedModel.Answer.VECTORS, options.longText(), options.device());
        int most = model.config().width();
        int width = options.dimensions().orElse(most);
        if (width > most) {
            model.close();
            throw new UsageException("dimensions", "at most the model's " + most, String.valueOf(width));
        }
        return new TextEmbedder(model, options, width);
    }

    /** How many numbers a vector has. */
    public int width() {
        return width;
    }

    /**
     * The vector of a text; an empty one has a vector, too.
     *
     * @throws UsageException if the text is longer than the model, and that is to be an error
     */
    public float[] embed(String text) {
        Window window = new Window();
        window.add("text", model.encode("text", text));
        return window.vectors()[0];
    }

    /** The vectors of texts, in their order; none for no texts. */
    public float[][] embed(List<String> texts) {
        float[][] vectors = new float[texts.size()][];
        Iterator<float[]> next = new Vectors(texts.iterator());
        Arrays.setAll(vectors, i -> next.next());
        return vectors;
    }

    /**
     * The vectors of texts that are tokens already, without special ones around them, as a caller has them who cuts texts
     * by tokens.
     *
     * @throws IllegalArgumentException if a token is none of the model's
     */
    public float[][] embedTokens(List<int[]> texts) {
        float[][] vectors = new float[texts.size()][];
        Window window = new Window();
        int done = 0;
        for (int i = 0; i < vectors.length; i++) {
            window.add("texts[" + i + "]", model.requireTokens(texts.get(i)));
            if (window.isFull() || i + 1 == vectors.length) {
                float[][] ready = window.vectors();
                System.arraycopy(ready, 0, vectors, done, ready.length);
                done += ready.length;
                window = new Window();
            }
        }
        return vectors;
    }

    /**
     * The vectors of texts, in their order, made as they are asked for, in memory that does not grow with the number of
     * texts: some tens of thousands of tokens are read ahead. A text that is an error ends the stream where the texts
     * read together with it begin. Closing the stream closes that of the texts.
     */
    public Stream<float[]> embed(Stream<String> texts) {
        Iterator<float[]> vectors = new Vectors(texts.iterator());
        int ordered = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(vectors, ordered), false)
                .onClose(texts::close);
    }

    /** Reads windows of texts ahead. */
    private final class Vectors implements Iterator<float[]> {
        private final Iterator<String> texts;
        private Iterator<float[]> ready = List.<float[]>of().iterator();
        private long count;

        Vectors(Iterator<String> texts) {
            this.texts = texts;
        }

        @Override
        public boolean hasNext() {
            return ready.hasNext() || texts.hasNext();
        }

        @Override
        public float[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException("vectors: expected one more text, got none");
            }
            if (!ready.hasNext()) {
                Window window = new Window();
                while (!window.isFull() && texts.hasNext()) {
                    String where = "texts[" + count++ + "]";
                    window.add(where, model.encodeOneOfMany(where, texts.next()));
                }
                ready = List.of(window.vectors()).iterator();
            }
            return ready.next();
        }
    }

    /** Texts whose vectors are made together. */
    private final class Window {
        private final List<Row> rows = new ArrayList<>();
        /** For each row the number of its text. */
        private final List<Integer> texts = new ArrayList<>();

        private int count;
        private long tokens;

        void add(String where, int... bare) {
            for (int[] ids : model.rows(where, bare)) {
                rows.add(Row.of(ids));
                texts.add(count);
                tokens += ids.length;
            }
            count++;
        }

        boolean isFull() {
            return tokens >= ServedModel.AHEAD;
        }

        float[][] vectors() {
            double[][] sums = new double[count][];
            model.ask(rows, (number, hidden_TD, start) -> {
                int length = rows.get(number).length();
                double[] pooled = pool(
                        options.pooling(),
                        hidden_TD,
                        start,
                        length,
                        model.config().width());
                int text = texts.get(number);
                sums[text] = plus(sums[text], pooled, Math.max(1, length - 2));
            });
            float[][] vectors = new float[count][];
            Arrays.setAll(vectors, text -> finished(sums[text]));
            return vectors;
        }

        /** A weighted sum stands for the mean until it is divided; with one row there is nothing to divide. */
        private double[] plus(double[] sum, double[] pooled, int weight) {
            double[] result = sum == null ? new double[pooled.length + 1] : sum;
            for (int i = 0; i < pooled.length; i++) {
                result[i] += weight * pooled[i];
            }
            result[pooled.length] += weight;
            return result;
        }

        private float[] finished(double[] sum) {
            double divisor = sum[sum.length - 1];
            if (options.normalisation() == Normalisation.L2) {
                double squares = 0;
                for (int i = 0; i < width; i++) {
                    squares += sum[i] * sum[i];
                }
                divisor = squares > 0 ? Math.sqrt(squares) : 1;
            }
            float[] vector = new float[width];
            for (int i = 0; i < width; i++) {
                vector[i] = (float) (sum[i] / divisor);
            }
            return vector;
        }
    }

    /** One vector, in double precision, of the {@code length} that begin at {@code start}. */
    static double[] pool(Pooling pooling, float[] hidden_TD, int start, int length, int width) {
        double[] pooled = new double[width];
        switch (pooling) {
            case MEAN -> {
                for (int t = 0; t < length; t++) {
                    for (int i = 0; i < width; i++) {
                        pooled[i] += hidden_TD[start + t * width + i];
                    }
                }
                for (int i = 0; i < width; i++) {
                    pooled[i] /= length;
                }
            }
            case FIRST_TOKEN -> {
                for (int i = 0; i < width; i++) {
                    pooled[i] = hidden_TD[start + i];
                }
            }
            case MAX -> {
                Arrays.fill(pooled, Double.NEGATIVE_INFINITY);
                for (int t = 0; t < length; t++) {
                    for (int i = 0; i < width; i++) {
                        pooled[i] = Math.max(pooled[i], hidden_TD[start + t * width + i]);
                    }
                }
            }
        }
        return pooled;
    }

    @Override
    public void close() {
        model.close();
    }
}
