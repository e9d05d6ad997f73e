package dev.cloze.core.inference;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.EncoderModel;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.FrozenProgram;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.RowArrays;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * A model that answers one kind of question: what all classes of this package stand on. It cuts texts into rows, runs
 * these in batches and gives each row its own numbers. Safe for several threads, which share weights and program; closing
 * waits for the batches under way, and what is asked from then on is refused.
 */
final class ServedModel implements AutoCloseable {
    /** How many tokens are read ahead before some of them go through the model, so that like lengths meet. */
    static final int AHEAD = 16 * Batch.TOKENS;

    /** The tokens around a text. */
    private static final int SPECIAL = 2;

    /** How many scores of the vocabulary a batch holds at most, 64 MiB, unless one place has more. */
    private static final int MOST_SCORES = 1 << 24;

    /** What the model is asked for. */
    enum Answer {
        /** The vector of every token: D numbers each. */
        VECTORS,
        /** The scores of the whole vocabulary at every place asked about: V numbers each. */
        LOGITS,
        /** The cross-entropy, in nats, of the label of every place asked about: one number each. */
        LOSSES
    }

    /** Takes what the model answers. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes the numbers of one row.
         *
         * @param row its number in the list that was asked for
         * @param numbers of the whole batch
         * @param start where those of this row begin
         */
        void accept(int row, float[] numbers, int start);
    }

    private final Answer answer;
    private final Path folder;
    private final EncoderConfig config;
    private final int vocabularySize;
    private final Tokenizer tokenizer;
    private final LongText longText;
    private final Scope run;
    private final FrozenProgram program;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean closed;

    private ServedModel(
            Answer answer, ModelDirectory directory, Tokenizer tokenizer, LongText longText, Loaded loaded) {
        this.answer = answer;
        folder = directory.folder();
        config = directory.encoder();
        vocabularySize = tokenizer.vocabularySize();
        this.tokenizer = tokenizer;
        this.longText = longText;
        run = loaded.run;
        program = loaded.program;
    }

    /** What the engine holds of a model. */
    private record Loaded(Scope run, FrozenProgram program) {}

    /** The graph that answers. */
    private record Question(Graph graph, List<ParameterSpec> parameters, Tensor output) {
        static Question of(Answer answer, EncoderConfig config, int vocabularySize) {
            if (answer == Answer.VECTORS) {
                EncoderModel model = new EncoderModel(config, vocabularySize, EncoderModel.Pooling.NONE);
                return new Question(model.graph(), model.parameters(), model.hidden_BTD());
            }
            MaskedLanguageModel model = new MaskedLanguageModel(config, vocabularySize);
            return new Question(
                    model.graph(), model.parameters(), answer == Answer.LOGITS ? model.logits_MV() : model.losses_M());
        }
    }

    /**
     * Loads a model's folder.
     *
     * @throws UsageException if the folder is not a model's, lacks the head that the answer needs, or there is no such
     *     device
     * @throws dev.cloze.tokenizer.DataException if the model is damaged
     */
    static ServedModel load(Path folder, Answer answer, LongText longText, String device) throws IOException {
        TorchEngine.start();
        ModelDirectory directory = ModelDirectory.open(folder);
        if (directory.encoder().maxPositions() < SPECIAL + 1) {
            throw new UsageException(
                    folder.toString(),
                    "a model of " + (SPECIAL + 1) + " positions or more",
                    String.valueOf(directory.encoder().maxPositions()));
        }
        Map<String, float[]> numbers =
                new HashMap<>(answer == Answer.VECTORS ? directory.encoderWeights() : directory.weights());
        ComputeDevice place = ComputeDevice.parse(device);
        Tokenizer tokenizer = directory.tokenizer();
        try {
            Question question = Question.of(answer, directory.encoder(), tokenizer.vocabularySize());
            question.parameters.forEach(spec -> numbers.computeIfPresent(spec.name(), withoutPadding(spec)));
            return new ServedModel(answer, directory, tokenizer, longText, loaded(place, question, numbers));
        } catch (Throwable e) {
            tokenizer.close();
            throw e;
        }
    }

    /** The tables of the vocabulary may have more rows than there are tokens: padding, which stands for nothing. */
    private static BiFunction<String, float[], float[]> withoutPadding(ParameterSpec spec) {
        return (name, numbers) -> numbers.length > spec.count() ? Arrays.copyOf(numbers, spec.count()) : numbers;
    }

    private static Loaded loaded(ComputeDevice device, Question question, Map<String, float[]> numbers) {
        Scope run = Scope.open(device);
        try {
            return new Loaded(
                    run,
                    FrozenProgram.load(run, device, question.graph, question.parameters, numbers, question.output));
        } catch (Throwable e) {
            run.close(); // and with it the program
            throw e;
        }
    }

    EncoderConfig config() {
        return config;
    }

    /** How many tokens there are, all of which the tokenizer knows. */
    int vocabularySize() {
        return vocabularySize;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    /** About how many places one batch is asked at most. */
    int mostPlaces() {
        return answer == Answer.LOGITS ? Math.max(1, MOST_SCORES / vocabularySize) : Integer.MAX_VALUE;
    }

    /** The tokens of a plain text. */
    int[] encode(String where, String text) {
        requireText(where, text);
        return tokenizer.encode(text);
    }

    /** The same tokens for one text of many, by the engine that remembers what it has seen. */
    int[] encodeOneOfMany(String where, String text) {
        requireText(where, text);
        return tokenizer.bulk().encode(text);
    }

    /** The tokens of a text in which mask tokens are such. */
    int[] encodeWithMasks(String where, String text) {
        requireText(where, text);
        return tokenizer.encodeWithMasks(text);
    }

    /** The tokens, if the model knows them all; the engine would read past its table for others. */
    int[] requireTokens(int... tokens) {
        for (int token : tokens) {
            if (token < 0 || token >= vocabularySize) {
                throw new IllegalArgumentException(
                        "tokens: expected ids from 0 to " + (vocabularySize - 1) + ", got " + token);
            }
        }
        return tokens;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(folder + ": expected an open model, got a closed one");
        }
    }

    private void requireText(String where, String text) {
        requireOpen();
        if (text == null) {
            throw new IllegalArgumentException(where + ": expected a text, got null");
        }
    }

    /**
     * The rows of a text: one, or several if it is long and windows were chosen.
     *
     * @param where what messages call the text
     * @param bare its tokens
     * @throws UsageException if it is longer than the model, and that was chosen to be an error
     */
    List<int[]> rows(String where, int... bare) {
        int most = config.maxPositions() - SPECIAL;
        if (bare.length <= most) {
            return List.of(surrounded(bare, 0, bare.length));
        }
        return switch (longText) {
            case ERROR ->
                throw new UsageException(
                        where, "at most " + config.maxPositions() + " tokens", String.valueOf(bare.length + SPECIAL));
            case TRUNCATE -> List.of(surrounded(bare, 0, most));
            case WINDOWS -> {
                List<int[]> windows = new ArrayList<>();
                for (int from = 0; from < bare.length; from += most) {
                    windows.add(surrounded(bare, from, Math.min(bare.length, from + most)));
                }
                yield windows;
            }
        };
    }

    private int[] surrounded(int[] bare, int from, int to) {
        SpecialTokens special = tokenizer.special();
        int[] ids = new int[to - from + SPECIAL];
        ids[0] = special.start();
        System.arraycopy(bare, from, ids, 1, to - from);
        ids[ids.length - 1] = special.end();
        return ids;
    }

    /** Asks about rows, and gives the sink the answer of each once, in no order, on the calling thread. */
    void ask(List<Row> rows, Sink sink) {
        for (Batch batch : Batch.of(rows, mostPlaces())) {
            float[] numbers = numbers(batch);
            int start = 0;
            for (Batch.Member member : batch.members()) {
                switch (answer) {
                    case VECTORS -> sink.accept(member.number(), numbers, member.start() * config.width());
                    case LOGITS -> sink.accept(member.number(), numbers, start * vocabularySize);
                    case LOSSES -> sink.accept(member.number(), numbers, start);
                }
                start += member.row().places().length;
            }
        }
    }

    private float[] numbers(Batch batch) {
        lock.readLock().lock();
        try {
            requireOpen();
            try (Scope step = run.child()) {
                return program.call(step, arguments(step, batch)).toFloats();
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    private List<NativeArgument> arguments(Scope step, Batch batch) {
        int size = batch.lines() * batch.length();
        long[] ids = new long[size];
        Arrays.fill(ids, tokenizer.special().padding());
        long[] positions = new long[size];
        long[] documents = new long[size]; // padding is document 0
        int document = 0;
        for (Batch.Member member : batch.members()) {
            document++;
            for (int i = 0; i < member.row().length(); i++) {
                ids[member.start() + i] = member.row().ids()[i];
                positions[member.start() + i] = i;
                documents[member.start() + i] = document;
            }
        }
        List<NativeArgument> arguments =
                RowArrays.of(step, config, batch.lines(), batch.length(), ids, positions, documents);
        if (answer != Answer.VECTORS) {
            long[] places = batch.members().stream()
                    .flatMapToLong(
                            member -> IntStream.of(member.row().places()).mapToLong(place -> member.start() + place))
                    .toArray();
            arguments.add(step.longs(places, places.length));
        }
        if (answer == Answer.LOSSES) {
            long[] labels = batch.members().stream()
                    .flatMapToLong(member -> IntStream.of(member.row().labels()).asLongStream())
                    .toArray();
            arguments.add(step.longs(labels, labels.length));
        }
        return arguments;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                program.close();
                run.close();
                tokenizer.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
