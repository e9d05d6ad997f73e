package dev.cloze.corpora.clean;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * C4's rule about words (Raffel et al. 2020, section 2.2): a document with a word or phrase of a list is removed, whatever its
 * case. Words are runs of letters and digits, so languages that write them together need another list of theirs. There is no
 * list of ours; C4's removes more than what it was made for (Dodge et al. 2021, section 5.3).
 */
public final class BlockedWords implements Stage {
    private final TreeSet<String> blocked = new TreeSet<>();
    private final Map<String, List<String>> byFirstWord = new HashMap<>();

    /**
     * A list of words and phrases.
     *
     * @throws IllegalArgumentException if there is none, or one without a letter or digit at its beginning
     */
    public BlockedWords(List<String> words) {
        for (String word : words) {
            String lower = word.strip().toLowerCase(Locale.ROOT);
            int end = end(lower, 0);
            if (end == 0) {
                throw new IllegalArgumentException(
                        "words: expected ones that begin with a letter or digit, got \"" + word + "\"");
            }
            if (blocked.add(lower)) {
                byFirstWord
                        .computeIfAbsent(lower.substring(0, end), first -> new ArrayList<>())
                        .add(lower);
            }
        }
        if (blocked.isEmpty()) {
            throw new IllegalArgumentException("words: expected one or more, got none");
        }
    }

    @Override
    public String name() {
        return "blocked-words";
    }

    @Override
    public Outcome apply(TextIndex text) {
        String whole = text.text();
        for (int at = 0; at < whole.length(); at++) {
            int end = end(whole, at);
            if (end > at) {
                Optional<String> found = at(whole, at, end);
                if (found.isPresent()) {
                    return new Findings()
                            .remove(
                                    "blocked-words",
                                    "no word of the list",
                                    found.get(),
                                    Sample.around(whole, at, at + found.get().length()));
                }
                at = end;
            }
        }
        return text.kept();
    }

    private Optional<String> at(String whole, int start, int end) {
        String first = whole.substring(start, end).toLowerCase(Locale.ROOT);
        return byFirstWord.getOrDefault(first, List.of()).stream()
                .filter(phrase -> whole.regionMatches(true, start, phrase, 0, phrase.length())
                        && !goesOn(whole, start + phrase.length()))
                .findFirst();
    }

    private static boolean goesOn(String text, int at) {
        return at < text.length()
                && Character.isLetterOrDigit(text.codePointAt(at))
                && Character.isLetterOrDigit(text.codePointBefore(at));
    }

    /** The end of the run of letters and digits that begins at a place; the place itself if none does. */
    private static int end(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isLetterOrDigit(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockedWords words && blocked.equals(words.blocked);
    }

    @Override
    public int hashCode() {
        return blocked.hashCode();
    }

    /** All words: the identity of a build's settings. */
    @Override
    public String toString() {
        return "BlockedWords" + blocked;
    }
}
