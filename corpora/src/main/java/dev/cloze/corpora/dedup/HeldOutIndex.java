package dev.cloze.corpora.dedup;

import dev.cloze.tokenizer.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Named sets of held-out texts, in memory, to find documents that have something of them. One sorted table holds all
 * keys with their owners: hashes of whole texts, of paragraphs, of bands and of runs of words; a bit map in front of it
 * answers most questions with no. Immutable: for any number of threads.
 *
 * <p>Where the runs of words do not fit into the memory, a sample of them is kept, those whose hash ends in some zero
 * bits; shares are then estimated from the sample. What many held-out texts have in common leads to the first few of them
 * only, so that a search does not take longer the more they resemble each other.
 */
public final class HeldOutIndex {
    private static final int EXACT = 0;
    private static final int PARAGRAPH = 1;
    private static final int BAND = 2;
    private static final int GRAM = 3;
    private static final int WIDTH = 2;
    private static final int FILTER_BITS_PER_KEY = 8;
    private static final long OWNER_MASK = 0xffff_ffffL;

    private final DedupRules rules;
    private final LeakRule leakRule;
    private final List<String> sets;
    private final int[] setOf;
    private final int[] numberOf;
    private final int[][] signatures;
    private final int[] grams;
    private final long sampleMask;
    private final long[] table;
    private final int keys;
    private final long[] filter;
    private final int filterShift;

    private HeldOutIndex(Builder from) {
        rules = from.rules;
        leakRule = from.leakRule;
        sets = List.copyOf(from.sets.keySet());
        setOf = Arrays.copyOf(from.setOf, from.documents);
        numberOf = Arrays.copyOf(from.numberOf, from.documents);
        signatures = from.signatures.toArray(new int[0][]);
        sampleMask = from.sampleMask;
        grams = from.grams();
        from.dropLaterOwners();
        table = Arrays.copyOf(from.table, WIDTH * from.keys);
        keys = from.keys;
        int filterBits = Math.max(Integer.SIZE, Integer.highestOneBit(Math.max(1, keys - 1)) * 2) * FILTER_BITS_PER_KEY;
        filter = new long[filterBits / Long.SIZE];
        filterShift = Long.SIZE - Integer.numberOfTrailingZeros(filterBits);
        for (int i = 0; i < keys; i++) {
            long bit = table[WIDTH * i] >>> filterShift;
            filter[(int) (bit >>> 6)] |= 1L << bit;
        }
    }

    /**
     * Starts an index.
     *
     * @param memoryBytes most memory for it, about; for moments twice as much while it is made
     */
    public static Builder builder(DedupRules rules, LeakRule leakRule, long memoryBytes) {
        return new Builder(rules, leakRule, memoryBytes);
    }

    /** The names of the sets, in the order in which they were first named. */
    public List<String> sets() {
        return sets;
    }

    /** The number of held-out texts. */
    public int documents() {
        return setOf.length;
    }

    /** What share of the runs of words is looked at: 1, or a half, a quarter and so on if memory was short. */
    public double sampledShare() {
        return 1.0 / (sampleMask + 1);
    }

    void requireRules(DedupRules expected) {
        if (!expected.equals(rules)) {
            throw new IllegalArgumentException("held-out index: expected " + expected + ", got " + rules);
        }
    }

    /** The strongest leak of a text: the same text, a near duplicate, a paragraph, an overlap. */
    Optional<Leak> find(TextScan scan, long[] bandKeys, int... signature) {
        return exact(scan)
                .or(() -> near(bandKeys, signature))
                .or(() -> paragraph(scan))
                .or(() -> overlap(scan));
    }

    private Optional<Leak> exact(TextScan scan) {
        return first(exactKey(scan), EXACT).map(owner -> leak(RemovalReason.HELD_OUT_EXACT, owner, 1));
    }

    private static long exactKey(TextScan scan) {
        return Hashing.mixed(scan.high(), scan.low());
    }

    private Optional<Leak> paragraph(TextScan scan) {
        for (int i = 0; i < scan.paragraphs(); i++) {
            Optional<Integer> owner = first(scan.paragraphHash(i), PARAGRAPH);
            if (owner.isPresent()) {
                return Optional.of(leak(RemovalReason.HELD_OUT_PARAGRAPH, owner.get(), 1));
            }
        }
        return Optional.empty();
    }

    private Optional<Leak> near(long[] bandKeys, int... signature) {
        int best = -1; // none yet
        double bestShare = 0;
        for (long key : bandKeys) {
            for (int at = place(key); at < keys && table[WIDTH * at] == key; at++) {
                long tag = table[WIDTH * at + 1];
                double share = kind(tag) == BAND ? MinHash.estimate(signature, signatures[owner(tag)]) : 0;
                if (share > bestShare || (share == bestShare && owner(tag) < best)) {
                    best = owner(tag);
                    bestShare = share;
                }
            }
        }
        return best >= 0 && bestShare >= rules.near().orElseThrow().leastJaccard()
                ? Optional.of(leak(RemovalReason.HELD_OUT_NEAR, best, bestShare))
                : Optional.empty();
    }

