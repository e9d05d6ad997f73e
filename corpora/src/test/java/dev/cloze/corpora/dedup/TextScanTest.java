package dev.cloze.corpora.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextScanTest {
    private static final String TEXT = "One fine day.\nTwo more, of them; and three.\n\nShort";

    private static String hash(String text) {
        TextScan scan = new TextScan(text);
        return scan.high() + "/" + scan.low();
    }

    @Test
    void caseAndWhiteSpaceAreNotSeen() {
        assertThat(hash("  ONE fine\t\tday.\u00a0two  more, OF\nthem; and three. short \n"))
                .isEqualTo(hash(TEXT));
        assertThat(hash("Onefine day. Two more, of them; and three. Short")).isNotEqualTo(hash(TEXT));
        assertThat(hash(TEXT.replace(";", ","))).isNotEqualTo(hash(TEXT));
        assertThat(hash("")).isEqualTo(hash(" \n")).isNotEqualTo(hash("a"));
    }

    /** Every change of one character, and every swap of two neighbours, gives another hash in both halves. */
    @Test
    void everySmallChangeGivesAnotherHash() {
        StringBuilder text = new StringBuilder(new PlantedTexts(1).text(300));
        Set<Long> high = new HashSet<>();
        Set<Long> low = new HashSet<>();
        int texts = 0;
        for (int i = 0; i < text.length(); i++) {
            char was = text.charAt(i);
            for (char other : new char[] {'z', '5', '\u4e00'}) {
                text.setCharAt(i, other);
                high.add(new TextScan(text.toString()).high());
                low.add(new TextScan(text.toString()).low());
                texts++;
            }
            text.setCharAt(i, was);
        }
        assertThat(high).hasSize(texts);
        assertThat(low).hasSize(texts);
        assertThat(high).doesNotContainAnyElementsOf(low);
    }

    @Test
    void paragraphsAreLinesOfSomeLengthByTheirNumbers() {
        TextScan scan = new TextScan(TEXT, 10);
        assertThat(scan.paragraphs()).isEqualTo(2);
        assertThat(new int[] {scan.paragraphNumber(0), scan.paragraphNumber(1)}).containsExactly(0, 1);
        TextScan other = new TextScan("\n\n  two MORE,  of them; and three.  \r\nelse", 10);
        assertThat(other.paragraphs()).isEqualTo(1);
        assertThat(other.paragraphNumber(0)).isEqualTo(2);
        assertThat(other.paragraphHash(0)).isEqualTo(scan.paragraphHash(1)).isNotEqualTo(scan.paragraphHash(0));
    }

    @Test
    void wordsHaveNoPunctuation() {
        assertThat(new TextScan(TEXT).shingleHashes(5))
                .isEqualTo(new TextScan("one -- fine day two more of THEM (and three) \"short\"!").shingleHashes(5))
                .hasSize(6);
        assertThat(new TextScan("a b c d").shingleHashes(5)).isEmpty();
        assertThat(new TextScan("a b c d").shingleHashes(1)).hasSize(4);
    }

    @Test
    void charactersOfScriptsWithoutSpacesAreWords() {
        assertThat(new TextScan("東京都 の ภาษา 한국어 \ud83d\ude00\ud83d\ude00").words())
                .isEqualTo(3 + 1 + 4 + 1 + 2);
    }

    /** A run's hash knows nothing of the words around it. */
    @Test
    void aRunOfWordsHasOneHashWhereverItStands() {
        String text = new PlantedTexts(2).text(400);
        String[] words = text.split("\\W+");
        long[] hashes = new TextScan(text).shingleHashes(5);
        assertThat(hashes).hasSize(words.length - 4);
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            int at = random.nextInt(hashes.length);
            String run = String.join(" ", Arrays.asList(words).subList(at, at + 5));
            assertThat(new TextScan(run).shingleHashes(5)).containsExactly(hashes[at]);
        }
        assertThat(new TextScan("a b c d e").shingleHashes(5)).isNotEqualTo(new TextScan("b a c d e").shingleHashes(5));
    }
}
