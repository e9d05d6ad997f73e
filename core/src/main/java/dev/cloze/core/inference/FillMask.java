package dev.cloze.core.inference;

import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Fills masks: for each {@code [MASK]} of a text the tokens that the model holds most probable there. Several masks
 * are filled in one pass, each without knowledge of the others' fillings.
 *
 * <p>Safe for several threads, which share the weights. Texts that are given together go through the model together; the
 * probabilities differ from those of single calls by rounding. Closing waits for batches under way; after it every call
 * throws {@link IllegalStateException}. Owns native memory.
 *
 * <p>Of a text longer than the model, when that is to be no error, the beginning is read, which must hold every mask, or
 * each window for itself: a mask is then filled from its window only.
 *
 * <pre>{@code
 * try (FillMask fill = FillMask.load(Path.of("runs/quickstart/model"))) {
 *     fill.predict("the [MASK] of the house", 5).forEach(System.out::println);
 * }
 * }</pre>
 */
public final class FillMask implements AutoCloseable {
    private final ServedModel model;

    /** A token and its probability. */
    public record Candidate(String token, int id, double probability) {}

    /**
     * The fillings of one mask.
     *
     * @param mask the mask's number in the text, from 0
     * @param candidates the most probable tokens, best first
     */
    public record Filling(int mask, List<Candidate> candidates) {}

    private FillMask(ServedModel model) {
        this.model = model;
    }

    /** Loads a model's folder onto the CPU; a text longer than the model is an error. */
    public static FillMask load(Path folder) throws IOException {
        return load(folder, LongText.ERROR, "cpu");
    }

    /**
     * Loads a model's folder onto {@code auto}, {@code cpu} or {@code gpu:N}.
     *
     * @throws UsageException if the folder is not a model's or has no head that guesses masked tokens, or there is no
     *     such device
     * @throws dev.cloze.tokenizer.DataException if the model is damaged
     */
    public static FillMask load(Path folder, LongText longText, String device) throws IOException {
        return new FillMask(ServedModel.load(folder, ServedModel.Answer.LOGITS, longText, device));
    }

    /**
     * The most probable tokens of each mask, in the masks' order.
     *
     * @param text holds at least one mask token; special tokens of other kinds are plain text
     * @param top how many candidates for each mask
     * @throws UsageException if the text has no mask, or is longer than the model and that is to be an error
     */
    public List<Filling> predict(String text, int top) {
        Questions questions = new Questions();
        questions.add("text", text);
        return questions.fillings(top).get(0);
    }

    /** The fillings of each text, in their order; none for no texts. */
    public List<List<Filling>> predict(List<String> texts, int top) {
        Questions questions = new Questions();
        for (int i = 0; i < texts.size(); i++) {
            questions.add("texts[" + i + "]", texts.get(i));
        }
        return questions.fillings(top);
    }

    /** Masks of texts. */
    private final class Questions {
        private final List<Row> rows = new ArrayList<>();
        /** For each row the number of its text. */
        private final List<Integer> texts = new ArrayList<>();
        /** For each row how many masks the text has before it. */
        private final List<Integer> before = new ArrayList<>();
        /** For each text how many masks it has. */
        private final List<Integer> counts = new ArrayList<>();

        void add(String where, String text) {
            int mask = model.tokenizer().special().mask();
            int[] bare = model.encodeWithMasks(where, text);
            int wanted = Row.of(bare).placesOf(mask).length;
            if (wanted == 0) {
                throw new UsageException(
                        where, "at least one " + model.tokenizer().maskToken(), "none");
            }
            int found = 0;
            for (int[] ids : model.rows(where, bare)) {
                Row row = Row.of(ids);
                int[] places = row.placesOf(mask);
                for (int from = 0; from < places.length; from += model.mostPlaces()) {
                    int to = Math.min(places.length, from + model.mostPlaces());
                    rows.add(row.asking(Arrays.copyOfRange(places, from, to)));
                    texts.add(counts.size());
                    before.add(found + from);
                }
                found += places.length;
            }
            if (found < wanted) {
                throw new UsageException(
                        where,
                        "every mask among the first " + model.config().maxPositions() + " tokens",
                        wanted - found + " behind them");
            }
            counts.add(wanted);
        }

        List<List<Filling>> fillings(int top) {
            if (top < 1) {
                throw new UsageException("top", "a positive number", String.valueOf(top));
            }
            List<Filling[]> fillings =
                    counts.stream().map(count -> new Filling[count]).toList();
            model.ask(rows, (number, logits_MV, start) -> {
                for (int i = 0; i < rows.get(number).places().length; i++) {
                    int mask = before.get(number) + i;
                    List<Candidate> best = best(logits_MV, start + i * model.vocabularySize(), top);
                    fillings.get(texts.get(number))[mask] = new Filling(mask, best);
                }
            });
            return fillings.stream().map(List::of).toList();
        }
    }

    private List<Candidate> best(float[] logits, int from, int top) {
        Tokenizer tokenizer = model.tokenizer();
        int count = model.vocabularySize();
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            highest = Math.max(highest, logits[from + i]);
        }
        double total = 0;
        for (int i = 0; i < count; i++) {
            total += Math.exp(logits[from + i] - highest);
        }
        Comparator<Integer> byLogit = Comparator.comparingDouble(i -> logits[from + i]);
        PriorityQueue<Integer> kept = new PriorityQueue<>(byLogit);
        for (int i = 0; i < count; i++) {
            if (kept.size() < top) {
                kept.add(i);
            } else if (logits[from + i] > logits[from + kept.peek()]) {
                kept.poll();
                kept.add(i);
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        for (int id : kept.stream().sorted(byLogit.reversed()).toList()) {
            candidates.add(new Candidate(tokenizer.token(id), id, Math.exp(logits[from + id] - highest) / total));
        }
        return candidates;
    }

    @Override
    public void close() {
        model.close();
    }
}
