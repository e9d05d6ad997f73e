package dev.cloze.trainer.evaluate;

import dev.cloze.corpora.pack.PackedRows;
import dev.cloze.tokenizer.Tokenizer;
import java.util.stream.IntStream;

/**
 * A text's size, measured twice.
 *
 * @param bytes of its documents in UTF-8, as they were read
 * @param spelled bytes of its tokens ({@link Tokenizer#textBytes}): of most vocabularies fewer, without white space,
 *     unknown tokens and what the normalizer drops
 */
public record TextSize(long bytes, long spelled) {
    /** Of a text that lies in rows. */
    public static TextSize of(PackedRows rows, long bytes, Tokenizer tokenizer) {
        int[] ofTokens = ofTokens(tokenizer);
        TextSize size = new TextSize(bytes, 0);
        for (long row = 0; row < rows.rows(); row++) {
            size = size.plus(0, rows.row(row).ids(), ofTokens);
        }
        return size;
    }

    /** What each token of a vocabulary spells, in bytes. */
    static int[] ofTokens(Tokenizer tokenizer) {
        return IntStream.range(0, tokenizer.vocabularySize())
                .map(tokenizer::textBytes)
                .toArray();
    }

    /** With more text. */
    TextSize plus(long more, int[] ids, int[] ofTokens) {
        long sum = spelled;
        for (int id : ids) {
            sum += ofTokens[id];
        }
        return new TextSize(bytes + more, sum);
    }

    /** How many bytes of text stand behind each byte that a token spells. */
    double bytesPerSpelled() {
        return (double) bytes / spelled;
    }
}
