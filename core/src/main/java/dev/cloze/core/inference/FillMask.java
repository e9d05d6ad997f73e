package dev.cloze.core.inference;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.RowArrays;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.core.torch.Weights;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Fills masks: for each {@code [MASK]} of a text the tokens that the model holds most probable there. Several masks
 * are filled in one pass, each without knowledge of the others' fillings. Calls from several threads are safe; closing
 * is for when none is under way. Owns native memory.
 *
 * <pre>{@code
 * try (FillMask fill = FillMask.load(Path.of("runs/quickstart/model"))) {
 *     fill.predict("the [MASK] of the house", 5).forEach(System.out::println);
 * }
 * }</pre>
 */
public final class FillMask implements AutoCloseable {
    private final MaskedLanguageModel model;
    private final Tokenizer tokenizer;
    private final Scope run;
    private final Program program;
    private final Weights weights;

    /** A token and its probability. */
    public record Candidate(String token, int id, double probability) {}

    /**
     * The fillings of one mask.
     *
     * @param mask the mask's number in the text, from 0
     * @param candidates the most probable tokens, best first
     */
    public record Filling(int mask, List<Candidate> candidates) {}

    private FillMask(MaskedLanguageModel model, Tokenizer tokenizer, Scope run, Program program, Weights weights) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.run = run;
        this.program = program;
        this.weights = weights;
    }

    /** Loads a model's folder onto the CPU, as {@link #load(Path, String)} does. */
    public static FillMask load(Path folder) throws IOException {
        return load(folder, "cpu");
    }

    /**
     * Loads a model's folder onto {@code auto}, {@code cpu} or {@code gpu:N}.
     *
     * @throws UsageException if the folder is not a model's, or there is no such device
     * @throws dev.cloze.tokenizer.DataException if the model is damaged
     */
    public static FillMask load(Path folder, String device) throws IOException {
        ModelDirectory directory = ModelDirectory.open(folder);
        MaskedLanguageModel model = new MaskedLanguageModel(directory.encoder(), directory.vocabularySize());
        Map<String, float[]> numbers = directory.weights();
        ComputeDevice place = ComputeDevice.parse(device);
        Tokenizer tokenizer = directory.tokenizer();
        try {
            return onto(Scope.open(place), model, numbers, tokenizer);
        } catch (Throwable e) {
            tokenizer.close();
            throw e;
        }
    }

    private static FillMask onto(
            Scope run, MaskedLanguageModel model, Map<String, float[]> numbers, Tokenizer tokenizer) {
        try {
            ScriptWriter writer = new ScriptWriter(model.graph(), AttentionKernel.FUSED);
            Program program = Program.load(run, List.of(writer.forward("logits", model.logits_MV())));
            return new FillMask(model, tokenizer, run, program, Weights.of(run, model.parameters(), numbers));
        } catch (Throwable e) {
            run.close(); // and with it the program
            throw e;
        }
    }

    /**
     * The most probable tokens of each mask.
     *
     * @param text holds at least one mask token; special tokens of other kinds are plain text
     * @param top how many candidates for each mask
     * @throws UsageException if the text has no mask or is longer than the model's rows
     */
    public List<Filling> predict(String text, int top) {
        if (top < 1) {
            throw new UsageException("top", "a positive number", String.valueOf(top));
        }
        List<Integer> ids = new ArrayList<>();
        List<Long> masks = new ArrayList<>();
        encode(text, ids, masks);
        int most = model.config().maxPositions();
        if (masks.isEmpty()) {
            throw new UsageException("text", "at least one " + tokenizer.maskToken(), "none");
        }
        if (ids.size() > most) {
            throw new UsageException("text", "at most " + most + " tokens", String.valueOf(ids.size()));
        }
        float[] logits = logits(ids, masks);
        List<Filling> fillings = new ArrayList<>();
        for (int mask = 0; mask < masks.size(); mask++) {
            fillings.add(new Filling(mask, best(logits, mask * model.vocabularySize(), top)));
        }
        return fillings;
    }

    private void encode(String text, List<Integer> ids, List<Long> masks) {
        SpecialTokens special = tokenizer.special();
        ids.add(special.start());
        for (int id : tokenizer.encodeWithMasks(text)) {
            if (id == special.mask()) {
                masks.add((long) ids.size());
            }
            ids.add(id);
        }
        ids.add(special.end());
    }

    private float[] logits(List<Integer> ids, List<Long> masks) {
        int length = ids.size();
        long[] positions = new long[length];
        Arrays.setAll(positions, i -> i);
        try (Scope step = run.child()) {
            List<NativeArgument> arguments = RowArrays.of(
                    step,
                    model.config(),
                    1,
                    length,
                    ids.stream().mapToLong(i -> i).toArray(),
                    positions,
                    new long[length]);
            arguments.add(step.longs(masks.stream().mapToLong(i -> i).toArray(), masks.size()));
            arguments.add(weights.arrays());
            return program.call("logits", Program.Mode.INFERENCE, step, arguments)
                    .get(0)
                    .toFloats();
        }
    }

    private List<Candidate> best(float[] logits, int from, int top) {
        // The model's table may have more rows than the tokenizer tokens: padding, which stands for nothing.
        int count = tokenizer.vocabularySize();
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
            kept.add(i);
            if (kept.size() > top) {
                kept.poll();
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
        program.close();
        run.close();
        tokenizer.close();
    }
}
