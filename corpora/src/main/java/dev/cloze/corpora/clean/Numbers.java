package dev.cloze.corpora.clean;

import dev.cloze.corpora.clean.PersonalData.Kind;
import dev.cloze.corpora.clean.PersonalData.Span;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds what begins with digits: Internet addresses, payment cards and telephone numbers. */
final class Numbers {
    private static final int MOST_GROUPS = 8;
    private static final int MOST_GROUP_DIGITS = 19;

    private Numbers() {}

    static boolean isDigit(char unit) {
        return unit >= '0' && unit <= '9';
    }

    static void find(String text, List<Span> found) {
        int at = 0;
        while (at < text.length()) {
            if (!isDigit(text.charAt(at))) {
                at++;
                continue;
            }
            Optional<Span> span =
                    at > 0 && Character.isLetterOrDigit(text.charAt(at - 1)) ? Optional.empty() : at(text, at);
            if (span.isPresent()) {
                found.add(span.get());
                at = span.get().end();
            } else {
                while (at < text.length() && isDigit(text.charAt(at))) {
                    at++;
                }
            }
        }
    }

    private static Optional<Span> at(String text, int start) {
        OptionalInt address = InternetAddresses.endOfShort(text, start);
        if (address.isPresent()) {
            return Optional.of(new Span(Kind.ADDRESS, start, address.getAsInt()));
        }
        Groups groups = Groups.at(text, start);
        for (int count = groups.count(); count > 0; count--) {
            Groups first = groups.first(count);
            if (first.isCard()) {
                return Optional.of(new Span(Kind.CARD, start, first.end()));
            }
        }
        // The longest run of groups that is a telephone number; more may be the extension or the next column.
        for (int count = groups.count(); count > 0; count--) {
            Groups first = groups.first(count);
            int phoneStart = first.phoneStart();
            if (phoneStart >= 0) {
                return Optional.of(new Span(Kind.PHONE, phoneStart, first.end()));
            }
        }
        return Optional.empty();
    }

    /**
     * Groups of digits that separators of one or two characters part.
     *
     * @param starts where each begins
     * @param ends where each ends
     */
    @SuppressWarnings("ArrayRecordComponent") // lives for one look at one number
    private record Groups(String text, int[] starts, int[] ends, int count) {
        static Groups at(String text, int start) {
            int[] starts = new int[MOST_GROUPS];
            int[] ends = new int[MOST_GROUPS];
            int count = 0;
            int at = start;
            while (count < MOST_GROUPS) {
                int end = at;
                while (end < text.length() && isDigit(text.charAt(end)) && end - at <= MOST_GROUP_DIGITS) {
                    end++;
                }
                starts[count] = at;
                ends[count++] = end;
                int next = end;
                while (next < text.length() && next - end < 2 && " -./()".indexOf(text.charAt(next)) >= 0) {
                    next++;
                }
                if (next == end || next >= text.length() || !isDigit(text.charAt(next))) {
                    break;
                }
                at = next;
            }
            return new Groups(text, starts, ends, count);
        }

        Groups first(int groups) {
            return new Groups(text, starts, ends, groups);
        }

        int end() {
            return ends[count - 1];
        }

        private int length(int group) {
            return ends[group] - starts[group];
        }

        private String digits() {
            StringBuilder digits = new StringBuilder();
            for (int group = 0; group < count; group++) {
                digits.append(text, starts[group], ends[group]);
            }
            return digits.toString();
        }

        private String separator(int afterGroup) {
            return text.substring(ends[afterGroup], starts[afterGroup + 1]);
        }

        private boolean isFollowedBy(String units) {
            return end() < text.length() && units.indexOf(text.charAt(end())) >= 0;
        }

        /** Whether the number breaks off inside a word or a longer number. */
        private boolean goesOn() {
            if (end() >= text.length()) {
                return false;
            }
            boolean digitFollows = end() + 1 < text.length() && isDigit(text.charAt(end() + 1));
            return Character.isLetterOrDigit(text.charAt(end())) || (isFollowedBy(".-,/") && digitFollows);
        }

        private boolean isPrecededBy(String units) {
            return starts[0] > 0 && units.indexOf(text.charAt(starts[0] - 1)) >= 0;
        }

        boolean isCard() {
            if (goesOn() || isPrecededBy(".-,") || !isGroupedAsCard()) {
                return false;
            }
            String digits = digits();
            return isIssued(digits) && luhn(digits);
        }

