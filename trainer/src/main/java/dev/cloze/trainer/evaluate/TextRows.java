package dev.cloze.trainer.evaluate;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.corpora.pack.PackedRows;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.recipe.EvaluationRecipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Masked batches straight from documents, without shards: each document as start token, tokens, end token, one after
 * another, cut into rows. Bounded memory; one pass.
 */
public final class TextRows implements Iterator<MaskedBatch> {
    private final DocumentSource documents;
    private final Tokenizer tokenizer;
    private final TokenMasking masking;
    private final int length;
    private final int rowsPerBatch;
    private final long seed;

    private int[] document = new int[0];
    private int taken;
    private final int[] bytesOfTokens;
    private TextSize size = new TextSize(0, 0);
    private long row;
    private Optional<PackedRow> ahead;

    /**
     * Rows of a text.
     *
     * @param documents stays open until the last batch; the caller closes it
     * @param seed of the masks
     */
    public TextRows(DocumentSource documents, Tokenizer tokenizer, int length, int rowsPerBatch, long seed) {
        this.documents = documents;
        this.tokenizer = tokenizer;
        this.masking = new TokenMasking(EvaluationRecipe.MASKING, tokenizer);
        this.length = length;
        this.rowsPerBatch = rowsPerBatch;
        this.seed = seed;
        bytesOfTokens = TextSize.ofTokens(tokenizer);
        ahead = nextRow();
    }

    /** The size of the text of the rows so far. */
    public TextSize size() {
        return size;
    }

    @Override
    public boolean hasNext() {
        return ahead.isPresent();
    }

    @Override
    public MaskedBatch next() {
        if (ahead.isEmpty()) {
            throw new NoSuchElementException();
        }
        List<PackedRow> rows = new ArrayList<>();
        List<MaskedRow> masked = new ArrayList<>();
        while (ahead.isPresent() && rows.size() < rowsPerBatch) {
            rows.add(ahead.get());
            masked.add(masking.mask(ahead.get().ids(), seed, 0, row++));
            ahead = nextRow();
        }
        return MaskedBatch.of(rows, masked, length, tokenizer.special().padding());
    }

    /** All rows, without masks, in memory: for text of a bounded size, which takes some bytes a token. */
    public PackedRows readAll() {
        List<PackedRow> rows = new ArrayList<>();
        for (; ahead.isPresent(); ahead = nextRow()) {
            rows.add(ahead.get());
        }
        return new Rows(length, rows);
    }

    private record Rows(int rowLength, List<PackedRow> all) implements PackedRows {
        @Override
        public long rows() {
            return all.size();
        }

        @Override
        public PackedRow row(long index) {
            return all.get(Math.toIntExact(index));
        }
    }

    /** The next row, shorter than the others if it is the last; empty at the end. */
    private Optional<PackedRow> nextRow() {
        int[] ids = new int[length];
        List<Integer> starts = new ArrayList<>(List.of(0));
        int filled = 0;
        while (filled < length) {
            if (taken == document.length) {
                if (!nextDocument()) {
                    break;
                }
                if (filled > 0) {
                    starts.add(filled);
                }
            }
            int count = Math.min(length - filled, document.length - taken);
            System.arraycopy(document, taken, ids, filled, count);
            filled += count;
            taken += count;
        }
        return filled == 0
                ? Optional.empty()
                : Optional.of(new PackedRow(
                        Arrays.copyOf(ids, filled),
                        starts.stream().mapToInt(i -> i).toArray()));
    }

    private boolean nextDocument() {
        try {
            Optional<Document> next = documents.next();
            if (next.isEmpty()) {
                return false;
            }
            int[] ids = tokenizer.bulk().encode(next.get().text());
            size = size.plus(next.get().bytes(), ids, bytesOfTokens);
            document = new int[ids.length + 2];
            document[0] = tokenizer.special().start();
            System.arraycopy(ids, 0, document, 1, ids.length);
            document[ids.length + 1] = tokenizer.special().end();
            taken = 0;
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
