package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.UnigramModel;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Trains a Unigram vocabulary (Kudo 2018, section 3.2), by the rules of HuggingFace's trainer.
 *
 * <p>It begins with all characters and the stretches that occur often ({@link UnigramSeeds}). Then, in turn: expectation
 * and maximisation, which drops pieces expected fewer than {@value #LEAST_EXPECTED} times; and pruning, which drops the
 * pieces whose absence would cost the least likelihood, until 1.1 times the wanted number is left. In the end all
 * characters of the text are pieces, whatever happened to them on the way, and the pieces that pruning held dearest
 * fill the rest.
 *
 * <p>Order and ties, where the reference follows a hash table: seeds stand in the order of their worth, equal ones by
 * code points, the higher first. Pruning keeps the order of pieces that cost the same. Characters that were dropped come
 * back with the lowest score plus 0.0001 for each one before it, the rarest first, equally rare ones by code points. Final
 * pieces stand in the order of their scores, equal ones with the characters first. Sums run over fixed parts of the words
 * in a fixed order: the result does not depend on the number of threads.
 *
 * <p>The reference measures sizes with its unknown piece counted in; so does this.
 */
public final class UnigramTrainer {
    private static final double LEAST_EXPECTED = 0.5;

    /** How far apart the scores of the characters stand that were dropped and have come back. */
    private static final double COME_BACK_STEP = 0.0001;

    /** Parts of the words with sums of their own; as many threads have work. */
    private static final int PARTS = 8;

    private final UnigramOptions options;
    private final UnigramWords words;
    private final Workers workers;
    private final int[] parts;

    /** The size, unknown piece included, at which pruning ends. */
    private final long enough;

    private UnigramPieces pieces;
    private UnigramTrie trie;

    private UnigramTrainer(UnigramWords words, UnigramOptions options, Workers workers) {
        this.words = words;
        this.options = options;
        this.workers = workers;
        parts = words.parts(PARTS);
        enough = options.vocabularySize() * 11L / 10;
    }

    /**
     * Trains a vocabulary. It has fewer pieces than asked for when the text does not have more.
     *
     * @param threads threads to work on it; more than {@value #PARTS} have nothing to do
     * @throws UsageException if nothing was counted, or if the vocabulary is too small for the special tokens and the
     *     characters; the message says which size would do
     */
    public static UnigramModel train(CountedWords counted, UnigramOptions options, int threads) throws IOException {
        return train(counted, options, threads, TrainingProgress.UNHEARD);
    }

    /**
     * The same, while somebody hears how many passes over the words are done. How many there will be is a guess, since passes
     * drop pieces on their own account: it seldom rises.
     */
    public static UnigramModel train(
            CountedWords counted, UnigramOptions options, int threads, TrainingProgress progress) throws IOException {
        if (counted.rules().isOfBytes()) {
            throw new IllegalArgumentException("words: expected words of characters, got those of " + counted.rules());
        }
        UnigramWords words = new UnigramWords(counted);
        try (Workers workers = new Workers(threads)) {
            UnigramTrainer trainer = new UnigramTrainer(words, options, workers);
            Set<String> required = trainer.requiredCharacters();
            int room = trainer.room(required.size());
            trainer.run(progress);
            return trainer.model(required, room, counted.rules());
        }
    }

    /** The characters that have to be pieces, the rarest first. */
    private Set<String> requiredCharacters() {
        TreeMap<Integer, Long> counts = new TreeMap<>();
        options.initialAlphabet().codePoints().forEach(c -> counts.put(c, 0L));
        long[] symbolCounts = words.symbolCounts();
        for (int symbol = 1; symbol < symbolCounts.length; symbol++) {
            counts.put(words.codePoints[symbol], symbolCounts[symbol]);
        }
        Set<String> required = new LinkedHashSet<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(entry -> required.add(Character.toString(entry.getKey())));
        options.specialTokens().forEach(required::remove);
        return required;
    }

    /** Number of pieces beside the special ones and the bytes. */
    private int room(int characters) {
        int apart = options.specialTokens().size() + (options.byteFallback() ? 256 : 0);
        if (options.vocabularySize() < (long) apart + characters) {
            throw new UsageException(
                    "vocabularySize",
                    apart + characters + " or more, for "
                            + options.specialTokens().size() + " special tokens"
                            + (options.byteFallback() ? ", 256 bytes and " : " and ") + characters + " characters",
                    String.valueOf(options.vocabularySize()));
        }
        return options.vocabularySize() - apart;
    }

    private void run(TrainingProgress progress) {
        pieces = UnigramSeeds.of(words, options, workers);
        trie = new UnigramTrie(words.symbols, pieces);
        long done = 0;
        while (true) {
            for (int left = options.subIterations() - 1; left >= 0; left--) {
                maximise(expect());
                progress.at(++done, done + left + prunings() * options.subIterations());
            }
            if (pieces.size() + 1 <= enough) {
                return;
            }
            prune();
        }
    }

    /** How many prunings are to come, if nothing else drops pieces. */
    private long prunings() {
        long prunings = 0;
        for (long size = pieces.size() + 1L; size > enough; prunings++) {
            size = Math.min(size - 1, (long) (size * options.shrinkingFactor()));
        }
        return prunings;
    }

    /** How often each piece is expected in the words. */
    private double[] expect() {
        double[] probabilities = UnigramLattice.probabilities(pieces);
        UnigramLattice[] lattices = lattices(probabilities);
        double[][] sums = new double[PARTS][];
        workers.forEach(PARTS, (worker, part) -> {
            double[] expected = new double[probabilities.length];
            for (int w = parts[part]; w < parts[part + 1]; w++) {
                lattices[worker].expect(
                        words.symbols, words.starts[w], words.length(w), (double) words.counts[w], expected);
            }
            sums[part] = expected;
        });
        double[] expected = sums[0];
        for (int part = 1; part < PARTS; part++) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] += sums[part][i];
            }
        }
        return expected;
    }

    private UnigramLattice[] lattices(double[] probabilities) {
        UnigramLattice[] lattices = new UnigramLattice[workers.threads()];
        Arrays.setAll(lattices, worker -> new UnigramLattice(trie, pieces, probabilities, options.maxPieceLength()));
        return lattices;
    }

    /** New scores, by the Bayesian form of the step, which is a prior for few pieces (Liang and Klein 2007). */
    private void maximise(double[] expected) {
        int[] kept = new int[pieces.size()];
        int[] numbers = new int[pieces.size()];
        int size = 0;
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            boolean stays = expected[i] >= LEAST_EXPECTED;
            numbers[i] = stays ? size : UnigramTrie.NONE;
            if (stays) {
                kept[size++] = i;
                sum += expected[i];
            }
        }
        double[] scores = new double[size];
        int[] starts = new int[size];
        int[] lengths = new int[size];
        double logarithm = digamma(sum);
        for (int i = 0; i < size; i++) {
            starts[i] = pieces.starts[kept[i]];
            lengths[i] = pieces.lengths[kept[i]];
            scores[i] = digamma(expected[kept[i]]) - logarithm;
        }
        pieces = new UnigramPieces(starts, lengths, scores);
        if (size < numbers.length) {
            trie.renumber(numbers);
        }
    }

    /** The derivative of the logarithm of the gamma function, by its recurrence and its asymptotic series. */
    static double digamma(double value) {
        double x = value;
        double sum = 0;
        while (x < 7) {
            sum -= 1 / x;
            x++;
        }
        double y = 1 / (x - 0.5);
        double y2 = y * y;
        return sum - Math.log(y) + y2 * (1 / 24.0 - y2 * (7 / 960.0 - y2 * (31 / 8064.0 - y2 * (127 / 30720.0))));
    }

    private void prune() {
        long[] uses = uses();
        double allUses = 0;
        for (long use : uses) {
            allUses += use;
        }
        double[] losses = losses(uses, allUses);
        long most = Math.max(enough, (long) ((pieces.size() + 1) * options.shrinkingFactor()));
        int[] kept = new int[losses.length];
        int size = 0;
        for (int i = 0; i < losses.length; i++) {
            if (losses[i] == Double.POSITIVE_INFINITY) {
                kept[size++] = i;
            }
        }
        for (int i : byLoss(losses)) {
            if (size + 1 >= most) {
                break;
            }
            kept[size++] = i;
        }
        pieces = pieces.pick(Arrays.copyOf(kept, size));
        trie = new UnigramTrie(words.symbols, pieces);
    }

    /** How often each piece is used when every word is cut in its best way. */
    private long[] uses() {
        UnigramLattice[] lattices = lattices(new double[0]);
        long[][] uses = new long[workers.threads()][pieces.size() + 1];
        workers.forEach(PARTS, (worker, part) -> {
            UnigramLattice lattice = lattices[worker];
            for (int w = parts[part]; w < parts[part + 1]; w++) {
                lattice.cut(words.symbols, words.starts[w], words.length(w), true);
                for (int end = words.length(w); end > 0; end = lattice.startOf(end)) {
                    uses[worker][lattice.pieceOf(end)] += words.counts[w];
                }
            }
        });
        for (int worker = 1; worker < uses.length; worker++) {
            for (int i = 0; i < uses[0].length; i++) {
                uses[0][i] += uses[worker][i];
            }
        }
        return uses[0];
    }

    /**
     * What the absence of each piece would cost, as if its best substitute took its place everywhere: infinitely much
     * for pieces that have to stay, NaN for those that go in any case.
     */
    private double[] losses(long[] uses, double allUses) {
        double allWords = 0;
        for (long count : words.counts) {
            allWords += count;
        }
        double wordsInAll = allWords;
        UnigramLattice[] lattices = lattices(new double[0]);
        double[] losses = new double[pieces.size()];
        int tasks = Math.min(losses.length, 1 << 10);
        workers.forEach(tasks, (worker, task) -> {
            int to = (int) ((task + 1L) * losses.length / tasks);
            for (int piece = (int) ((long) task * losses.length / tasks); piece < to; piece++) {
                losses[piece] = loss(piece, lattices[worker], uses, allUses) / wordsInAll;
            }
        });
        return losses;
    }

    private double loss(int piece, UnigramLattice lattice, long[] uses, double allUses) {
        int length = pieces.lengths[piece];
        if (length == 1) {
            return Double.POSITIVE_INFINITY;
        }
        boolean isBest = lattice.cut(words.symbols, pieces.starts[piece], length, false) <= pieces.scores[piece];
        if (uses[piece] == 0) {
            return Double.NaN;
        }
        if (!isBest) {
            return Double.POSITIVE_INFINITY;
        }
        double use = uses[piece];
        // By SentencePiece's own reasoning the number of substitutes less one should stand here; it has the number of
        // all pieces, and so has the reference. That holds frequent pieces dearer, and equal sets need the same.
        double logarithm = Math.log(allUses + use * pieces.size());
        double without = 0;
        for (int end = length; end > 0; end = lattice.startOf(end)) {
            without += Math.log(uses[lattice.pieceOf(end)] + use) - logarithm;
        }
        return use * (Math.log(use) - Math.log(allUses) - without);
    }

    /** The pieces that can go, the dearest first; equally dear ones in their order. */
    private static int[] byLoss(double[] losses) {
        double[] sorted = Arrays.stream(losses)
                .filter(Double::isFinite)
                .map(loss -> -loss + 0.0)
                .sorted()
                .toArray();
        int[] taken = new int[sorted.length];
        int[] order = new int[sorted.length];
        for (int i = 0; i < losses.length; i++) {
            if (Double.isFinite(losses[i])) {
                int place = first(sorted, -losses[i] + 0.0);
                order[place + taken[place]++] = i;
            }
        }
        return order;
    }

    private static int first(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private UnigramModel model(Set<String> required, int room, WordRules rules) {
        Map<String, Double> trained = new HashMap<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.lengths[i] == 1) {
                trained.put(text(i), pieces.scores[i]);
            }
        }
        double worst = pieces.worst();
        double comeBack = 0;
        List<UnigramModel.Piece> chosen = new ArrayList<>();
        for (String character : required) {
            Double score = trained.get(character);
            if (score == null) {
                score = Math.min(0, worst + comeBack);
                comeBack += COME_BACK_STEP;
            }
            chosen.add(new UnigramModel.Piece(character, score));
        }
        Set<String> apart = new HashSet<>(options.specialTokens());
        for (int b = 0; options.byteFallback() && b < 256; b++) {
            apart.add(UnigramModel.bytePiece(b));
        }
        for (int i = 0; i < pieces.size() && chosen.size() < room; i++) {
            String text = text(i);
            if (!required.contains(text) && !apart.contains(text)) {
                chosen.add(new UnigramModel.Piece(text, Math.min(0, pieces.scores[i])));
            }
        }
        chosen.sort(Comparator.comparingDouble(UnigramModel.Piece::score).reversed());
        return withSpecialTokens(chosen, rules);
    }

    private UnigramModel withSpecialTokens(List<UnigramModel.Piece> chosen, WordRules rules) {
        List<UnigramModel.Piece> all = new ArrayList<>();
        options.specialTokens().forEach(token -> all.add(new UnigramModel.Piece(token, 0)));
        if (options.byteFallback()) {
            // Text that spells the name of a byte must not become the byte: six pieces are better than this one.
            double score = chosen.get(chosen.size() - 1).score() * 7;
            for (int b = 0; b < 256; b++) {
                all.add(new UnigramModel.Piece(UnigramModel.bytePiece(b), score));
            }
        }
        all.addAll(chosen);
        return new UnigramModel(all, options.specialTokens(), options.unknownToken(), rules, options.byteFallback());
    }

    private String text(int piece) {
        return words.text(pieces.starts[piece], pieces.lengths[piece]);
    }
}
