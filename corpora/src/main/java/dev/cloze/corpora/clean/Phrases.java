package dev.cloze.corpora.clean;

import java.util.List;
import java.util.Locale;

/** Phrases that are looked for in any case, by their ASCII letters. */
final class Phrases {
    private final char[][] phrases;
    private final boolean[] begins = new boolean[0x80];

    Phrases(List<String> phrases) {
        this.phrases = phrases.stream()
                .map(each -> each.toLowerCase(Locale.ROOT).toCharArray())
                .toArray(char[][]::new);
        for (char[] each : this.phrases) {
            begins[each[0]] = true;
        }
    }

    /** Whether one of the phrases stands between two places. */
    boolean isIn(char[] chars, int start, int end) {
        for (int at = start; at < end; at++) {
            char first = lower(chars[at]);
            if (first < 0x80 && begins[first] && beginsAt(chars, at, end)) {
                return true;
            }
        }
        return false;
    }

    private boolean beginsAt(char[] chars, int at, int end) {
        for (char[] phrase : phrases) {
            int matched = 0;
            while (matched < phrase.length && at + matched < end && lower(chars[at + matched]) == phrase[matched]) {
                matched++;
            }
            if (matched == phrase.length) {
                return true;
            }
        }
        return false;
    }

    private static char lower(char unit) {
        return unit >= 'A' && unit <= 'Z' ? (char) (unit + ('a' - 'A')) : unit;
    }
}
