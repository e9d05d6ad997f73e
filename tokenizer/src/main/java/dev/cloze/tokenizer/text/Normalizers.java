package dev.cloze.tokenizer.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The normalizers of the reference beside {@link NormalForm}, as its {@code tokenizer.json} names them. */
public final class Normalizers {
    /** Leaves every text as it is. */
    public static final Normalizer NONE = new Normalizer() {
        @Override
        public AlignedText normalize(AlignedText text) {
            return text;
        }

        @Override
        public String normalize(String text) {
            return text;
        }

        @Override
        public boolean leaves(char[] text, int from, int to) {
            return true;
        }
    };

    private static final int DOT_ABOVE = 0x307;

    private Normalizers() {}

    /** Lower case code point by code point: no final sigma. */
    public static Normalizer lowercase() {
        return Normalizers::lowered;
    }

    private static AlignedText lowered(AlignedText text) {
        if (!text.any(c -> c == Characters.DOTTED_CAPITAL_I)) {
            return text.map(Characters::toLower);
        }
        AlignedText lowered = new AlignedText(text.length());
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePoint(i);
            lowered.append(Characters.toLower(c), text, i);
            if (c == Characters.DOTTED_CAPITAL_I) {
                lowered.append(DOT_ABOVE, text, i);
            }
        }
        return lowered;
    }

    /** Drops combining marks. Letters with an accent stay: that would need {@link NormalForm#NFD} before it. */
    public static Normalizer stripAccents() {
        return text -> text.filter(c -> !Characters.is(c, Characters.ACCENT));
    }

    /** Drops white space at the ends. */
    public static Normalizer strip(boolean left, boolean right) {
        return text -> {
            int from = 0;
            while (left && from < text.length() && Characters.isWhite(text.codePoint(from))) {
                from++;
            }
            int to = text.length();
            while (right && to > from && Characters.isWhite(text.codePoint(to - 1))) {
                to--;
            }
            return text.part(from, to);
        };
    }

    /** Puts a text before every text that is not empty. */
    public static Normalizer prepend(String prefix) {
        return text -> {
            if (text.length() == 0) {
                return text;
            }
            AlignedText longer = new AlignedText(text.length() + prefix.length());
            prefix.codePoints().forEach(c -> longer.append(c, text, 0));
            for (int i = 0; i < text.length(); i++) {
                longer.append(text.codePoint(i), text, i);
            }
            return longer;
        };
    }

    /** Puts a text in the place of each match. The new text stands for what the last character of the match did. */
    public static Normalizer replace(Pattern pattern, String content) {
        return text -> {
            String plain = text.toString();
            Matcher matches = pattern.matcher(plain);
            if (!matches.find()) {
                return text;
            }
            AlignedText replaced = new AlignedText(text.length());
            int copied = 0;
            int at = 0;
            do {
                int from = at + plain.codePointCount(copied, matches.start());
                int to = from + plain.codePointCount(matches.start(), matches.end());
                for (int i = at; i < from; i++) {
                    replaced.append(text.codePoint(i), text, i);
                }
                content.codePoints().forEach(c -> replaced.append(c, text, to - 1));
                at = to;
                copied = matches.end();
            } while (matches.find());
            for (int i = at; i < text.length(); i++) {
                replaced.append(text.codePoint(i), text, i);
            }
            return replaced;
        };
    }

    /** The first clean-up of machine translation at Google ("Nmt"): controls go, many kinds of space become a space. */
    public static Normalizer nmt() {
        return text -> text.filter(c -> !Characters.is(c, Characters.NMT_REMOVED))
                .map(c -> Characters.is(c, Characters.NMT_SPACE) ? ' ' : c);
    }

    /**
     * BERT's normalizer.
     *
     * @param clean whether controls go and white space becomes spaces
     * @param ideographsApart whether spaces are put around each Chinese character
     * @param stripAccents whether characters are decomposed and lose their accents
     * @param lowerCase whether letters are put into lower case
     */
    public static Normalizer bert(boolean clean, boolean ideographsApart, boolean stripAccents, boolean lowerCase) {
        return new OneByOne(text -> {
            AlignedText changed = text;
            if (clean) {
                changed = changed.filter(c -> !Characters.isRemoved(c)).map(c -> Characters.isSpace(c) ? ' ' : c);
            }
            if (ideographsApart) {
                changed = ideographsApart(changed);
            }
            if (stripAccents) {
                changed = NormalForm.NFD.normalize(changed).filter(c -> !Characters.isMark(c));
            }
            return lowerCase ? lowered(changed) : changed;
        });
    }

    private static AlignedText ideographsApart(AlignedText text) {
        if (!text.any(Characters::isIdeograph)) {
            return text;
        }
        AlignedText apart = new AlignedText(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean ideograph = Characters.isIdeograph(text.codePoint(i));
            if (ideograph) {
                apart.append(' ', text, i);
            }
            apart.append(text.codePoint(i), text, i);
            if (ideograph) {
                apart.append(' ', text, i);
            }
        }
        return apart;
    }

    /** Spells each character in the {@link ByteAlphabet}; its bytes stand for what it stood for. */
    public static Normalizer spellBytes() {
        return text -> {
            AlignedText spelt = new AlignedText(text.length() * 2);
            for (int i = 0; i < text.length(); i++) {
                int c = text.codePoint(i);
                if (c < 0x80) {
                    spelt.append(ByteAlphabet.character(c), text, i);
                    continue;
                }
                int further = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
                // As many leading ones as there are bytes, then the upper bits; and six bits in each further byte.
                spelt.append(ByteAlphabet.character((0xF00 >>> (further + 1)) | (c >>> (6 * further))), text, i);
                for (int shift = 6 * (further - 1); shift >= 0; shift -= 6) {
                    spelt.append(ByteAlphabet.character(0x80 | ((c >>> shift) & 0x3F)), text, i);
                }
            }
            return spelt;
        };
    }

    /**
     * Writes spaces as a visible character and puts it before a text that does not begin with one, as SentencePiece does.
     *
     * @param mark what stands for a space
     * @param prefixed whether it is put before the text
     */
    public static Normalizer markSpaces(char mark, boolean prefixed) {
        Normalizer prefix = prepend(Character.toString(mark));
        return text -> {
            AlignedText marked = text.map(c -> c == ' ' ? mark : c);
            return prefixed && marked.length() > 0 && marked.codePoint(0) != mark ? prefix.normalize(marked) : marked;
        };
    }

    /** One after the other. */
    public static Normalizer sequence(List<Normalizer> normalizers) {
        List<Normalizer> parts = List.copyOf(normalizers);
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return new Normalizer() {
            @Override
            public AlignedText normalize(AlignedText text) {
                AlignedText changed = text;
                for (Normalizer part : parts) {
                    changed = part.normalize(changed);
                }
                return changed;
            }

            @Override
            public String normalize(String text) {
                String changed = text;
                for (Normalizer part : parts) {
                    changed = part.normalize(changed);
                }
                return changed;
            }

            @Override
            public boolean leaves(char[] text, int from, int to) {
                return parts.stream().allMatch(part -> part.leaves(text, from, to));
            }
        };
    }
}
