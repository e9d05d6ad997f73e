package dev.cloze.tokenizer.encode;

/** Some chunks of a section that are looked up together: what each needs from main memory then comes at the same time. */
final class Batch {
    private static final Section NOTHING = Section.unchanged(new char[0], 0, 0);

    /** What is fetched for so many chunks stays in the nearest memory until it is used. */
    static final int MOST = 64;

    private final int[] starts = new int[MOST];
    private final int[] ends = new int[MOST];
    private final int[] hashes = new int[MOST];
    private final int[] places = new int[MOST];
    private Section section = NOTHING;
    private Chunks found = Chunks.NONE;
    private int size;

    @SuppressWarnings("unused")
    private int fetched;

    /** Makes it a batch of a section, without chunks so far. */
    void begin(Section section) {
        this.section = section;
        size = 0;
    }

    /** Lets go of text and memory: a thread outlives a tokenizer. */
    void end() {
        begin(NOTHING);
        found = Chunks.NONE;
    }

    Section section() {
        return section;
    }

    boolean isFull() {
        return size == MOST;
    }

    int size() {
        return size;
    }

    /** Adds the chunk {@code section.characters[from..to)}. */
    void add(int from, int to) {
        starts[size] = from;
        ends[size] = to;
        hashes[size++] = to - from <= ChunkCache.LONGEST ? hash(section.characters, from, to) : 0;
    }

    int start(int chunk) {
        return starts[chunk];
    }

    int end(int chunk) {
        return ends[chunk];
    }

    int hash(int chunk) {
        return hashes[chunk];
    }

    /** Where each chunk may stand. */
    int[] places() {
        return places;
    }

    int place(int chunk) {
        return places[chunk];
    }

    /** In which the places are. */
    Chunks found() {
        return found;
    }

    /**
     * Says in which the places are.
     *
     * @param fetched made of all that was fetched ahead; kept so that the compiler does not leave the fetching out
     */
    void foundIn(Chunks chunks, int fetched) {
        found = chunks;
        this.fetched = fetched;
    }

    static int hash(char[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        // Spread, since a place in the table is the lowest bits.
        return hash ^ (hash >>> 15) ^ (hash << 7);
    }
}
