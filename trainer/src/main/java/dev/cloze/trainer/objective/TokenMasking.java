package dev.cloze.trainer.objective;

import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.recipe.MaskingRecipe;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Dynamic masking of single tokens (Devlin et al. 2019, section 3.1; anew in each epoch: Liu et al. 2019, section
 * 4.1). A row hides the rounded share of its ordinary tokens exactly, at least one if it has any; special tokens are
 * never hidden and never put in.
 */
public final class TokenMasking {
    private final MaskingRecipe recipe;
    private final int mask;
    private final boolean[] special;
    private final int[] ordinary;

    public TokenMasking(MaskingRecipe recipe, Tokenizer tokenizer) {
        this(recipe, tokenizer.special().mask(), specials(tokenizer));
    }

    TokenMasking(MaskingRecipe recipe, int mask, boolean[] special) {
        this.recipe = recipe;
        this.mask = mask;
        this.special = special;
        this.ordinary =
                IntStream.range(0, special.length).filter(id -> !special[id]).toArray();
    }

    /** Masks a row: a pure function of the row's tokens, the seed, the epoch and the row's number. */
    public MaskedRow mask(int[] ids, long seed, long epoch, long row) {
        SplitMix random = SplitMix.of(seed, epoch, row);
        int[] places =
                IntStream.range(0, ids.length).filter(i -> !special[ids[i]]).toArray();
        int count = places.length == 0 ? 0 : Math.max(1, (int) Math.round(recipe.rate() * places.length));
        for (int i = 0; i < count; i++) {
            int other = i + random.below(places.length - i);
            int place = places[other];
            places[other] = places[i];
            places[i] = place;
        }
        int[] chosen = Arrays.copyOf(places, count);
        Arrays.sort(chosen);
        int[] labels = new int[count];
        int[] masked = ids.clone();
        for (int i = 0; i < count; i++) {
            labels[i] = ids[chosen[i]];
            masked[chosen[i]] = replacement(labels[i], random);
        }
        return new MaskedRow(masked, chosen, labels);
    }

    private int replacement(int id, SplitMix random) {
        double draw = random.uniform();
        if (draw < recipe.maskShare()) {
            return mask;
        }
        return draw < recipe.maskShare() + recipe.randomShare() ? ordinary[random.below(ordinary.length)] : id;
    }

    private static boolean[] specials(Tokenizer tokenizer) {
        boolean[] special = new boolean[tokenizer.vocabularySize()];
        for (int id = 0; id < special.length; id++) {
            special[id] = tokenizer.isSpecial(id);
        }
        return special;
    }
}
