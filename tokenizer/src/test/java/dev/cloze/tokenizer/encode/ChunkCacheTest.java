package dev.cloze.tokenizer.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
        put("xabcd".toCharArray(), 1, 5, tokens);

        TokenList found = TokenList.withPlaces();
        found.add(9, 0, 1);
        found.closeWord();
        assertTrue(isKnown("....abcd".toCharArray(), 4, 8, found));

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

    @Test
    void ofManyChunksLookedForTogetherEachHasItsOwnTokens() {
        char[] text = new char[Batch.MOST * 2];
        for (int i = 0; i < Batch.MOST; i++) {
            text[2 * i] = (char) ('a' + i);
            text[2 * i + 1] = 'x';
            if (i % 3 > 0) {
                put(new String(text, 2 * i, 2), i);
            }
        }
        Batch batch = new Batch();
        batch.begin(Section.unchanged(text, 0, text.length));
        for (int i = 0; i < Batch.MOST; i++) {
            batch.add(2 * i, 2 * i + 2);
        }
        cache.find(batch);
        for (int i = 0; i < Batch.MOST; i++) {
            TokenList found = TokenList.withPlaces();
            assertEquals(i % 3 > 0, cache.addTokens(batch, i, found, new NewEntries()));
            assertArrayEquals(i % 3 > 0 ? new int[] {i} : new int[0], found.ids());
            assertArrayEquals(i % 3 > 0 ? new int[] {2 * i} : new int[0], found.starts());
        }
    }

    private boolean isKnown(String text, TokenList found) {
        return isKnown(text.toCharArray(), 0, text.length(), found);
    }

    private boolean isKnown(char[] text, int from, int to, TokenList found) {
        Batch batch = new Batch();
        batch.begin(Section.unchanged(text, 0, text.length));
        batch.add(from, to);
        cache.find(batch);
        NewEntries entries = new NewEntries();
        boolean isKnown = cache.addTokens(batch, 0, found, entries);
        cache.add(entries);
        return isKnown;
    }

    private void put(String text, int id) {
        TokenList tokens = TokenList.withPlaces();
        tokens.add(id, 0, text.length());
        tokens.closeWord();
        put(text.toCharArray(), 0, text.length(), tokens);
    }

    private void put(char[] text, int from, int to, TokenList tokens) {
        NewEntries entries = new NewEntries();
        Chunks.addEntry(text, from, to, tokens, entries);
        cache.add(entries);
    }
}
