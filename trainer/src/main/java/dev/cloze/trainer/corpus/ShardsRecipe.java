package dev.cloze.trainer.corpus;

import dev.cloze.corpora.build.ShardSettings;
import java.util.Optional;

/**
 * Token shards of the corpus, for runs that have the same tokenizer, share and seed.
 *
 * @param tokenizer a folder with {@code tokenizer.json}, or the file
 * @param heldOutShare the share of documents that are held out; absent: 0.02, as recipes of runs have it
 * @param seed of the choice; absent: 1, as they have it
 */
public record ShardsRecipe(String tokenizer, Optional<Double> heldOutShare, Optional<Long> seed) {
    private static final double USUAL_SHARE = 0.02;

    /** How the shards are made, on so many threads. */
    public ShardSettings settings(int threads) {
        return new ShardSettings(
                heldOutShare.orElse(USUAL_SHARE), seed.orElse(1L), ShardSettings.USUAL_BYTES_PER_SHARD, threads);
    }
}
