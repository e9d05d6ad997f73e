package dev.cloze.core.inference;

import dev.cloze.core.inference.FillMask.Filling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many threads that ask one model at the same time and compare each answer with that of one thread, in a JVM of its own:
 * arguments are a model's folder, the number of threads, for how many seconds. Prints the resident memory at each second, in
 * kB, and the number of answers; another answer than the first thread's ends it with an error.
 */
public final class LoadRun {
    private static final String[] WORDS = "the red house and blue stand near old stone bridge".split(" ");
    private static final int TEXTS = 120;
    private static final int TOGETHER = 12;
    private static final int TOP = 5;

    private final TextEmbedder embedder;
    private final FillMask fill;
    private final List<String> texts = new ArrayList<>();
    private final List<float[]> vectors;
    private final List<float[][]> ofGroups;
    private final List<List<Filling>> fillings;

    private LoadRun(TextEmbedder embedder, FillMask fill) {
        this.embedder = embedder;
        this.fill = fill;
        for (int i = 0; i < TEXTS; i++) {
            Random random = new Random(i);
            texts.add(IntStream.rangeClosed(0, i * 7 % 40)
                    .mapToObj(j -> WORDS[random.nextInt(WORDS.length)])
                    .collect(Collectors.joining(" ")));
        }
        vectors = texts.stream().map(embedder::embed).toList();
        ofGroups = IntStream.range(0, TEXTS / TOGETHER)
                .mapToObj(i -> embedder.embed(group(i)))
                .toList();
        fillings = texts.stream().map(this::filled).toList();
    }

    private List<String> group(int number) {
        return texts.subList(number * TOGETHER, (number + 1) * TOGETHER);
    }

    private List<Filling> filled(String text) {
        return fill.predict(text + " [MASK]", TOP);
    }

    /** Texts alone, texts together and masks, in an order of the thread's own; how many answers were right. */
    private long ask(int thread, long until) {
        Random random = new Random(thread);
        long answers = 0;
        while (System.nanoTime() < until) {
            int text = random.nextInt(TEXTS);
            int group = text / TOGETHER;
            require(Arrays.equals(embedder.embed(texts.get(text)), vectors.get(text)), texts.get(text));
            require(Arrays.deepEquals(embedder.embed(group(group)), ofGroups.get(group)), "group " + group);
            require(filled(texts.get(text)).equals(fillings.get(text)), texts.get(text) + " [MASK]");
            answers += TOGETHER + 2;
        }
        return answers;
    }

    private static void require(boolean same, String asked) {
        if (!same) {
            throw new IllegalStateException(asked + ": expected what one thread gets, got something else");
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path model = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (TextEmbedder embedder = TextEmbedder.load(model);
                FillMask fill = FillMask.load(model)) {
            LoadRun run = new LoadRun(embedder, fill);
            long until = System.nanoTime() + seconds * 1_000_000_000L;
            List<Future<Long>> asked = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                Callable<Long> task = () -> run.ask(thread, until);
                asked.add(pool.submit(task));
            }
            for (int second = 0; second < seconds; second++) {
                Thread.sleep(1000);
                System.out.println("resident " + resident());
            }
            long answers = 0;
            for (Future<Long> thread : asked) {
                answers += thread.get();
            }
            System.out.println("answers " + answers);
        } finally {
            pool.shutdownNow();
        }
    }

    /** As Linux has it; 0 elsewhere. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
