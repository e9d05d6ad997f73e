package dev.cloze.trainer.objective;

import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.recipe.MaskCount;
import dev.cloze.trainer.recipe.MaskUnit;
import dev.cloze.trainer.recipe.MaskingRecipe;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Dynamic masking (Devlin et al. 2019, section 3.1; anew in each epoch: Liu et al. 2019, section 4.1) of tokens, whole
 * words or spans. Special tokens are never hidden and never put in; a row with an ordinary token hides one at least.
 *
 * <p>An exact count of tokens is the rounded share of the row's ordinary ones. Words and spans are taken in random order
 * as long as they do not exceed it: a word that would is passed over, a span is cut before the word that would; if
 * every word is longer than the count, the first one drawn is hidden. A span also ends before a special token and
 * before a word that is hidden already.
 *
 * <p>By Bernoulli each token or word is hidden with the rate's probability. So is each word by spans: they are those of a
 * stationary renewal process, in which the first word of a stretch without special tokens may lie within a span that began
 * before it. A row in which nothing was drawn hides one unit, drawn uniformly.
 */
public final class TokenMasking {
    private static final double SPAN_END = 0.2;
    private static final int LONGEST_SPAN = 10;
    /** The share of an unlimited geometric distribution that is longer. */
    private static final double LONGER = Math.pow(1 - SPAN_END, LONGEST_SPAN);

    private static final double MEAN_SPAN = meanSpan();

    private final MaskingRecipe recipe;
    private final int mask;
    private final boolean[] special;
    private final int[] ordinary;
    private final Optional<WordStarts> words;

    public TokenMasking(MaskingRecipe recipe, Tokenizer tokenizer) {
        this(
                recipe,
                tokenizer.special().mask(),
                specials(tokenizer),
                unit(recipe) == MaskUnit.TOKEN ? Optional.empty() : Optional.of(WordStarts.of(tokenizer)));
    }

    /** Without word starts, each token is a word. */
    TokenMasking(MaskingRecipe recipe, int mask, boolean[] special, Optional<WordStarts> words) {
        this.words = words;
        this.recipe = recipe;
        this.mask = mask;
        this.special = special;
        this.ordinary =
                IntStream.range(0, special.length).filter(id -> !special[id]).toArray();
    }

    /** Masks a row at the first step's rate: a pure function of its tokens, the seed, the epoch and its number. */
    public MaskedRow mask(int[] ids, long seed, long epoch, long row) {
        return mask(ids, seed, epoch, row, 0);
    }

    /**
     * Masks a row at the rate of a place of the run.
     *
     * @param progress from 0, the first step, to 1, the last
     */
    public MaskedRow mask(int[] ids, long seed, long epoch, long row, double progress) {
        SplitMix random = SplitMix.of(seed, epoch, row);
        double rate = recipe.rateAt(progress);
        int[] chosen = unit(recipe) == MaskUnit.TOKEN && count(recipe) == MaskCount.EXACT
                ? tokens(ids, rate, random)
                : units(ids, rate, random);
        int count = chosen.length;
        int[] labels = new int[count];
        int[] masked = ids.clone();
        for (int i = 0; i < count; i++) {
            labels[i] = ids[chosen[i]];
            masked[chosen[i]] = replacement(labels[i], random);
        }
        return new MaskedRow(masked, chosen, labels);
    }

    private int[] tokens(int[] ids, double rate, SplitMix random) {
        int[] places =
                IntStream.range(0, ids.length).filter(i -> !special[ids[i]]).toArray();
        int count = budget(places.length, rate);
        for (int i = 0; i < count; i++) {
            int other = i + random.below(places.length - i);
            int place = places[other];
            places[other] = places[i];
            places[i] = place;
        }
        int[] chosen = Arrays.copyOf(places, count);
        Arrays.sort(chosen);
        return chosen;
    }

    private static int budget(int ordinary, double rate) {
        return ordinary == 0 ? 0 : Math.max(1, (int) Math.round(rate * ordinary));
    }

    private int[] units(int[] ids, double rate, SplitMix random) {
        RowWords row = RowWords.of(ids, special, words);
        if (row.size() == 0) {
            return new int[0];
        }
        boolean spans = unit(recipe) == MaskUnit.SPAN;
        boolean[] hidden = count(recipe) == MaskCount.EXACT
                ? upTo(budget(row.tokens(), rate), row, spans, random)
                : each(rate, row, spans, random);
        return row.places(hidden);
    }

    private static boolean[] upTo(int budget, RowWords row, boolean spans, SplitMix random) {
        boolean[] hidden = new boolean[row.size()];
        int[] order = IntStream.range(0, row.size()).toArray();
        int left = budget;
        for (int i = 0; i < order.length && left > 0; i++) {
            int other = i + random.below(order.length - i);
            int word = order[other];
            order[other] = order[i];
            order[i] = word;
            int length = spans ? spanLength(random) : 1;
            for (int w = word; w < word + length; w++) {
                boolean goesOn = w == word || (w < row.size() && row.adjoins(w));
                if (!goesOn || hidden[w] || row.length(w) > left) {
                    break;
                }
                hidden[w] = true;
                left -= row.length(w);
            }
        }
        if (left == budget) {
            hidden[order[0]] = true;
        }
        return hidden;
    }

    private static boolean[] each(double rate, RowWords row, boolean spans, SplitMix random) {
        boolean[] hidden = new boolean[row.size()];
        // Of a renewal process with spans of mean m and gaps of one word: q m / (q m + 1 - q) = rate.
        double begins = spans ? rate / (rate + MEAN_SPAN * (1 - rate)) : rate;
        boolean none = true;
        for (int word = 0; word < hidden.length; ) {
            boolean fresh = word == 0 || !row.adjoins(word);
            if (random.uniform() >= (fresh ? rate : begins)) {
                word++;
                continue;
            }
            int end = word + (spans ? fresh ? restOfSpan(random) : spanLength(random) : 1);
            none = false;
            do {
                hidden[word] = true;
                word++;
            } while (word < Math.min(end, hidden.length) && row.adjoins(word));
        }
        if (none) {
            hidden[random.below(hidden.length)] = true;
        }
        return hidden;
    }

    /** Words in a span: geometric, p = 0.2, among 1 to 10 (Joshi et al. 2020, section 3.1), by the inverse of its sum. */
    static int spanLength(SplitMix random) {
        double below = random.uniform() * (1 - LONGER);
        return Math.min(LONGEST_SPAN, 1 + (int) (Math.log1p(-below) / Math.log(1 - SPAN_END)));
    }

    /** Words of a span from one of its words on: r with probability P(length >= r) / mean. */
    private static int restOfSpan(SplitMix random) {
        double draw = random.uniform() * MEAN_SPAN;
        int rest = 0;
        double below = 0;
        do {
            rest++;
            below += (Math.pow(1 - SPAN_END, rest - 1.0) - LONGER) / (1 - LONGER);
        } while (rest < LONGEST_SPAN && draw >= below);
        return rest;
    }

    private static double meanSpan() {
        double sum = 0;
        double weights = 0;
        for (int length = 1; length <= LONGEST_SPAN; length++) {
            double weight = Math.pow(1 - SPAN_END, length - 1);
            sum += length * weight;
            weights += weight;
        }
        return sum / weights;
    }

    private static MaskUnit unit(MaskingRecipe recipe) {
        return recipe.unit().orElse(MaskUnit.TOKEN);
    }

    private static MaskCount count(MaskingRecipe recipe) {
        return recipe.count().orElse(MaskCount.EXACT);
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
