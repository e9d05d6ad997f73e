package dev.cloze.corpora.clean;

import dev.cloze.corpora.clean.PersonalData.Kind;
import dev.cloze.corpora.clean.PersonalData.Span;
import java.util.List;

/** Finds e-mail addresses: the unquoted local parts of RFC 5322, and domain names with a last label of letters. */
final class Emails {
    /** The longest local part and the longest domain (RFC 5321, section 4.5.3.1). */
    private static final int MOST_LOCAL_CHARS = 64;

    private static final int MOST_DOMAIN_CHARS = 255;

    private Emails() {}

    static void find(String text, List<Span> found) {
        int free = 0;
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int start = localStart(text, Math.max(free, at - MOST_LOCAL_CHARS), at);
            int end = domainEnd(text, at + 1);
            if (start < at && end > 0) {
                found.add(new Span(Kind.EMAIL, start, end));
                free = end;
            }
        }
    }

    private static int localStart(String text, int least, int at) {
        int start = at;
        while (start > least && isLocal(text.charAt(start - 1))) {
            start--;
        }
        while (start < at && !isNameChar(text.charAt(start))) {
            start++;
        }
        return text.charAt(at == 0 ? 0 : at - 1) == '.' ? at : start;
    }

    private static boolean isLocal(char unit) {
        return isNameChar(unit) || "._%+-!#$&'*/=?^`{|}~".indexOf(unit) >= 0;
    }

    private static boolean isNameChar(char unit) {
        return unit < 0x80 ? Character.isLetterOrDigit(unit) : Character.isLetter(unit);
    }

    /** The place after the domain, or -1 if what stands there is none. */
    private static int domainEnd(String text, int start) {
        int end = -1;
        int label = start;
        int most = Math.min(text.length(), start + MOST_DOMAIN_CHARS);
        for (int at = start; at <= most; at++) {
            if (at < most && (isNameChar(text.charAt(at)) || (text.charAt(at) == '-' && at > label))) {
                continue;
            }
            if (at == label) {
                return end;
            }
            if (label > start && isTopLabel(text, label, at)) {
                end = at;
            }
            if (at == most || text.charAt(at) != '.') {
                return end;
            }
            label = at + 1;
        }
        return end;
    }

    private static boolean isTopLabel(String text, int start, int end) {
        if (end - start < 2) {
            return false;
        }
        for (int at = start; at < end; at++) {
            if (!Character.isLetter(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }
}
