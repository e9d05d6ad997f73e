package dev.cloze.corpora.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.MemoryCorpus;
import dev.cloze.corpora.Progress;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldOutSplitTest {
    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "Text number " + i).toList();
    }

    private static HeldOutSplit split(List<String> texts, double fraction, long seed) throws IOException {
        return HeldOutSplit.survey(new MemoryCorpus(texts), fraction, seed, Progress.UNHEARD);
    }

    private static Set<String> heldOut(HeldOutSplit split, List<String> texts) {
        Set<String> heldOut = new HashSet<>();
        for (String text : texts) {
            if (split.side(new Document("memory", 0, text)) == Side.HELD_OUT) {
                heldOut.add(text);
            }
        }
        return heldOut;
    }

    @Test
    void theFractionIsHeldOut() throws IOException {
        List<String> texts = texts(100_000);
        for (double fraction : new double[] {0.02, 0.05, 0.5}) {
            // Five standard deviations of a binomial count.
            double allowed = 5 * Math.sqrt(texts.size() * fraction * (1 - fraction));
            assertThat((double) heldOut(split(texts, fraction, 1), texts).size())
                    .isBetween(texts.size() * fraction - allowed, texts.size() * fraction + allowed);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-12, 0.02, 1 - 1e-12})
    void neitherSideIsEverEmpty(double fraction) throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            List<String> texts = texts(50 + seed);
            assertThat(heldOut(split(texts, fraction, seed), texts).size()).isBetween(1, texts.size() - 1);
        }
    }

    @Test
    void twoDifferentTextsAmongManyEqualOnesAreEnough() throws IOException {
        List<String> texts = new ArrayList<>(Collections.nCopies(60, "the same"));
        texts.add("another");
        assertThat(heldOut(split(texts, 0.02, 3), texts)).hasSize(1);
    }

    @Test
    void textsThatDifferInCaseAndWhiteSpaceAreOnOneSide() throws IOException {
        List<String> texts = texts(1000);
        HeldOutSplit split = split(texts, 0.3, 9);
        for (String text : texts) {
            Side side = split.side(new Document("a", 0, text));
            String varied = "\t" + text.toUpperCase(Locale.ROOT).replace(" ", " \n ") + " ";
            assertThat(split.side(new Document("b", 7, varied))).isEqualTo(side);
        }
    }

    @Test
    void theOrderOfDocumentsDoesNotMatterAndTheSeedDoes() throws IOException {
        List<String> texts = texts(1000);
        List<String> reversed = new ArrayList<>(texts);
        Collections.reverse(reversed);
        assertThat(split(reversed, 0.1, 5)).isEqualTo(split(texts, 0.1, 5));
        assertThat(heldOut(split(texts, 0.1, 6), texts)).isNotEqualTo(heldOut(split(texts, 0.1, 5), texts));
    }

    @Test
    void theTokenizerSeesTheTrainingSideOnlyAndInOrder() throws IOException {
        List<String> texts = texts(500);
        HeldOutSplit split = split(texts, 0.1, 2);
        List<String> seen = new ArrayList<>();
        split.forEachTrainingText(new MemoryCorpus(texts), seen::add, Progress.UNHEARD);
        Set<String> heldOut = heldOut(split, texts);
        assertThat(seen)
                .isEqualTo(
                        texts.stream().filter(text -> !heldOut.contains(text)).toList());
    }

    @Test
    void aCorpusTooSmallToSplitIsTheUsersMistake() {
        assertThatThrownBy(() -> split(List.of(), 0.02, 1))
                .isInstanceOf(UsageException.class)
                .hasMessage("corpus: expected text, got no document at all");
        assertThatThrownBy(() -> split(texts(49), 0.02, 1))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "corpus: expected 50 documents (files, or sections of long files) or more, of which some are held out, got 49; give more"
                                + " text, or make each line a document (--documents lines)");
        assertThatThrownBy(() -> split(Collections.nCopies(70, "the same"), 0.02, 1))
                .isInstanceOf(UsageException.class)
                .hasMessage("corpus: expected different documents, got 70 times the same text");
    }

    @Test
    void hashesOfSimilarTextsDoNotCollide() {
        Set<Long> hashes = new HashSet<>();
        int texts = 0;
        for (int length = 1; length <= 64; length++) {
            for (int at = 0; at < length; at++) {
                for (char c : new char[] {'b', 'c', 'é'}) {
                    hashes.add(TextHash.of("a".repeat(at) + c + "a".repeat(length - at - 1), 0));
                    texts++;
                }
            }
            hashes.add(TextHash.of("a".repeat(length), 0));
            texts++;
        }
        assertThat(hashes).hasSize(texts);
    }

    @Test
    void eachInputBitReachesHalfOfTheHash() {
        String base = "It was the best of times, it was the worst of times";
        long flipped = 0;
        int trials = 0;
        for (int at = 0; at < base.length(); at++) {
            for (int bit = 0x100; bit <= 0x400; bit <<= 1) {
                StringBuilder other = new StringBuilder(base);
                other.setCharAt(at, (char) (base.charAt(at) ^ bit));
                flipped += Long.bitCount(TextHash.of(base, 1) ^ TextHash.of(other.toString(), 1));
                trials++;
            }
        }
        assertThat((double) flipped / trials).isBetween(30.0, 34.0);
    }
}
