package dev.cloze.corpora.clean;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Personal data is replaced: e-mail addresses, telephone and payment card numbers, Internet addresses. Rules keep what
 * only looks alike:
 *
 * <ul>
 *   <li>E-mail: a dotted domain whose last label is two or more letters.
 *   <li>Internet address (IPv4): four numbers up to 255 without leading zeros, not part of a longer dotted number, not
 *       after {@code v} or a word such as "version" or "section"; IPv6: in 2000::/3, whole or with one {@code ::}.
 *       Addresses of private and local networks (RFC 6890) and those kept for documentation name nobody and stay.
 *   <li>Card: 13 to 19 digits in one group or grouped as on cards, which begin as an issuer's numbers of that length do
 *       and whose check digit (Luhn) is right. One in ten of the other numbers of that form passes too.
 *   <li>Telephone: {@code +} and 8 to 15 digits in groups; North American numbers with their area code, in dashes, dots
 *       or brackets; national numbers of 9 to 11 digits that begin with 0 and are grouped. Dates, plain numbers and
 *       amounts stay; so do numbers written without any mark.
 * </ul>
 *
 * <p>Samples in the findings have letters and digits masked.
 *
 * @param email what stands in the place of an e-mail address
 * @param phone what stands in the place of a telephone number
 * @param card what stands in the place of a card number
 * @param address what stands in the place of an Internet address
 */
public record PersonalData(String email, String phone, String card, String address) implements Stage {
    public static final PersonalData DEFAULT = new PersonalData("[email]", "[phone]", "[card]", "[ip]");

    /** Where two stand without a space between them, the second is found when the first is gone. */
    private static final int MOST_ROUNDS = 8;

    /** What was found where; the order is the precedence where two overlap. */
    enum Kind {
        EMAIL("personal-data.email"),
        ADDRESS("personal-data.ip"),
        CARD("personal-data.card"),
        PHONE("personal-data.phone");

        private final String reason;

        Kind(String reason) {
            this.reason = reason;
        }
    }

    /** A place of a text that holds personal data. */
    record Span(Kind kind, int start, int end) {}

    public PersonalData {
        for (String replacement : List.of(email, phone, card, address)) {
            if (!spans(new TextIndex(replacement)).isEmpty()) {
                throw new IllegalArgumentException(
                        "replacement: expected a text that is not personal data itself, got " + replacement);
            }
        }
    }

    @Override
    public String name() {
        return "personal-data";
    }

    @Override
    public Outcome apply(TextIndex text) {
        Findings findings = new Findings();
        TextIndex now = text;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<Span> spans = spans(now);
            if (spans.isEmpty()) {
                break;
            }
            now = new TextIndex(replaced(now, spans, findings));
        }
        return now == text ? text.kept() : findings.keep(name(), text.text(), now.text());
    }

    private String replaced(TextIndex text, List<Span> spans, Findings findings) {
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        for (Span span : spans) {
            out.append(text.chars(), copied, span.start() - copied);
            String reason = span.kind().reason;
            findings.add(
                    reason,
                    span.end() - span.start(),
                    findings.isFirst(reason) ? Sample.masked(out, text.text(), span.start(), span.end()) : "");
            out.append(replacement(span.kind()));
            copied = span.end();
        }
        return out.append(text.chars(), copied, text.length() - copied).toString();
    }

    private String replacement(Kind kind) {
        return switch (kind) {
            case EMAIL -> email;
            case ADDRESS -> address;
            case CARD -> card;
            case PHONE -> phone;
        };
    }

    /** The places in their order; of two that overlap the one of the earlier kind. */
    private static List<Span> spans(TextIndex text) {
        List<Span> found = new ArrayList<>();
        if (text.has(CharClass.AT)) {
            Emails.find(text.text(), found);
        }
        if (text.has(CharClass.COLON)) {
            InternetAddresses.findLong(text.text(), found);
        }
        if (text.has(CharClass.DIGIT)) {
            Numbers.find(text.text(), found);
        }
        found.sort(Comparator.comparingInt(Span::start).thenComparing(Span::kind));
        List<Span> apart = new ArrayList<>(found.size());
        for (Span span : found) {
            Span last = apart.isEmpty() ? new Span(Kind.EMAIL, 0, 0) : apart.get(apart.size() - 1);
            if (span.start() >= last.end()) {
                apart.add(span);
            } else if (span.kind().compareTo(last.kind()) < 0) {
                apart.set(apart.size() - 1, span);
            }
        }
        return apart;
    }
}
