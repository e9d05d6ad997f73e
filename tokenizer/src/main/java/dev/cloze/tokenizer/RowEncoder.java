package dev.cloze.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Texts and pairs of texts to the rows that a model is given: cut to a length if that was asked for, special tokens put
 * around them by the template of {@code tokenizer.json}. The same rows as those of HuggingFace's tokenizers, but that text
 * never becomes a special token. The texts themselves are encoded by {@link BulkEncoder}. Safe for use by several threads
 * at once.
 */
public final class RowEncoder {
    private final BulkEncoder bulk;
    private final RowTemplate template;
    private final Optional<Truncation> truncation;

    RowEncoder(BulkEncoder bulk, RowTemplate template, Optional<Truncation> truncation) {
        this.bulk = bulk;
        this.template = template;
        this.truncation = truncation;
        truncation.ifPresent(cut -> room(cut, false));
    }

    /**
     * The row of a text.
     *
     * @throws UsageException if the text cannot be cut in the way that was asked for
     */
    public EncodedRow encode(String text) {
        return row(List.of(text), parts(List.of(text)), 0, 0);
    }

    /**
     * The row of two texts.
     *
     * @throws UsageException if the texts cannot be cut in the way that was asked for
     */
    public EncodedRow encode(String text, String pair) {
        return row(List.of(text, pair), parts(List.of(text, pair)), 0, 0);
    }

    /** The row of a text, and the rows of what was cut off, each with the stride before it. */
    public List<EncodedRow> windows(String text) {
        return windows(List.of(text));
    }

    /**
     * The row of two texts, and the rows of what was cut off: each window of the one text with each of the other. All have
     * the types that the template says; the reference has them in the first row alone.
     */
    public List<EncodedRow> windows(String text, String pair) {
        return windows(List.of(text, pair));
    }

    private List<EncodedRow> windows(List<String> texts) {
        List<Part> parts = parts(texts);
        List<EncodedRow> rows = new ArrayList<>();
        // The reference's order: first the whole row, then what it has cut off of the first text.
        rows.add(row(texts, parts, 0, 0));
        int seconds = texts.size() == 1 ? 1 : parts.get(1).windows.size();
        for (int first = 1; first < parts.get(0).windows.size(); first++) {
            for (int second = 0; second < seconds; second++) {
                rows.add(row(texts, parts, first, second));
            }
        }
        for (int second = 1; second < seconds; second++) {
            rows.add(row(texts, parts, 0, second));
        }
        return rows;
    }

    private EncodedRow row(List<String> texts, List<Part> parts, int first, int second) {
        List<RowTemplate.Text> chosen = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            chosen.add(new RowTemplate.Text(texts.get(i), part.tokens, part.windows.get(i == 0 ? first : second)));
        }
        return template.row(chosen);
    }

    /** A text's tokens, and the ranges of them that rows have. */
    private record Part(Encoding tokens, List<RowTemplate.Range> windows) {}

    private List<Part> parts(List<String> texts) {
        List<Encoding> tokens = texts.stream().map(bulk::encodeWithPlaces).toList();
        int[] kept = tokens.stream().mapToInt(Encoding::size).toArray();
        if (truncation.isPresent()) {
            cut(kept, truncation.get());
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < kept.length; i++) {
            parts.add(new Part(tokens.get(i), ranges(tokens.get(i).size(), kept[i])));
        }
        return parts;
    }

    private int room(Truncation cut, boolean pair) {
        int special = template.specialTokens(pair);
        if (cut.maxLength() < special || (cut.stride() > 0 && cut.stride() >= cut.maxLength() - special)) {
            throw new IllegalArgumentException("truncation: expected room for " + special
                    + " special tokens and more than the stride, got " + cut);
        }
        return cut.maxLength() - special;
    }

    /** Lowers the lengths of one or two texts to what there is room for. */
    private void cut(int[] kept, Truncation cut) {
        boolean pair = kept.length == 2;
        int room = room(cut, pair);
        int all = kept[0] + (pair ? kept[1] : 0);
        if (all <= room) {
            return;
        }
        if (room == 0) {
            Arrays.fill(kept, 0);
        } else if (cut.strategy() != Truncation.Strategy.LONGEST_FIRST) {
            cutOne(kept, cut.strategy() == Truncation.Strategy.ONLY_FIRST ? 0 : 1, all - room);
        } else if (pair) {
            int shorter = kept[1] < kept[0] ? 1 : 0;
            kept[shorter] = Math.min(kept[shorter], room / 2);
            kept[1 - shorter] = room - kept[shorter];
        } else {
            kept[0] = room;
        }
    }

    private static void cutOne(int[] kept, int target, int surplus) {
        if (target == kept.length) {
            throw new UsageException("truncation", "a second text to cut", "none");
        }
        if (kept[target] <= surplus) {
            throw new UsageException(
                    "truncation", "more than the " + surplus + " tokens that are too many", "" + kept[target]);
        }
        kept[target] -= surplus;
    }

    /** The windows of a text of so many tokens, the first of which is the one that is kept. */
    private List<RowTemplate.Range> ranges(int tokens, int kept) {
        if (kept >= tokens) {
            return List.of(new RowTemplate.Range(0, tokens));
        }
        if (kept == 0) {
            return List.of(new RowTemplate.Range(0, 0), new RowTemplate.Range(0, tokens));
        }
        Truncation cut = truncation.orElseThrow();
        if (cut.stride() >= kept) {
            throw new UsageException(
                    "truncation", "a stride below the " + kept + " tokens of a window", "" + cut.stride());
        }
        List<RowTemplate.Range> windows = new ArrayList<>();
        int step = kept - cut.stride();
        for (int done = 0; windows.isEmpty() || done + cut.stride() < tokens; done += step) {
            int to = Math.min(done + kept, tokens);
            windows.add(
                    cut.direction() == Truncation.Direction.RIGHT
                            ? new RowTemplate.Range(done, to)
                            : new RowTemplate.Range(tokens - to, tokens - done));
        }
        return windows;
    }
}