    private Optional<Leak> overlap(TextScan scan) {
        long[] hits = new long[0];
        int count = 0;
        long[] hashes = scan.shingleHashes(leakRule.gramWords());
        for (long hash : hashes) {
            if ((hash & sampleMask) != 0) {
                continue;
            }
            for (int at = place(hash); at < keys && table[WIDTH * at] == hash; at++) {
                if (kind(table[WIDTH * at + 1]) == GRAM) {
                    if (WIDTH * count == hits.length) {
                        hits = Arrays.copyOf(hits, 16 + 2 * hits.length);
                    }
                    hits[WIDTH * count] = table[WIDTH * at + 1];
                    hits[WIDTH * count++ + 1] = hash;
                }
            }
        }
        return count == 0 ? Optional.empty() : largestOverlap(hits, count, sampled(hashes));
    }

    /** How many different hashes are in the sample. */
    private int sampled(long... hashes) {
        int kept = 0;
        for (long hash : hashes) {
            if ((hash & sampleMask) == 0) {
                hashes[kept++] = hash;
            }
        }
        return ShingleSet.ofHashes(Arrays.copyOf(hashes, kept)).size();
    }

    private Optional<Leak> largestOverlap(long[] hits, int count, int own) {
        RecordSort.sort(hits, WIDTH, count);
        int best = -1; // none yet
        double bestShare = 0;
        for (int i = 0; i < count; ) {
            long tag = hits[WIDTH * i];
            int different = 0;
            for (long last = 0; i < count && hits[WIDTH * i] == tag; i++) {
                long hash = hits[WIDTH * i + 1];
                different += different == 0 || hash != last ? 1 : 0;
                last = hash;
            }
            double share = (double) different / Math.min(own, grams[owner(tag)]);
            if (share > bestShare) {
                best = owner(tag);
                bestShare = share;
            }
        }
        return bestShare >= leakRule.leastShare()
                ? Optional.of(leak(RemovalReason.HELD_OUT_OVERLAP, best, bestShare))
                : Optional.empty();
    }

    private Leak leak(RemovalReason reason, int owner, double share) {
        return new Leak(reason, setOf[owner], numberOf[owner], share);
    }

    private Optional<Integer> first(long key, int kind) {
        for (int at = place(key); at < keys && table[WIDTH * at] == key; at++) {
            if (kind(table[WIDTH * at + 1]) == kind) {
                return Optional.of(owner(table[WIDTH * at + 1]));
            }
        }
        return Optional.empty();
    }

