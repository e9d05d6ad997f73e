package dev.cloze.tokenizer.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ChunkCacheTest {
    /** More than both generations hold. */
    private static final int MANY = 2_000_000;

    private final ChunkCache cache = new ChunkCache();

    @Test
    void aKnownChunkHasItsTokensWhereItStandsNow() {
        TokenList tokens = TokenList.withPlaces();
        tokens.add(70_000, 0, 2);
        tokens.add(3, 2, 3);
        tokens.closeWord();
        tokens.closeWord();
        tokens.add(-1 >>> 1, 3, 4);
        tokens.closeWord();
        cache.put("xabcd".toCharArray(), 1, 5, tokens);

        TokenList found = TokenList.withPlaces();
        found.add(9, 0, 1);
        found.closeWord();
        assertTrue(cache.addTokens(Section.unchanged("....abcd".toCharArray(), 0, 8), 4, 8, found));

        assertArrayEquals(new int[] {9, 70_000, 3, Integer.MAX_VALUE}, found.ids());
        assertArrayEquals(new int[] {0, 1, 1, 3}, found.wordIds());
        assertArrayEquals(new int[] {0, 4, 6, 7}, found.starts());
        assertArrayEquals(new int[] {1, 6, 7, 8}, found.ends());
    }

    @Test
    void chunksOfOneHashAreToldApart() {
        // "Aa" and "BB" have the same hash, and so have all their rows.
        List<String> rows = new ArrayList<>(List.of(""));
        for (int i = 0; i < 6; i++) {
            rows = rows.stream()
                    .flatMap(row -> List.of(row + "Aa", row + "BB").stream())
                    .toList();
        }
        for (String row : rows) {
            put(row, row.hashCode() + row.indexOf('A'));
        }
        int known = 0;
        for (String row : rows) {
            TokenList found = TokenList.ofIds();
            if (isKnown(row, found)) {
                known++;
                assertArrayEquals(new int[] {row.hashCode() + row.indexOf('A')}, found.ids(), row);
            }
        }
        assertTrue(known > 0);
    }

    @Test
    void whatIsAskedForStaysAndWhatIsNotFallsOut() {
        put("often", 1);
        put("seldom", 2);
        for (int i = 0; i < MANY; i++) {
            put("word " + i, i);
            if (i % 1000 == 0) {
                assertTrue(isKnown("often", TokenList.ofIds()), "after " + i);
            }
        }
        assertFalse(isKnown("seldom", TokenList.ofIds()));
        TokenList latest = TokenList.ofIds();
        assertTrue(isKnown("word " + (MANY - 1), latest));
        assertArrayEquals(new int[] {MANY - 1}, latest.ids());
    }

    @Test
    void anEmptiedOneKnowsNothing() {
        put("word", 1);
        cache.clear();
        assertFalse(isKnown("word", TokenList.ofIds()));
    }

    @Test
    void threadsThatAddAndLookNeverFindAnotherChunksTokens() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> found = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                int step = 7 + 2 * thread;
                found.add(threads.submit(() -> lookAndAdd(step)));
            }
            for (Future<Integer> each : found) {
                assertTrue(each.get() > 0);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private int lookAndAdd(int step) {
        int known = 0;
        for (int i = 0; i < 600_000; i++) {
            int number = (int) ((long) i * step % 300_007);
            TokenList found = TokenList.ofIds();
            if (isKnown("word " + number, found)) {
                known++;
                assertArrayEquals(new int[] {number}, found.ids());
            } else {
                put("word " + number, number);
            }
        }
        return known;
    }

    private boolean isKnown(String text, TokenList found) {
        return cache.addTokens(Section.unchanged(text.toCharArray(), 0, text.length()), 0, text.length(), found);
    }

    private void put(String text, int id) {
        TokenList tokens = TokenList.withPlaces();
        tokens.add(id, 0, text.length());
        tokens.closeWord();
        cache.put(text.toCharArray(), 0, text.length(), tokens);
    }
}
