package dev.cloze.core.attention;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;

/** One row of tokens; its documents are numbered from 0 and each begins at position 0. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record TestRow(long[] ids, long[] positions, long[] documents) {

    /** Documents of random tokens and of at most {@code longest} of them, which fill the row. */
    static TestRow random(Random random, int length, int longest, int vocabularySize) {
        long[] ids = random.longs(length, 0, vocabularySize).toArray();
        long[] positions = new long[length];
        long[] documents = new long[length];
        int left = 0;
        for (int i = 0; i < length; i++) {
            boolean starts = left == 0;
            left = starts ? random.nextInt(longest) : left - 1;
            positions[i] = starts ? 0 : positions[i - 1] + 1;
            documents[i] = i == 0 ? 0 : documents[i - 1] + (starts ? 1 : 0);
        }
        return new TestRow(ids, positions, documents);
    }

    int length() {
        return ids.length;
    }

    /** Each token of one document replaced by the next of the vocabulary. */
    TestRow withOtherTokens(long document, int vocabularySize) {
        long[] others = new long[ids.length];
        Arrays.setAll(others, i -> documents[i] == document ? (ids[i] + 1) % vocabularySize : ids[i]);
        return new TestRow(others, positions, documents);
    }

    /** One document in a row of its own. */
    TestRow alone(long document) {
        int from = (int)
                LongStream.of(documents).filter(number -> number < document).count();
        int to = (int)
                LongStream.of(documents).filter(number -> number <= document).count();
        return new TestRow(
                Arrays.copyOfRange(ids, from, to),
                Arrays.copyOfRange(positions, from, to),
                Arrays.copyOfRange(documents, from, to));
    }

    /** The row with padding after it, as a document of its own number. */
    TestRow padded(int count) {
        long[] numbers = Arrays.copyOf(documents, documents.length + count);
        Arrays.fill(numbers, documents.length, numbers.length, -1);
        return new TestRow(
                Arrays.copyOf(ids, ids.length + count), Arrays.copyOf(positions, positions.length + count), numbers);
    }
}
