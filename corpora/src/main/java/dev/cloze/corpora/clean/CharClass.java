package dev.cloze.corpora.clean;

/** What the rules ask about a UTF-16 unit, as bits of one table, so that one pass over a text answers all of them. */
final class CharClass {
    /** White space as Unicode's White_Space has it, with the separators U+001C to U+001F. */
    static final int SPACE = 1;

    static final int LETTER = 1 << 1;

    /** A number or mark: with letters, what makes a word more than a symbol. */
    static final int NUMBER_OR_MARK = 1 << 2;

    static final int SURROGATE = 1 << 3;

    /** Not ASCII. */
    static final int HIGH = 1 << 4;

    /** U+FFFD, which stands where a byte could not be decoded. */
    static final int REPLACEMENT = 1 << 5;

    /** From U+0300 on; all before are in NFC wherever they stand. */
    static final int MAY_COMPOSE = 1 << 6;

    /** One of {@code < & @}. */
    static final int MARKUP = 1 << 7;

    static final int AT = 1 << 8;
    static final int COLON = 1 << 9;
    static final int DIGIT = 1 << 10;

    /** Invisible and without use in a text: controls, soft hyphens, directional and zero-width formats, non-characters. */
    static final int DROPPED = 1 << 11;

    /** Ends a line, other than a line feed. */
    static final int ODD_LINE_END = 1 << 12;

    /** White space inside a line, other than a space. */
    static final int ODD_SPACE = 1 << 13;

    private static final int EXTRA_BYTES_SHIFT = 14;
    private static final char[] OF = table();

    private CharClass() {}

    static int of(char unit) {
        return OF[unit];
    }

    /** The bytes beyond the first that the unit takes in UTF-8; a surrogate is half of four. */
    static int extraBytes(int charClass) {
        return charClass >>> EXTRA_BYTES_SHIFT;
    }

    private static char[] table() {
        char[] table = new char[1 << Character.SIZE];
        for (int unit = 0; unit < table.length; unit++) {
            int extra = unit < 0x80 ? 0 : unit < 0x800 || Character.isSurrogate((char) unit) ? 1 : 2;
            table[unit] = (char) (flags((char) unit) | (extra << EXTRA_BYTES_SHIFT));
        }
        return table;
    }

    private static int flags(char unit) {
        return bit(isSpace(unit), SPACE)
                | bit(Character.isLetter(unit), LETTER)
                | bit(isNumberOrMark(unit), NUMBER_OR_MARK)
                | bit(Character.isSurrogate(unit), SURROGATE)
                | bit(unit >= 0x80, HIGH)
                | bit(unit == '\ufffd', REPLACEMENT)
                | bit(unit >= 0x300, MAY_COMPOSE)
                | bit(unit == '<' || unit == '&', MARKUP)
                | bit(unit == '@', AT)
                | bit(unit == ':', COLON)
                | bit(unit >= '0' && unit <= '9', DIGIT)
                | bit(isDropped(unit), DROPPED)
                | bit(isOddLineEnd(unit), ODD_LINE_END)
                | bit(isSpace(unit) && unit != ' ' && unit != '\n' && !isOddLineEnd(unit), ODD_SPACE);
    }

    private static int bit(boolean is, int bit) {
        return is ? bit : 0;
    }

    private static boolean isSpace(char unit) {
        return Character.isWhitespace(unit) || Character.isSpaceChar(unit) || unit == '\u0085';
    }

    private static boolean isNumberOrMark(char unit) {
        return switch (Character.getType(unit)) {
            case Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isOddLineEnd(char unit) {
        return unit == '\r'
                || unit == '\u000b'
                || unit == '\f'
                || unit == '\u0085'
                || unit == '\u2028'
                || unit == '\u2029';
    }

    private static boolean isDropped(char unit) {
        return (Character.isISOControl(unit) && !isSpace(unit))
                || unit == '\u00ad'
                || unit == '\u200b'
                || unit == '\u200e'
                || unit == '\u200f'
                || (unit >= '\u202a' && unit <= '\u202e')
                || (unit >= '\u2060' && unit <= '\u206f')
                || unit == '\ufeff'
                || (unit >= '\ufff9' && unit <= '\ufffb')
                || (unit >= '\ufdd0' && unit <= '\ufdef')
                || unit >= '\ufffe';
    }
}