    /** The place of the first record with this key, or of any other key if there is none. */
    private int place(long key) {
        long bit = key >>> filterShift;
        if ((filter[(int) (bit >>> 6)] & 1L << bit) == 0) {
            return keys;
        }
        int low = 0;
        int high = keys;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(table[WIDTH * middle], key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int kind(long tag) {
        return (int) (tag >>> Integer.SIZE);
    }

    private static int owner(long tag) {
        return (int) (tag & OWNER_MASK);
    }

    /** Collects held-out texts. For one thread. */
    public static final class Builder {
        /** Of a document besides its keys. */
        private static final long DOCUMENT_BYTES = 64;

        private static final int BYTES_PER_KEY = WIDTH * Long.BYTES + 2;
        private static final int MOST_SAMPLING = 20;
        private static final int MOST_KEYS = 1 << 26;
        /** Texts to which one key leads. */
        private static final int MOST_OWNERS = 8;

        private final DedupRules rules;
        private final LeakRule leakRule;
        private final long memoryBytes;
        private final int leastCharacters;
        private final Optional<MinHash> minHash;
        private final Map<String, Integer> sets = new LinkedHashMap<>();
        private final List<Integer> documentsOfSet = new ArrayList<>();
        private final List<int[]> signatures = new ArrayList<>();
        private int[] setOf = new int[16];
        private int[] numberOf = new int[16];
        private int documents;
        private long[] table = new long[1 << 10];
        private int keys;
        private long sampleMask;

        private Builder(DedupRules rules, LeakRule leakRule, long memoryBytes) {
            this.rules = rules;
            this.leakRule = leakRule;
            this.memoryBytes = memoryBytes;
            leastCharacters =
                    rules.paragraphs().map(ParagraphRule::leastCharacters).orElse(Integer.MAX_VALUE);
            minHash = rules.near().map(MinHash::new);
        }

        /**
         * Adds a text to a set.
         *
         * @throws UsageException if there is no room for it in the memory, not even with a sample
         */
        public void add(String set, String text) {
            addDocument(set);
            TextScan scan = new TextScan(text, leastCharacters);
            add(exactKey(scan), EXACT);
            for (int i = 0; i < scan.paragraphs(); i++) {
                add(scan.paragraphHash(i), PARAGRAPH);
            }
            addNear(scan);
            for (long hash : scan.shingleHashes(leakRule.gramWords())) {
                if ((hash & sampleMask) == 0) {
                    add(hash, GRAM);
                }
            }
        }

        private void addDocument(String set) {
            int number = sets.computeIfAbsent(set, name -> {
                documentsOfSet.add(0);
                return sets.size();
            });
            if (documents == setOf.length) {
                setOf = Arrays.copyOf(setOf, 2 * documents);
                numberOf = Arrays.copyOf(numberOf, 2 * documents);
            }
            setOf[documents] = number;
            numberOf[documents] = documentsOfSet.get(number);
            documentsOfSet.set(number, numberOf[documents] + 1);
            documents++;
        }

        private void addNear(TextScan scan) {
            long[] shingles = rules.near()
                    .map(rule -> scan.shingleHashes(rule.shingleWords()))
                    .orElse(new long[0]);
            int[] signature =
                    shingles.length == 0 ? new int[0] : minHash.orElseThrow().signature(shingles);
            signatures.add(signature);
            if (signature.length > 0) {
                for (long key : minHash.orElseThrow().bandKeys(signature)) {
                    add(key, BAND);
                }
            }
        }

        private void add(long key, int kind) {
            if (keys >= MOST_KEYS || bytes() > memoryBytes) {
                thin();
                if (kind == GRAM && (key & sampleMask) != 0) {
                    return;
                }
            }
            if (WIDTH * keys == table.length) {
                table = Arrays.copyOf(table, 2 * table.length);
            }
            table[WIDTH * keys] = key;
            table[WIDTH * keys++ + 1] = (long) kind << Integer.SIZE | documents - 1;
        }

        private long bytes() {
            long signatureBytes = rules.near().map(NearRule::hashes).orElse(0) * (long) Integer.BYTES;
            return keys * (long) BYTES_PER_KEY + documents * (DOCUMENT_BYTES + signatureBytes);
        }

        /** Merges equal keys; then halves the sample until there is room for as much again as is left. */
        private void thin() {
            mergeEqual();
            while (keys >= MOST_KEYS / 2 || bytes() > memoryBytes / 2) {
                sampleMask = 2 * sampleMask + 1;
                if (sampleMask >= 1L << MOST_SAMPLING) {
                    throw new UsageException(
                            "held-out sets", "texts for " + memoryBytes + " bytes of memory", documents + " or more");
                }
                int kept = 0;
                for (int i = 0; i < keys; i++) {
                    if (kind(table[WIDTH * i + 1]) != GRAM || (table[WIDTH * i] & sampleMask) == 0) {
                        table[WIDTH * kept] = table[WIDTH * i];
                        table[WIDTH * kept++ + 1] = table[WIDTH * i + 1];
                    }
                }
                keys = kept;
            }
        }

        private void mergeEqual() {
            RecordSort.sort(table, WIDTH, keys);
            int kept = 0;
            for (int i = 0; i < keys; i++) {
                if (i == 0 || RecordSort.compare(table, WIDTH * i, table, WIDTH * (kept - 1), WIDTH) != 0) {
                    table[WIDTH * kept] = table[WIDTH * i];
                    table[WIDTH * kept++ + 1] = table[WIDTH * i + 1];
                }
            }
            keys = kept;
        }

        /** The index of all texts added. */
        public HeldOutIndex build() {
            mergeEqual();
            return new HeldOutIndex(this);
        }

        /** The number of different runs of words of each text. */
        private int[] grams() {
            int[] grams = new int[documents];
            for (int i = 0; i < keys; i++) {
                long tag = table[WIDTH * i + 1];
                grams[owner(tag)] += kind(tag) == GRAM ? 1 : 0;
            }
            return grams;
        }

        /** The table is sorted: equal keys of one kind stand together, the first texts first. */
        private void dropLaterOwners() {
            int kept = 0;
            int owners = 0;
            for (int i = 0; i < keys; i++) {
                boolean another = i > 0
                        && table[WIDTH * i] == table[WIDTH * (kept - 1)]
                        && kind(table[WIDTH * i + 1]) == kind(table[WIDTH * (kept - 1) + 1]);
                owners = another ? owners + 1 : 1;
                if (owners <= MOST_OWNERS) {
                    table[WIDTH * kept] = table[WIDTH * i];
                    table[WIDTH * kept++ + 1] = table[WIDTH * i + 1];
                }
            }
            keys = kept;
        }
    }
}