        private boolean isGroupedAsCard() {
            if (count == 1) {
                return length(0) >= 13 && length(0) <= 19;
            }
            for (int group = 0; group + 1 < count; group++) {
                String separator = separator(group);
                if ((!separator.equals(" ") && !separator.equals("-")) || !separator.equals(separator(0))) {
                    return false;
                }
            }
            if (count == 3) {
                return length(0) == 4 && length(1) == 6 && (length(2) == 5 || length(2) == 4);
            }
            return count >= 4
                    && count <= 5
                    && length(0) == 4
                    && length(1) == 4
                    && length(2) == 4
                    && length(3) == 4
                    && (count == 4 || length(4) <= 3);
        }

        /** Whether an issuer's numbers begin so and are as long (ISO/IEC 7812). */
        private static boolean isIssued(String digits) {
            int four = Integer.parseInt(digits.substring(0, 4));
            int two = four / 100;
            int length = digits.length();
            return (two / 10 == 4 && (length == 13 || length == 16 || length == 19))
                    || (((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) && length == 16)
                    || ((two == 34 || two == 37) && length == 15)
                    || ((two == 36 || two == 38 || two == 30) && length == 14)
                    || (two == 35 && length >= 16)
                    || (two / 10 == 6 && length >= 16);
        }

        /** The check digit of ISO/IEC 7812-1, annex B. */
        private static boolean luhn(String digits) {
            int sum = 0;
            for (int i = 0; i < digits.length(); i++) {
                int digit = digits.charAt(digits.length() - 1 - i) - '0';
                int doubled = 2 * digit;
                sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
            }
            return sum % 10 == 0;
        }

        /** Where the telephone number begins that these groups are, or -1 if they are none. */
        int phoneStart() {
            if (goesOn()) {
                return -1;
            }
            if (isPrecededBy("+")) {
                return isInternational() ? starts[0] - 1 : -1;
            }
            if (isNorthAmerican()) {
                return isPrecededBy("(") && separator(0).startsWith(")") ? starts[0] - 1 : starts[0];
            }
            return isNational() ? starts[0] : -1;
        }

        private boolean isInternational() {
            int digits = digits().length();
            boolean partOfWord = starts[0] > 1
                    && (Character.isLetterOrDigit(text.charAt(starts[0] - 2)) || text.charAt(starts[0] - 2) == '+');
            return text.charAt(starts[0]) != '0'
                    && digits >= 8
                    && digits <= 15
                    && (length(0) <= 3 || (count == 1 && digits >= 10))
                    && !partOfWord
                    && !isAmount();
        }

        /** Whether the groups after the first are thousands. */
        private boolean isAmount() {
            if (count < 2) {
                return false;
            }
            for (int group = 1; group < count; group++) {
                if (length(group) != 3 || !separator(group - 1).equals(".")) {
                    return false;
                }
            }
            return true;
        }

        /** Ten digits as (201) 555-0123, 201-555-0123 or 201.555.0123, with 1- before them or not. */
        private boolean isNorthAmerican() {
            int area = count == 4 && length(0) == 1 && text.charAt(starts[0]) == '1' ? 1 : 0;
            if (count != area + 3 || length(area) != 3 || length(area + 1) != 3 || length(area + 2) != 4) {
                return false;
            }
            boolean inRange = text.charAt(starts[area]) >= '2' && text.charAt(starts[area + 1]) >= '2';
            String first = separator(area);
            String second = separator(area + 1);
            boolean bracket = area == 0 && isPrecededBy("(") && first.startsWith(")") && !second.startsWith("(");
            boolean marked = first.equals(second) && (first.equals("-") || first.equals("."));
            boolean begun = isPrecededBy("-.,/");
            return inRange && !begun && (bracket || marked);
        }

        /** 9 to 11 digits that begin with one 0, parted by one kind of separator; a slash may part the first group. */
        private boolean isNational() {
            int digits = digits().length();
            if (count < 2
                    || digits < 9
                    || digits > 11
                    || text.charAt(starts[0]) != '0'
                    || text.charAt(starts[0] + 1) == '0'
                    || length(0) < 2
                    || length(0) > 5
                    || isPrecededBy("-.,/:")) {
                return false;
            }
            for (int group = 1; group < count; group++) {
                String separator = separator(group - 1);
                boolean slashAfterArea = group == 1 && separator.equals("/") && length(1) >= 3;
                boolean same = group < 2 || separator.equals(separator(1)) || separator.equals(separator(0));
                if (length(group) < 2
                        || (!slashAfterArea && !separator.equals(" ") && !separator.equals("-"))
                        || !same) {
                    return false;
                }
            }
            return true;
        }
    }
}
