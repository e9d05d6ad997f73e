package dev.cloze.corpora.build;

/**
 * What a user decides about shards.
 *
 * @param heldOutFraction the share of documents to hold out, more than 0 and less than 1
 * @param splitSeed the seed of the split
 * @param bytesPerShard the most bytes of tokens in a shard
 * @param threads the threads that encode; the result is the same for any number
 */
public record ShardSettings(double heldOutFraction, long splitSeed, long bytesPerShard, int threads) {
    /** The size that runs and builds give their shards. */
    public static final long USUAL_BYTES_PER_SHARD = 256L << 20;

    public ShardSettings {
        if (!(heldOutFraction > 0 && heldOutFraction < 1)) {
            throw new IllegalArgumentException(
                    "heldOutFraction: expected more than 0 and less than 1, got " + heldOutFraction);
        }
        if (bytesPerShard < 1) {
            throw new IllegalArgumentException("bytesPerShard: expected 1 or more, got " + bytesPerShard);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected 1 or more, got " + threads);
        }
    }
}
