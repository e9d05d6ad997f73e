package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.BpeModel;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Training of a vocabulary by byte-pair encoding, over characters (Sennrich et al. 2016) or over the bytes of UTF-8
 * (Radford et al. 2019), as HuggingFace's {@code BpeTrainer} does it. Which of the two is a matter of the words' rules.
 *
 * <p>Ids: the special tokens as given; the characters, or the visible characters that stand for bytes, in the order of
 * their code points; characters with prefix or suffix, as far as the words have them; then joined pieces in the order of
 * joining. Ties: {@link PairMerges} joins the most frequent pair first, among equals the one with the smaller left id,
 * then the smaller right id. With equal counts the same vocabulary comes out, whatever the order or number of threads
 * that counted.
 *
 * <p>Where HuggingFace leaves the order to a hash table, the order here is: characters with a prefix or suffix go by
 * the code point of their character; for the same character that with prefix only, that with both, that with neither,
 * that with suffix only; and a limit of the alphabet drops the higher code points among equally rare ones. Its counts of
 * pairs have 32 bits and overflow; ours have 64.
 */
public final class BpeTrainer {
    private BpeTrainer() {}

    /** The same without anybody who hears of it. */
    public static BpeModel train(CountedWords words, BpeOptions options) throws IOException {
        return train(words, options, TrainingProgress.UNHEARD);
    }

    /**
     * Trains a vocabulary. It has fewer pieces than asked for when the text has no more pairs that are frequent enough.
     *
     * @throws UsageException if nothing was counted, or if the vocabulary is too small for the special tokens and the
     *     characters; the message says which size would do
     */
    public static BpeModel train(CountedWords words, BpeOptions options, TrainingProgress progress) throws IOException {
        return train(words, options, List.of(), PairMerges.Criterion.FREQUENCY, progress);
    }

    /**
     * Trains with an order imposed on the characters with prefix or suffix, as parity with a run of the reference needs
     * it.
     *
     * @param markedOrder the characters with prefix or suffix that get their ids first
     */
    static BpeModel train(
            CountedWords words,
            BpeOptions options,
            List<String> markedOrder,
            PairMerges.Criterion criterion,
            TrainingProgress progress)
            throws IOException {
        Pieces pieces = new Pieces();
        options.specialTokens().forEach(pieces::idOf);
        Alphabet alphabet = Alphabet.of(words, options, pieces, markedOrder);
        requireRoom(pieces.size(), options);
        long longest =
                options.longestPiece().isPresent() ? options.longestPiece().getAsInt() : Long.MAX_VALUE;
        PairMerges merges = new PairMerges(
                pieces, alphabet.spell(), options.continuingPrefix(), longest, options.minimumFrequency(), criterion);
        merges.join(options.vocabularySize(), progress);
        List<BpeModel.Merge> joined = new ArrayList<>();
        for (int merge = 0; merge < merges.size(); merge++) {
            joined.add(new BpeModel.Merge(merges.left(merge), merges.right(merge)));
        }
        return new BpeModel(
                pieces.all(),
                joined,
                options.specialTokens(),
                words.rules(),
                options.continuingPrefix(),
                options.endOfWordSuffix());
    }

    private static void requireRoom(int pieces, BpeOptions options) {
        if (pieces > options.vocabularySize()) {
            int special = options.specialTokens().size();
            String marks = options.continuingPrefix() + options.endOfWordSuffix();
            throw new UsageException(
                    "vocabularySize",
                    pieces + " or more, for " + special + " special tokens and " + (pieces - special) + " characters"
                            + (marks.isEmpty() ? "" : " with and without " + marks),
                    options.vocabularySize() + "; a smaller alphabetLimit needs less");
        }
    }
}
