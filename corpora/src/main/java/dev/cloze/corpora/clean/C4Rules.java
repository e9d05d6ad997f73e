package dev.cloze.corpora.clean;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * C4's rules about lines and pages (Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified
 * Text-to-Text Transformer", section 2.2), with those that are only in its code (words of more than 1,000 characters,
 * citations, lines about policies), in the order of that code. Lines kept are joined by one line feed, so blank lines
 * end here. The list of offensive words is for {@link BlockedWords}. Sentences are counted as {@link Sentences} says.
 *
 * @param rules the rules to use; leave out those about punctuation and phrases where the language is not English
 * @param leastSentences the fewest sentences of a document, the paper's 5
 * @param leastWordsPerLine the fewest words of a line, the paper's 3, counted without citations
 * @param mostWordCharacters the longest word of a line, 1,000 in the code
 */
public record C4Rules(Set<C4Rule> rules, int leastSentences, int leastWordsPerLine, int mostWordCharacters)
        implements Stage {
    public static final C4Rules DEFAULT = new C4Rules(EnumSet.allOf(C4Rule.class), 5, 3, 1000);

    private static final Phrases LOREM_IPSUM = new Phrases(List.of("lorem ipsum"));
    private static final Phrases JAVASCRIPT = new Phrases(List.of("javascript"));
    private static final Phrases POLICY = new Phrases(List.of(
            "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies"));
    private static final String LINE_ENDS = ".?!\"'”’»";
    private static final List<String> CITATIONS = List.of("edit", "citation needed");

    public C4Rules {
        Set<C4Rule> sorted = EnumSet.noneOf(C4Rule.class); // written out in the same order by every JVM
        sorted.addAll(rules);
        rules = Collections.unmodifiableSet(sorted);
        Check.notNegative("leastSentences", leastSentences);
        Check.notNegative("leastWordsPerLine", leastWordsPerLine);
        Check.notNegative("mostWordCharacters", mostWordCharacters);
    }

    @Override
    public String name() {
        return "c4";
    }

    @Override
    public Outcome apply(TextIndex text) {
        Findings findings = new Findings();
        StringBuilder kept = new StringBuilder(text.length());
        EnumSet<C4Rule> used = EnumSet.noneOf(C4Rule.class);
        used.addAll(rules);
        int sentences = 0;
        for (int line = 0; line < text.lines(); line++) {
            if (breaksLongWord(text, line, used)) {
                findings.add("c4.long-word", text.text(), text.lineStart(line), text.lineEnd(line));
                continue;
            }
            Line cut = Line.of(text, line, used.contains(C4Rule.CITATION), findings);
            if (used.contains(C4Rule.TERMINAL_PUNCTUATION) && !cut.endsSentence()) {
                findings.add("c4.terminal-punctuation", text.text(), text.lineStart(line), text.lineEnd(line));
            } else if (used.contains(C4Rule.FEW_WORDS) && cut.words() < leastWordsPerLine) {
                findings.add("c4.few-words", text.text(), text.lineStart(line), text.lineEnd(line));
            } else if (used.contains(C4Rule.LOREM_IPSUM) && cut.has(LOREM_IPSUM)) {
                return findings.remove("c4.lorem-ipsum", "no \"lorem ipsum\"", "one", cut.sample());
            } else if (used.contains(C4Rule.JAVASCRIPT) && cut.has(JAVASCRIPT)) {
                findings.add("c4.javascript", text.text(), text.lineStart(line), text.lineEnd(line));
            } else if (used.contains(C4Rule.CURLY_BRACKET) && cut.hasCurlyBracket()) {
                return findings.remove("c4.curly-bracket", "no curly bracket", "one", cut.sample());
            } else if (used.contains(C4Rule.POLICY) && cut.has(POLICY)) {
                findings.add("c4.policy", text.text(), text.lineStart(line), text.lineEnd(line));
            } else if (cut.start() < cut.end()) {
                sentences += used.contains(C4Rule.FEW_SENTENCES) ? cut.sentences() : 0;
                kept.append(kept.isEmpty() ? "" : "\n").append(cut.chars(), cut.start(), cut.end() - cut.start());
            }
        }
        if (used.contains(C4Rule.FEW_SENTENCES) && sentences < leastSentences) {
            return findings.remove(
                    "c4.few-sentences",
                    "at least " + leastSentences,
                    String.valueOf(sentences),
                    Sample.beginning(text.text()));
        }
        return text.text().contentEquals(kept) ? text.kept() : findings.keep(name(), text.text(), kept.toString());
    }

    private boolean breaksLongWord(TextIndex text, int line, Set<C4Rule> used) {
        if (!used.contains(C4Rule.LONG_WORD) || text.lineLength(line) <= mostWordCharacters) {
            return false;
        }
        for (int word = text.lineFirstWord(line); word < text.lineEndWord(line); word++) {
            if (text.wordLength(word) > mostWordCharacters) {
                return true;
            }
        }
        return false;
    }

    /** A line as the rules see it: without its citations. */
    @SuppressWarnings("ArrayRecordComponent") // a view of the text, which lives no longer than the rules
    private record Line(char[] chars, int start, int end, int words) {
        static Line of(TextIndex text, int line, boolean cutCitations, Findings findings) {
            int start = text.lineStart(line);
            int end = text.lineEnd(line);
            if (!cutCitations || !hasBracket(text.chars(), start, end)) {
                return new Line(text.chars(), start, end, text.lineEndWord(line) - text.lineFirstWord(line));
            }
            char[] cut = new char[end - start];
            int length = 0;
            for (int at = start; at < end; at++) {
                cut[length++] = text.chars()[at];
                if (text.chars()[at] == ']') {
                    int citation = citationAtEnd(cut, length);
                    if (citation > 0) {
                        findings.add("c4.citation", text.text(), at + 1 - citation, at + 1);
                        length -= citation;
                    }
                }
            }
            TextIndex rest = new TextIndex(new String(cut, 0, length));
            return rest.lines() == 0
                    ? new Line(cut, 0, 0, 0)
                    : new Line(rest.chars(), rest.lineStart(0), rest.lineEnd(0), rest.words());
        }

        private static boolean hasBracket(char[] chars, int start, int end) {
            for (int at = start; at < end; at++) {
                if (chars[at] == '[') {
                    return true;
                }
            }
            return false;
        }

        /** The length of the citation that ends at a place, brackets included; 0 if there is none. */
        private static int citationAtEnd(char[] chars, int end) {
            int open = end - 2;
            while (open >= 0 && chars[open] >= '0' && chars[open] <= '9') {
                open--;
            }
            if (open >= 0 && chars[open] == '[') {
                return end - open;
            }
            for (String citation : CITATIONS) {
                int length = citation.length() + 2;
                if (end >= length && new String(chars, end - length, length).equals("[" + citation + "]")) {
                    return length;
                }
            }
            return 0;
        }

        boolean endsSentence() {
            if (start == end) {
                return false;
            }
            char last = chars[end - 1];
            boolean threeDots = end - start >= 3 && last == '.' && chars[end - 2] == '.' && chars[end - 3] == '.';
            return !threeDots && (LINE_ENDS.indexOf(last) >= 0 || Sentences.isEnd(last));
        }

        boolean has(Phrases phrases) {
            return phrases.isIn(chars, start, end);
        }

        boolean hasCurlyBracket() {
            for (int at = start; at < end; at++) {
                if (chars[at] == '{' || chars[at] == '}') {
                    return true;
                }
            }
            return false;
        }

        int sentences() {
            return Sentences.count(chars, start, end);
        }

        String sample() {
            return Sample.beginning(new String(chars, start, end - start));
        }
    }
}
