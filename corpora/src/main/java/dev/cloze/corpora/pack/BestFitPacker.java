package dev.cloze.corpora.pack;

import dev.cloze.corpora.shard.TokenShards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Rows that keep documents whole: of each block of the stream, documents that fit into a row are put into rows by best fit. One
 * that is longer fills rows of its own; what is left of it fills the room that the others leave, cut again where need be. If
 * rows are not full then, the documents of the emptiest are cut to fill the others. Every token is in one row. A block is about a thousand rows of neighbouring documents; which row has which pieces is computed once,
 * in one pass over the documents' lengths, and kept in a file that is mapped: 8 bytes a piece and 8 a row, addressed in constant
 * time.
 */
public final class BestFitPacker implements RowPacker {
    private static final long ROWS_PER_BLOCK = 1024;

    /** A remainder is cut once more only if the piece is at least a row's 1/128. */
    private static final int LEAST_SHARE = 128;

    /** As much of a block's rows may be empty before whole documents are cut. */
    private static final double EMPTY_SHARE = 0.002;

    private final TokenShards shards;
    private final RowIndex index;

    private BestFitPacker(TokenShards shards, RowIndex index) {
        this.shards = shards;
        this.index = index;
    }

    /**
     * Opens the rows, packing them first unless the file holds those of these shards and this length.
     *
     * @param rowLength tokens in a row (T); 1 to 65,535
     * @param file where the rows are kept
     * @throws dev.cloze.tokenizer.DataException if the file is damaged
     */
    public static BestFitPacker open(TokenShards shards, int rowLength, Path file) throws IOException {
        RowIndex.Key key = new RowIndex.Key(
                rowLength,
                shards.tokens(),
                shards.manifest().tokenizerSha256(),
                shards.manifest().corpusSha256());
        if (!Files.isRegularFile(file) || !RowIndex.keyOf(file).equals(key)) {
            write(shards, key, file);
        }
        return new BestFitPacker(shards, RowIndex.open(file));
    }

    private static void write(TokenShards shards, RowIndex.Key key, Path file) throws IOException {
        long blockTokens = ROWS_PER_BLOCK * key.rowLength();
        try (RowIndexWriter writer = new RowIndexWriter(file, key)) {
            Block block = new Block(key.rowLength(), writer);
            long blockEnd = blockTokens;
            for (long document = 0; document < shards.documents(); document++) {
                long start = shards.documentStart(document);
                long end = document + 1 < shards.documents() ? shards.documentStart(document + 1) : shards.tokens();
                if (start >= blockEnd) {
                    block.finish();
                    blockEnd = start + blockTokens;
                }
                block.add(start, end);
            }
            block.finish();
            writer.finish();
        }
    }

    /** The documents of a block on their way into rows. Rows that one document fills are written at once. */
    private static final class Block {
        private final int rowLength;
        private final RowIndexWriter writer;
        private final List<Piece> whole = new ArrayList<>();
        private final Deque<Piece> remainders = new ArrayDeque<>();

        Block(int rowLength, RowIndexWriter writer) {
            this.rowLength = rowLength;
            this.writer = writer;
        }

        void add(long start, long end) throws IOException {
            long from = start;
            for (; end - from >= rowLength; from += rowLength) {
                writer.append(List.of(new Piece(from, rowLength)));
            }
            if (from < end) {
                Piece rest = new Piece(from, (int) (end - from));
                if (from == start) {
                    whole.add(rest);
                } else {
                    remainders.add(rest);
                }
            }
        }

        void finish() throws IOException {
            BestFitBlock fit =
                    new BestFitBlock(whole.stream().mapToInt(Piece::length).toArray(), rowLength);
            List<List<Piece>> rows = new ArrayList<>();
            for (int row = 0; row < fit.rows(); row++) {
                rows.add(new ArrayList<>());
            }
            for (int piece = 0; piece < whole.size(); piece++) {
                rows.get(fit.rowOf(piece)).add(whole.get(piece));
            }
            for (List<Piece> row : dissolved(rows)) {
                pour(row);
                writer.append(row);
            }
            while (!remainders.isEmpty()) {
                List<Piece> row = new ArrayList<>();
                pour(row);
                writer.append(row);
            }
            whole.clear();
        }

        /**
         * The rows without the emptiest, whose documents become remainders to be cut, as many as are needed to fill the
         * room in the others: where most documents are longer than half a row, no two of them fit into one.
         */
        private List<List<Piece>> dissolved(List<List<Piece>> rows) {
            List<List<Piece>> byRoom = new ArrayList<>(rows);
            byRoom.sort(Comparator.comparingInt(Block::tokens)); // stable
            long room = rows.stream().mapToLong(row -> rowLength - tokens(row)).sum();
            long poured = remainders.stream().mapToLong(Piece::length).sum();
            double allowed = EMPTY_SHARE * rowLength * rows.size();
            Set<List<Piece>> gone = Collections.newSetFromMap(new IdentityHashMap<>());
            for (List<Piece> row : byRoom) {
                if (room - poured <= allowed) {
                    break;
                }
                gone.add(row);
                remainders.addAll(row);
                room -= rowLength - tokens(row);
                poured += tokens(row);
            }
            return rows.stream().filter(row -> !gone.contains(row)).toList();
        }

        private static int tokens(List<Piece> row) {
            return row.stream().mapToInt(Piece::length).sum();
        }

        /** Fills what room a row has left with remainders of documents that were cut before, cutting them once more. */
        private void pour(List<Piece> row) {
            int room = rowLength - tokens(row);
            while (room > 0 && !remainders.isEmpty()) {
                Piece next = remainders.peek();
                if (next.length() > room && room < rowLength / LEAST_SHARE) {
                    return; // a slice of a few tokens is worth less than the room
                }
                remainders.remove();
                int length = Math.min(room, next.length());
                row.add(new Piece(next.position(), length));
                if (length < next.length()) {
                    remainders.addFirst(new Piece(next.position() + length, next.length() - length));
                }
                room -= length;
            }
        }
    }

    @Override
    public int rowLength() {
        return index.key().rowLength();
    }

    @Override
    public long rows() {
        return index.rows();
    }

    @Override
    public PackedRow row(long row) {
        return PackedRow.of(shards, pieces(row));
    }

    @Override
    public List<Piece> pieces(long row) {
        return index.pieces(row);
    }
}
