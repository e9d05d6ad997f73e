package dev.cloze.benchmarks.tokenizer;

import dev.cloze.benchmarks.harness.Subject;
import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One engine that encodes all pieces of a text on some threads, each taking its share of the pieces. */
final class Encoders implements Subject {
    private final TrainedText text;
    private final List<String> pieces;
    private final ExecutorService threads;
    private final int threadCount;
    private final Kind kind;
    private final Tokenizer tokenizer;

    private enum Kind {
        EMPTY,
        WARM,
        NATIVE
    }

    private Encoders(TrainedText text, int threadCount, Kind kind) throws IOException {
        this.kind = kind;
        this.threadCount = threadCount;
        this.text = text.open();
        pieces = text.pieces();
        tokenizer = Tokenizer.load(text.folder());
        threads = Executors.newFixedThreadPool(threadCount);
    }

    static Encoders empty(TrainedText text, int threads) throws IOException {
        return new Encoders(text, threads, Kind.EMPTY);
    }

    static Encoders warm(TrainedText text, int threads) throws Exception {
        Encoders encoders = new Encoders(text, threads, Kind.WARM);
        encoders.tokens();
        return encoders;
    }

    static Encoders ofTheNativeEngine(TrainedText text, int threads) throws IOException {
        return new Encoders(text, threads, Kind.NATIVE);
    }

    /** Encodes everything; how many tokens that makes. */
    long tokens() throws IOException, ExecutionException, InterruptedException {
        List<Future<Long>> running = new ArrayList<>();
        for (int t = 0; t < threadCount; t++) {
            int first = t;
            running.add(threads.submit(() -> share(first)));
        }
        long tokens = 0;
        for (Future<Long> run : running) {
            tokens += run.get();
        }
        return tokens;
    }

    private long share(int first) {
        long tokens = 0;
        for (int i = first; i < pieces.size(); i += threadCount) {
            String piece = pieces.get(i);
            tokens += kind == Kind.NATIVE
                    ? tokenizer.encode(piece).length
                    : tokenizer.bulk().encodeWithPlaces(piece).size();
        }
        return tokens;
    }

    @Override
    public double call() throws Exception {
        if (kind == Kind.EMPTY) {
            tokenizer.bulk().forget();
        }
        tokens();
        return 0;
    }

    @Override
    public void close() throws IOException {
        threads.shutdown();
        tokenizer.close();
        text.close();
    }
}
