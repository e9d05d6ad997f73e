package dev.cloze.corpora.pack;

import java.util.List;
import java.util.Objects;

/** The rows of several sources one after another, as one. */
public final class JoinedRows implements PackedRows {
    private final List<PackedRows> parts;

    /**
     * Joins rows.
     *
     * @param parts at least one; all of the same length
     */
    public JoinedRows(List<? extends PackedRows> parts) {
        this.parts = List.copyOf(parts);
        long lengths = parts.stream().mapToInt(PackedRows::rowLength).distinct().count();
        if (lengths != 1) {
            throw new IllegalArgumentException("parts: expected one length of rows, got " + lengths);
        }
    }

    @Override
    public int rowLength() {
        return parts.get(0).rowLength();
    }

    @Override
    public long rows() {
        return parts.stream().mapToLong(PackedRows::rows).sum();
    }

    @Override
    public PackedRow row(long index) {
        Objects.checkIndex(index, rows());
        long left = index;
        int part = 0;
        while (left >= parts.get(part).rows()) {
            left -= parts.get(part).rows();
            part++;
        }
        return parts.get(part).row(left);
    }
}
