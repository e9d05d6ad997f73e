package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.text.AlignedText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The most likely spelling of a word by pieces that have a logarithmic probability each (Kudo 2018), found by dynamic
 * programming (Viterbi 1967). A character without a piece is unknown and costs 10 more than the least likely piece; unknown
 * ones beside each other are one token, or the bytes of their UTF-8 where the model has pieces for these.
 */
public final class Unigram implements Model {
    private static final double UNKNOWN_PENALTY = 10;

    private final Trie trie;
    private final double[] scores;
    private final Map<String, Integer> ids;
    private final double unknownScore;
    private final int unknown;
    private final ByteTokens bytes;

    /**
     * A model of some pieces.
     *
     * @param scores for each id the natural logarithm of its probability
     * @param byteFallback whether unknown characters are spelt in bytes, if there are tokens for all bytes that they need
     */
    public Unigram(List<String> pieces, double[] scores, int unknown, boolean byteFallback, Map<String, Integer> ids) {
        this.scores = scores.clone();
        this.ids = ids;
        this.unknown = unknown;
        double least = Double.POSITIVE_INFINITY;
        Map<String, Integer> numbers = new HashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            numbers.putIfAbsent(pieces.get(id), id);
            least = Math.min(least, scores[id]);
        }
        trie = new Trie(numbers);
        unknownScore = least - UNKNOWN_PENALTY;
        bytes = byteFallback ? ByteTokens.of(ids) : ByteTokens.NONE;
    }

    @Override
    public void spell(AlignedText word, TokenList tokens) {
        int length = word.length();
        double[] best = new double[length + 1];
        int[] pieces = new int[length + 1];
        // One more than where the best piece begins that ends here; 0 as long as there is none.
        int[] starts = new int[length + 1];
        for (int from = 0; from < length; from++) {
            boolean known = false;
            int node = trie.next(0, word.codePoint(from));
            for (int to = from + 1; node != Trie.NONE; to++) {
                int piece = trie.value(node);
                if (piece != Trie.NONE) {
                    offer(best, pieces, starts, from, to, piece, scores[piece]);
                    known |= to == from + 1;
                }
                node = to < length ? trie.next(node, word.codePoint(to)) : Trie.NONE;
            }
            if (!known) {
                offer(best, pieces, starts, from, from + 1, unknown, unknownScore);
            }
        }
        // The way back, turned around: for each start the end of its piece.
        int[] ends = new int[length];
        for (int end = length; end > 0; ) {
            int from = starts[end] - 1;
            while (pieces[end] == unknown && from > 0 && pieces[from] == unknown) {
                from = starts[from] - 1;
            }
            ends[from] = end;
            end = from;
        }
        for (int from = 0; from < length; from = ends[from]) {
            add(word, from, ends[from], pieces[ends[from]], tokens);
        }
    }

    private static void offer(double[] best, int[] pieces, int[] starts, int from, int to, int piece, double score) {
        double offered = score + best[from];
        if (starts[to] == 0 || offered > best[to]) {
            best[to] = offered;
            pieces[to] = piece;
            starts[to] = from + 1;
        }
    }

    private void add(AlignedText word, int from, int to, int piece, TokenList tokens) {
        if (piece != unknown) {
            tokens.add(piece, word, from, to);
            return;
        }
        // Characters that are unknown alone may be a piece together, one too unlikely to be chosen.
        String text = word.part(from, to).toString();
        Integer together = ids.get(text);
        if (together != null) {
            tokens.add(together, word, from, to);
        } else if (bytes.haveAll(text)) {
            for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
                tokens.add(bytes.id(value), word, from, to);
            }
        } else {
            tokens.add(unknown, word, from, to);
        }
    }
}
