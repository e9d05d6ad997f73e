package dev.cloze.benchmarks.attention;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** How tokens stand in rows, and how far they see. */
enum Layout {
    /** Each row one document. */
    FULL,
    /** Each row one document, seen through a window. */
    WINDOWED,
    /** Each row one document of a real length, the rest padding. */
    PADDED,
    /** Rows filled with documents of real lengths. */
    PACKED,
    /** The same seen through a window. */
    PACKED_WINDOWED;

    /** As in the local layers of ModernBERT: 128 tokens, 64 to each side. */
    private static final int REACH = 64;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    OptionalInt reach() {
        return this == WINDOWED || this == PACKED_WINDOWED ? OptionalInt.of(REACH) : OptionalInt.empty();
    }

    boolean hasRealLengths() {
        return this != FULL && this != WINDOWED;
    }

    DocumentRows rows(int rows, int length, Optional<DocumentLengths> lengths, long seed) throws IOException {
        return switch (this) {
            case FULL, WINDOWED -> DocumentRows.full(rows, length);
            case PADDED ->
                DocumentRows.padded(rows, length, lengths.orElseThrow().shuffled(seed));
            case PACKED, PACKED_WINDOWED ->
                DocumentRows.packed(rows, length, lengths.orElseThrow().shuffled(seed));
        };
    }
}
