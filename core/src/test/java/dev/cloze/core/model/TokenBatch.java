package dev.cloze.core.model;

import dev.cloze.core.model.Safetensors.Entry;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Rows of tokens with padding, one document in each row.
 *
 * @param mask 1 for a token, 0 for padding
 * @param types zeros for models without
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record TokenBatch(int rows, int length, long[] ids, long[] mask, long[] types) {

    /** A batch that a script has recorded, its tensors' names after a prefix. */
    static TokenBatch of(Map<String, Entry> tensors, String prefix) {
        Entry ids = tensors.get(prefix + "ids");
        Entry types = tensors.get(prefix + "types");
        return new TokenBatch(
                Math.toIntExact(ids.sizes()[0]),
                Math.toIntExact(ids.sizes()[1]),
                longs(ids.data()),
                longs(tensors.get(prefix + "mask").data()),
                types == null ? new long[ids.data().length] : longs(types.data()));
    }

    /**
     * Random tokens in rows of lengths, the shorter ones padded.
     *
     * @param left whether the padding stands before the tokens
     * @param least the least id of a token
     */
    static TokenBatch random(
            Random random, int[] lengths, boolean left, int padding, int least, int vocabularySize, int tokenTypes) {
        int length = Arrays.stream(lengths).max().orElseThrow();
        long[] ids = new long[lengths.length * length];
        long[] mask = new long[ids.length];
        long[] types = new long[ids.length];
        Arrays.fill(ids, padding);
        for (int row = 0; row < lengths.length; row++) {
            int start = row * length + (left ? length - lengths[row] : 0);
            for (int i = start; i < start + lengths[row]; i++) {
                ids[i] = random.nextLong(least, vocabularySize);
                mask[i] = 1;
                types[i] = random.nextInt(Math.max(1, tokenTypes));
            }
        }
        return new TokenBatch(lengths.length, length, ids, mask, types);
    }

    /** The batch as tensors, for scripts to read. */
    Map<String, Entry> tensors(boolean typed) {
        Map<String, Entry> tensors = new LinkedHashMap<>();
        long[] sizes = {rows, length};
        tensors.put("ids", new Entry(sizes, floats(ids)));
        tensors.put("mask", new Entry(sizes, floats(mask)));
        if (typed) {
            tensors.put("types", new Entry(sizes, floats(types)));
        }
        return tensors;
    }

    private static float[] floats(long[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers[i];
        }
        return floats;
    }

    private static long[] longs(float[] numbers) {
        return IntStream.range(0, numbers.length)
                .mapToLong(i -> (long) numbers[i])
                .toArray();
    }

    /** The places of the tokens, counted over the whole batch. */
    long[] places() {
        return IntStream.range(0, ids.length)
                .filter(i -> mask[i] == 1)
                .mapToLong(i -> i)
                .toArray();
    }

    long[] rowsThatBeginWithTokens() {
        return IntStream.range(0, rows)
                .filter(row -> mask[row * length] == 1)
                .mapToLong(row -> row)
                .toArray();
    }

    /** RoBERTa counts the tokens of a row, the others its places. */
    private long[] positions(HuggingFaceFamily family) {
        long[] positions = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            int start = i - i % length;
            long before = Arrays.stream(mask, start, i).sum();
            positions[i] = family == HuggingFaceFamily.ROBERTA ? before * mask[i] : i - start;
        }
        return positions;
    }

    /** What a method asks for; masked places are those of all tokens. */
    NativeArgument[] arguments(ScriptMethod method, HuggingFaceFamily family, Scope step, Weights weights) {
        return method.arguments().stream()
                .map(argument -> argument.kind() == ScriptMethod.Kind.LIST
                        ? weights.arrays()
                        : array(argument.name(), family, step))
                .toArray(NativeArgument[]::new);
    }

    private NativeArray array(String name, HuggingFaceFamily family, Scope step) {
        return switch (name) {
            case "ids_BT" -> step.longs(ids, rows, length);
            case "types_BT" -> step.longs(types, rows, length);
            case "positions_BT" -> step.longs(positions(family), rows, length);
            case "documents_BT" -> step.longs(mask, rows, length);
            case "masked_M" -> step.longs(places(), places().length);
            case "labels_M" ->
                step.longs(
                        Arrays.stream(places())
                                .map(place -> ids[Math.toIntExact(place)])
                                .toArray(),
                        places().length);
            case "total" -> step.scalar(places().length);
            default -> throw new IllegalArgumentException("argument: expected one that is known, got " + name);
        };
    }
}
