package dev.cloze.benchmarks.attention;

import static dev.cloze.benchmarks.attention.DocumentLengths.EUROPARL;
import static dev.cloze.benchmarks.attention.DocumentLengths.WORDNET;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which cells are measured. */
public enum AttentionPreset {
    /** Every layout once, in seconds: does it all run? */
    TINY {
        @Override
        List<AttentionCell> cells() throws IOException {
            Sweep sweep = new Sweep(512, 2, 32);
            sweep.add(Layout.FULL, 64);
            sweep.add(Layout.WINDOWED, 256);
            sweep.add(Layout.PADDED, WORDNET, 64);
            sweep.add(Layout.PACKED, WORDNET, 64);
            sweep.add(Layout.PACKED_WINDOWED, EUROPARL, 256);
            return sweep.cells;
        }
    },

    /** The encoder's usual sizes, in three minutes on two cores. */
    QUICK {
        @Override
        List<AttentionCell> cells() throws IOException {
            Sweep sweep = new Sweep(2048, 4, 64);
            for (int length : new int[] {64, 128, 256, 512, 1024, 2048}) {
                sweep.add(Layout.FULL, length);
            }
            sweep.cells.addAll(new Sweep(2048, 8, 32).add(Layout.FULL, 512).cells);
            sweep.cells.addAll(new Sweep(2048, 2, 128).add(Layout.FULL, 512).cells);
            sweep.cells.addAll(new Sweep(2048, 12, 64).add(Layout.FULL, 512).cells);
            sweep.add(Layout.WINDOWED, 512);
            sweep.add(Layout.WINDOWED, 2048);
            sweep.add(Layout.PADDED, WORDNET, 128);
            sweep.add(Layout.PACKED, WORDNET, 128);
            sweep.add(Layout.PADDED, EUROPARL, 512);
            sweep.add(Layout.PACKED, EUROPARL, 512);
            sweep.add(Layout.PACKED, WORDNET, 1024);
            sweep.add(Layout.PACKED_WINDOWED, EUROPARL, 1024);
            sweep.withMemoryAt(2048);
            return sweep.cells;
        }
    },

    /** Lengths, head widths and layouts of encoders, at constant tokens and at a constant batch; about an hour. */
    ENCODER {
        @Override
        List<AttentionCell> cells() throws IOException {
            List<AttentionCell> cells = new ArrayList<>();
            for (int headWidth : new int[] {32, 64, 128}) {
                Sweep sweep = new Sweep(4096, 512 / headWidth, headWidth);
                for (int length : new int[] {64, 128, 256, 512, 1024, 2048}) {
                    sweep.add(Layout.FULL, length);
                    if (length >= 256) {
                        sweep.add(Layout.WINDOWED, length);
                    }
                }
                sweep.withMemoryAt(512);
                sweep.withMemoryAt(2048);
                cells.addAll(sweep.cells);
            }
            Sweep real = new Sweep(4096, 8, 64);
            for (int length : new int[] {64, 128, 256}) {
                real.add(Layout.PADDED, WORDNET, length);
                real.add(Layout.PACKED, WORDNET, length);
            }
            real.add(Layout.PACKED, WORDNET, 1024);
            for (int length : new int[] {256, 512, 1024}) {
                real.add(Layout.PADDED, EUROPARL, length);
                real.add(Layout.PACKED, EUROPARL, length);
                real.add(Layout.PACKED_WINDOWED, EUROPARL, length);
            }
            cells.addAll(real.cells);
            for (int length : new int[] {64, 128, 256, 1024, 2048}) {
                // 4096 tokens are 8 rows at 512 already.
                cells.addAll(new Sweep(8 * length, 8, 64).add(Layout.FULL, length).cells);
            }
            return cells;
        }
    },

    /** From 64 to 8192 tokens a row, 8192 in all. */
    LONG {
        @Override
        List<AttentionCell> cells() throws IOException {
            Sweep sweep = new Sweep(8192, 4, 64);
            for (int length = 64; length <= 8192; length *= 2) {
                sweep.add(Layout.FULL, length);
                if (length >= 256) {
                    sweep.add(Layout.WINDOWED, length);
                    sweep.add(Layout.PACKED, EUROPARL, length);
                }
            }
            sweep.withMemoryAt(2048);
            sweep.withMemoryAt(8192);
            return sweep.cells;
        }
    };

    /** The cells in the order in which they are run. */
    abstract List<AttentionCell> cells() throws IOException;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Cells of the same tokens, heads and head width. */
    private static final class Sweep {
        private final int tokens;
        private final int heads;
        private final int headWidth;
        private final List<AttentionCell> cells = new ArrayList<>();

        Sweep(int tokens, int heads, int headWidth) {
            this.tokens = tokens;
            this.heads = heads;
            this.headWidth = headWidth;
        }

        /** Memory is measured in the cells of this length. */
        void withMemoryAt(int length) {
            cells.replaceAll(cell -> cell.task().rows().length() == length ? cell.withMemory() : cell);
        }

        Sweep add(Layout layout, int length) throws IOException {
            cells.add(AttentionCell.of(layout, Optional.empty(), tokens, length, heads, headWidth));
            return this;
        }

        void add(Layout layout, DocumentLengths lengths, int length) throws IOException {
            cells.add(AttentionCell.of(layout, Optional.of(lengths), tokens, length, heads, headWidth));
        }
    }
}
