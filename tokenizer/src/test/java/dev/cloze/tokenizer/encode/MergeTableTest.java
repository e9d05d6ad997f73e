package dev.cloze.tokenizer.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MergeTableTest {
    @Test
    void everyPairHasItsRankAndWhatItBecomes() {
        MergeTable merges = new MergeTable(50_000);
        for (int i = 0; i < 50_000; i++) {
            merges.add(MergeTable.MOST - 1 - i, i * 41, i + 7);
        }
        for (int i = 0; i < 50_000; i++) {
            assertEquals(i, merges.rank(MergeTable.MOST - 1 - i, i * 41));
            assertEquals(i + 7, merges.joined(i));
            assertEquals(MergeTable.ABSENT, merges.rank(i * 41, MergeTable.MOST - 1 - i));
        }
    }

    @Test
    void ofTheSamePairTheLaterCounts() {
        MergeTable merges = new MergeTable(2);
        merges.add(1, 2, 3);
        merges.add(1, 2, 4);
        assertEquals(1, merges.rank(1, 2));
        assertEquals(4, merges.joined(merges.rank(1, 2)));
    }

    @Test
    void idsThatHaveNoRoomAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new MergeTable(1).add(MergeTable.MOST, 0, 0));
    }
}
