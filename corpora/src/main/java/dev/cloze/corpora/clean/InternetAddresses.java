package dev.cloze.corpora.clean;

import dev.cloze.corpora.clean.PersonalData.Kind;
import dev.cloze.corpora.clean.PersonalData.Span;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Finds public Internet addresses (RFC 791 and, in the text form of RFC 4291 section 2.2, RFC 8200). */
final class InternetAddresses {
    private static final int GROUPS = 8;
    private static final int MOST_LONG_CHARS = 39;

    /** Words after which four numbers are not an address. */
    private static final List<String> NUMBERED =
            List.of("v", "ver", "version", "versions", "release", "build", "section", "chapter", "figure", "table");

    private InternetAddresses() {}

    /** Finds addresses of version 6. */
    static void findLong(String text, List<Span> found) {
        for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
            int start = colon;
            while (start > 0 && colon - start < 5 && isHexadecimal(text.charAt(start - 1))) {
                start--;
            }
            int end = colon;
            while (end < text.length()
                    && end - start <= MOST_LONG_CHARS
                    && (isHexadecimal(text.charAt(end)) || text.charAt(end) == ':')) {
                end++;
            }
            boolean stops = end - start <= MOST_LONG_CHARS && !isWordAt(text, end);
            if (text.charAt(end - 1) == ':' && end - start > 2 && text.charAt(end - 2) != ':') {
                end--;
                stops = true;
            }
            if (colon - start == 4 && !isWordAt(text, start - 1) && stops && isLong(text.substring(start, end))) {
                found.add(new Span(Kind.ADDRESS, start, end));
            }
            colon = Math.max(colon, end - 1);
        }
    }

    /** Whether the text is an address of 2000::/3 that is not kept for documentation. */
    private static boolean isLong(String address) {
        if ((address.charAt(0) != '2' && address.charAt(0) != '3')
                || address.toLowerCase(Locale.ROOT).startsWith("2001:db8:")) {
            return false;
        }
        int gap = address.indexOf("::");
        if (gap >= 0 && address.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int groups = 0;
        for (String group : address.split(":", -1)) {
            if (group.length() > 4) {
                return false;
            }
            groups += group.isEmpty() ? 0 : 1;
        }
        return gap >= 0 ? groups < GROUPS : groups == GROUPS;
    }

    /** The place after an address of version 4 that begins at a digit, if there is one. */
    static OptionalInt endOfShort(String text, int start) {
        int[] numbers = new int[4];
        int at = start;
        for (int i = 0; i < numbers.length; i++) {
            if (i > 0) {
                if (at >= text.length() || text.charAt(at) != '.') {
                    return OptionalInt.empty();
                }
                at++;
            }
            int digits = at;
            while (at < text.length() && Numbers.isDigit(text.charAt(at)) && at - digits < 4) {
                numbers[i] = 10 * numbers[i] + text.charAt(at++) - '0';
            }
            boolean leadingZero = at - digits > 1 && text.charAt(digits) == '0';
            if (at == digits || at - digits > 3 || leadingZero || numbers[i] > 255) {
                return OptionalInt.empty();
            }
        }
        boolean goesOn = at < text.length()
                && (isWordAt(text, at) || (text.charAt(at) == '.' && at + 1 < text.length() && isWordAt(text, at + 1)));
        boolean begun = isWordAt(text, start - 1) || (start > 0 && ".-".indexOf(text.charAt(start - 1)) >= 0);
        return goesOn || begun || isLocal(numbers) || isNumbered(text, start)
                ? OptionalInt.empty()
                : OptionalInt.of(at);
    }

    /** Networks that name no machine of the Internet (RFC 6890), and masks of networks. */
    private static boolean isLocal(int[] n) {
        return n[0] == 0
                || n[0] == 10
                || n[0] == 127
                || n[0] >= 224
                || (n[0] == 100 && n[1] >= 64 && n[1] < 128)
                || (n[0] == 169 && n[1] == 254)
                || (n[0] == 172 && n[1] >= 16 && n[1] < 32)
                || (n[0] == 192 && n[1] == 168)
                || (n[0] == 192 && n[1] == 0 && (n[2] == 0 || n[2] == 2))
                || (n[0] == 198 && (n[1] == 18 || n[1] == 19 || (n[1] == 51 && n[2] == 100)))
                || (n[0] == 203 && n[1] == 0 && n[2] == 113);
    }

    private static boolean isNumbered(String text, int start) {
        int end = start;
        while (end > 0 && " :.#".indexOf(text.charAt(end - 1)) >= 0 && start - end < 3) {
            end--;
        }
        int word = end;
        while (word > 0 && end - word <= 10 && Character.isLetter(text.charAt(word - 1))) {
            word--;
        }
        return NUMBERED.contains(text.substring(word, end).toLowerCase(Locale.ROOT));
    }

    private static boolean isHexadecimal(char unit) {
        return unit < 0x80 && Character.digit(unit, 16) >= 0;
    }

    private static boolean isWordAt(String text, int at) {
        return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }
}
