package dev.cloze.corpora.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each rule just inside and just outside its limit. */
class LimitsTest {
    private static final String STOPS = "the of ";

    private static String verdict(Stage stage, String text) {
        return Stages.verdict(stage, text);
    }

    /** Different words of four letters. */
    private static String words(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "w" + (char) ('a' + i / 676 % 26) + (char) ('a' + i / 26 % 26) + (char) ('a' + i % 26))
                .collect(Collectors.joining(" "));
    }

    private static String repeated(String text, int times) {
        return String.join("", Collections.nCopies(times, text));
    }

    private static String lines(int count, String line) {
        return String.join("\n", Collections.nCopies(count, line));
    }

    @Test
    void lengthCountsCharactersAndWords() {
        LengthLimits limits = new LengthLimits(5, 20, 2, 3);
        assertThat(verdict(limits, "ab cd")).isEqualTo("kept");
        assertThat(verdict(limits, "a cd")).isEqualTo("length.few-characters");
        assertThat(verdict(limits, "abcdefghij abcdefghi")).isEqualTo("kept");
        assertThat(verdict(limits, "abcdefghij abcdefghij")).isEqualTo("length.many-characters");
        assertThat(verdict(limits, "abcdef")).isEqualTo("length.few-words");
        assertThat(verdict(limits, "ab cd ef")).isEqualTo("kept");
        assertThat(verdict(limits, "ab cd ef gh")).isEqualTo("length.many-words");
    }

    @Test
    void gopherWantsFiftyToAHundredThousandWords() {
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(48))).isEqualTo("kept");
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(47))).isEqualTo("gopher-quality.few-words");
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(47) + " ---")).isEqualTo("gopher-quality.few-words");
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(99_998))).isEqualTo("kept");
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(99_999))).isEqualTo("gopher-quality.many-words");
    }

    @Test
    void gopherWantsMeanWordLengthsFromThreeToTen() {
        // "the" and "of" are 5 characters: 58 others of mean 3 + 1 / 58 make 180 in 60 words.
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + repeated("abc ", 57) + "abcd"))
                .isEqualTo("kept");
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + repeated("abc ", 58)))
                .isEqualTo("gopher-quality.short-words");
        String ten = repeated("abcdefghij ", 43);
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + ten + repeated("abcdefghijk ", 15)))
                .isEqualTo("kept");
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + ten.substring(11) + repeated("abcdefghijk ", 16)))
                .isEqualTo("gopher-quality.long-words");
    }

    @Test
    void gopherAllowsOneSymbolInTenWords() {
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(88) + repeated(" x#", 10)))
                .isEqualTo("kept");
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(88) + repeated(" x#", 9) + " x##"))
                .isEqualTo("gopher-quality.hashes");
        String ellipses = repeated(" x...", 5) + repeated(" x…", 5);
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(88) + ellipses + "y"))
                .isEqualTo("kept");
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(88) + ellipses + "…y"))
                .isEqualTo("gopher-quality.ellipses");
    }

    @Test
    void gopherAllowsNineOfTenBulletLinesAndThreeOfTenOpenOnes() {
        String plain = "these words of the line stand here always";
        assertThat(verdict(GopherQuality.DEFAULT, lines(9, "- " + plain) + "\n" + plain))
                .isEqualTo("kept");
        assertThat(verdict(GopherQuality.DEFAULT, lines(9, "• " + plain) + "\n - " + plain))
                .isEqualTo("gopher-quality.bullet-lines");
        assertThat(verdict(GopherQuality.DEFAULT, lines(3, plain + "...") + "\n" + lines(7, plain)))
                .isEqualTo("kept");
        assertThat(verdict(GopherQuality.DEFAULT, lines(4, plain + "… ") + "\n" + lines(6, plain)))
                .isEqualTo("gopher-quality.ellipsis-lines");
    }

    @Test
    void gopherWantsFourOfFiveWordsWithALetterInAnyScript() {
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(78) + repeated(" 1234", 20)))
                .isEqualTo("kept");
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(77) + repeated(" 1234", 21)))
                .isEqualTo("gopher-quality.alphabetic-words");
        assertThat(verdict(GopherQuality.DEFAULT, STOPS + words(77) + " 𐐨𐐩𐐪𐐫" + repeated(" 1234", 20)))
                .isEqualTo("kept");
    }

    @Test
    void gopherWantsTwoDifferentStopWords() {
        assertThat(verdict(GopherQuality.DEFAULT, "The " + words(60) + " (of)."))
                .isEqualTo("kept");
        assertThat(verdict(GopherQuality.DEFAULT, "The " + words(60) + " the.")).isEqualTo("gopher-quality.stop-words");
        assertThat(verdict(GopherQuality.DEFAULT, "often " + words(60) + " the."))
                .isEqualTo("gopher-quality.stop-words");
    }

    @Test
    void gopherAllowsThreeOfTenRepeatedLines() {
        // Short repeated lines between long others, so that their characters do not count.
        assertThat(verdict(GopherRepetition.DEFAULT, longLines(6) + lines(4, "same")))
                .isEqualTo("kept");
        assertThat(verdict(GopherRepetition.DEFAULT, longLines(5) + lines(5, "same")))
                .isEqualTo("gopher-repetition.lines");
        String paragraphs = longLines(6).replace("\n", "\n\n");
        assertThat(verdict(GopherRepetition.DEFAULT, paragraphs + repeated("same\n\n", 4)))
                .isEqualTo("kept");
        assertThat(verdict(GopherRepetition.DEFAULT, paragraphs.substring(202) + repeated("same\n\n", 5)))
                .isEqualTo("gopher-repetition.paragraphs");
    }

    /** Lines of forty different words each, 199 characters and a line feed. */
    private static String longLines(int count) {
        String[] words = words(40 * count).split(" ", -1);
        return IntStream.range(0, count)
                .mapToObj(line -> String.join(" ", List.of(words).subList(40 * line, 40 * line + 40)) + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void gopherAllowsAFifthOfCharactersInRepeatedLines() {
        GopherRepetition characters = new GopherRepetition(1, 1, 0.2, 1, List.of(), List.of());
        // 100 characters in all, of which the second "aaaa..." is 20 or 21.
        String twenty = "abcdefghijklmnopqrst";
        String fill = longLines(1).substring(0, 57);
        assertThat(verdict(characters, twenty + "\n" + twenty + "\n" + fill + "x"))
                .isEqualTo("kept");
        assertThat(verdict(characters, twenty + "\n" + twenty + "\n" + fill))
                .isEqualTo("gopher-repetition.line-characters");
    }

    @Test
    void gopherAllowsAFifthOfCharactersInTheMostFrequentPair() {
        // "aa bb" twice is 10 characters, in 50 or 49.
        String text = "aa bb " + longLines(1).substring(0, 33) + "x aa bb";
        assertThat(verdict(GopherRepetition.DEFAULT, text + " zzz")).isEqualTo("kept");
        assertThat(new TextIndex(text + " zzz").length()).isEqualTo(50);
        assertThat(verdict(GopherRepetition.DEFAULT, text + " zz")).isEqualTo("gopher-repetition.top-2-gram");
    }

    @Test
    void whatStandsOnceIsNoRepetition() {
        assertThat(verdict(GopherRepetition.DEFAULT, "a short gloss")).isEqualTo("kept");
    }

    @Test
    void gopherCountsDuplicateNgramsFromLeftToRight() {
        // Two runs of ten words: five-grams of 20 characters, the second run holds two of them: 40 of all characters.
        String run = words(10);
        int characters = 2 * 49 + 2;
        String fill = longLines(2).substring(60).replace('\n', ' ');
        String kept = run + " " + fill.substring(0, 267 - characters) + " " + run;
        String removed = run + " " + fill.substring(0, 265 - characters) + " " + run;
        GopherRepetition fives = new GopherRepetition(1, 1, 1, 1, List.of(1.0, 1.0, 1.0), List.of(0.15));
        assertThat(kept).hasSize(267);
        assertThat(verdict(fives, kept)).isEqualTo("kept");
        assertThat(verdict(fives, removed)).isEqualTo("gopher-repetition.duplicate-5-grams");
    }

    @Test
    void finewebLimits() {
        String sentence = "these are the words that stand in a line.";
        String open = "these are the words that stand in a line";
        assertThat(verdict(FineWebRules.DEFAULT, numbered(22, open) + numbered(3, sentence)))
                .isEqualTo("kept");
        assertThat(verdict(FineWebRules.DEFAULT, numbered(23, open) + numbered(3, sentence)))
                .isEqualTo("fineweb.punctuated-lines");
        FineWebRules brief = new FineWebRules(0, 0.5, 30, 1, 1);
        String thirty = "123456789 123456789 1234567890";
        assertThat(verdict(brief, thirty + "\n" + thirty + "1")).isEqualTo("kept");
        assertThat(verdict(brief, thirty + "\n" + thirty)).isEqualTo("fineweb.short-lines");
        FineWebRules repeated = new FineWebRules(0, 1, 30, 0.5, 1);
        assertThat(verdict(repeated, "ab\nab")).isEqualTo("kept");
        assertThat(verdict(repeated, "ab\nab\nab")).isEqualTo("fineweb.duplicate-line-characters");
        FineWebRules listed = new FineWebRules(0, 1, 30, 1, 0.3);
        assertThat(verdict(listed, "a b c d\ne f\ng h\ni j")).isEqualTo("kept");
        assertThat(verdict(listed, "a b c\ne f\ng h\ni j")).isEqualTo("fineweb.lines-per-word");
    }

    private static String numbered(int count, String line) {
        return IntStream.range(0, count)
                .mapToObj(i -> words(count + i + 1) + line + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void c4DropsLinesAndCountsThem() {
        String text = String.join(
                "\n",
                "This line is kept.",
                "This line has no end",
                "Two words.",
                "It goes on and on...",
                "Enable JavaScript to read it.",
                "We use cookies to serve you.",
                "A long word " + "x".repeat(1001) + ".",
                "It has one " + "x".repeat(999) + ".",
                "One [12]two[edit] three.",
                "A question? An answer! And a rest.");
        assertThat(Stages.after(C4Rules.DEFAULT, text))
                .isEqualTo("This line is kept.\nIt has one " + "x".repeat(999)
                        + ".\nOne two three.\nA question? An answer! And a rest.");
        assertThat(Stages.finding(C4Rules.DEFAULT, text, "c4.terminal-punctuation")
                        .count())
                .isEqualTo(2);
        assertThat(Stages.finding(C4Rules.DEFAULT, text, "c4.terminal-punctuation")
                        .sample())
                .contains("This line has no end");
        assertThat(Stages.finding(C4Rules.DEFAULT, text, "c4.few-words").count())
                .isEqualTo(1);
        assertThat(Stages.finding(C4Rules.DEFAULT, text, "c4.javascript").characters())
                .isEqualTo(29);
        assertThat(Stages.finding(C4Rules.DEFAULT, text, "c4.policy").count()).isEqualTo(1);
        assertThat(Stages.finding(C4Rules.DEFAULT, text, "c4.long-word").count())
                .isEqualTo(1);
        assertThat(Stages.finding(C4Rules.DEFAULT, text, "c4.citation").characters())
                .isEqualTo(10);
    }

    @Test
    void c4WantsFiveSentencesAndNoCodeOrFiller() {
        String four = "One is here. Two is here. Three is here. Four is here.";
        assertThat(verdict(C4Rules.DEFAULT, four + " Five is here.")).isEqualTo("kept");
        assertThat(verdict(C4Rules.DEFAULT, four)).isEqualTo("c4.few-sentences");
        assertThat(verdict(C4Rules.DEFAULT, four + " Five {is} here.")).isEqualTo("c4.curly-bracket");
        assertThat(verdict(C4Rules.DEFAULT, four + " Lorem Ipsum is here.")).isEqualTo("c4.lorem-ipsum");
        C4Rules onlyLong = new C4Rules(EnumSet.of(C4Rule.LONG_WORD), 5, 3, 1000);
        assertThat(verdict(onlyLong, "{lorem ipsum")).isEqualTo("kept");
    }

    @Test
    void sentencesEndAtPunctuationBeforeSpace() {
        assertThat(sentences("One 3.5 two.")).isEqualTo(1);
        assertThat(sentences("One! (Two.) \"Three?\" rest")).isEqualTo(4);
        assertThat(sentences("他来了。她走了。")).isEqualTo(2);
    }

    private static int sentences(String line) {
        return Sentences.count(line.toCharArray(), 0, line.length());
    }

    @Test
    void languageIsKeptWhenItIsWanted() {
        String german =
                "Der Ausschuss hat in seiner letzten Sitzung beschlossen, die Regeln für das kommende Jahr zu ändern.";
        assertThat(verdict(LanguageFilter.of(List.of("de")), german)).isEqualTo("kept");
        assertThat(verdict(LanguageFilter.of(List.of("en", "fra")), german)).isEqualTo("language.deu");
        assertThat(verdict(new LanguageFilter(List.of("deu"), 1, 1000), german)).isEqualTo("language.uncertain");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LanguageFilter.of(List.of("German")))
                .withMessageStartingWith("languages: expected codes of ISO 639 that the detector knows (afr ara ")
                .withMessageEndingWith("), got German");
        String chinese = "委员会在上次会议上决定修改明年的规则，并将结果通知所有成员国和有关机构。";
        assertThat(verdict(new LanguageFilter(List.of("zh"), 0, 500), chinese)).isEqualTo("kept");
    }

    @Test
    void removalNamesRuleLimitAndValue() {
        Outcome outcome = new LengthLimits(1, 9, 2, 3).apply(new TextIndex("alone"));
        assertThat(((Outcome.Removed) outcome).removal())
                .hasToString("length.few-words: expected at least 2, got 1")
                .extracting(Removal::sample)
                .isEqualTo("alone");
    }
}
