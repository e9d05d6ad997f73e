package dev.cloze.corpora.clean;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Text that was decoded wrongly: UTF-8 that was read as windows-1252 or Latin-1 ("cafÃ©", "itâ€™s") is read again, once
 * or several times, but only where it cannot be meant (in the spirit of Speer 2019, "ftfy"): a sequence of characters
 * that is valid UTF-8 is repaired if another follows it, or if it is alone and its first character is one that such
 * text begins with and its second not punctuation that could follow a word. Controls U+0080 to U+009F that
 * windows-1252 has a character for become that character, lone surrogates U+FFFD. A document of which too much could
 * not be decoded is removed.
 *
 * @param mostReplacementCharacters the greatest share of U+FFFD among the characters, 0.005: one in 200
 */
public record EncodingRepair(double mostReplacementCharacters) implements Stage {
    public static final EncodingRepair DEFAULT = new EncodingRepair(0.005);

    /** The byte that windows-1252 or Latin-1 has for a character, and the character that windows-1252 has for a byte. */
    private static final short[] BYTE_OF = new short[1 << Character.SIZE];

    private static final char[] CHAR_OF = new char[0x100];

    static {
        Charset windows = Charset.forName("windows-1252");
        Arrays.fill(BYTE_OF, (short) -1);
        for (int each = 0x80; each < 0x100; each++) {
            char mapped =
                    windows.decode(ByteBuffer.wrap(new byte[] {(byte) each})).charAt(0);
            CHAR_OF[each] = mapped == '\ufffd' ? (char) each : mapped;
            BYTE_OF[each] = (short) each;
            BYTE_OF[CHAR_OF[each]] = (short) each;
        }
    }

    public EncodingRepair {
        Check.share("mostReplacementCharacters", mostReplacementCharacters);
    }

    @Override
    public String name() {
        return "repair";
    }

    @Override
    public Outcome apply(TextIndex text) {
        if (!text.has(CharClass.HIGH)) {
            return text.kept();
        }
        Findings findings = new Findings();
        String before = text.text();
        String after = reread(before, findings);
        while (!after.equals(before)) {
            before = after;
            after = reread(before, findings);
        }
        after = singles(after, findings);
        long replacements = after.chars().filter(unit -> unit == '\ufffd').count();
        if (replacements > mostReplacementCharacters * after.length()) {
            return findings.remove(
                    "repair.replacement-characters",
                    "a share of at most " + mostReplacementCharacters,
                    String.format(Locale.ROOT, "%.4f", (double) replacements / after.length()),
                    Sample.around(after, after.indexOf('\ufffd'), after.indexOf('\ufffd') + 1));
        }
        return after.equals(text.text()) ? text.kept() : findings.keep(name(), text.text(), after);
    }

    /** One reading of all sequences that can only be UTF-8; each makes the text shorter. */
    private static String reread(String text, Findings findings) {
        StringBuilder out = null;
        int copied = 0;
        int at = 0;
        while (at < text.length()) {
            int length = text.charAt(at) < 0xc2 ? 0 : sequence(text, at);
            if (length == 0) {
                at++;
                continue;
            }
            int end = at + length;
            int count = 1;
            for (int more = sequence(text, end); more > 0; more = sequence(text, end)) {
                end += more;
                count++;
            }
            if (count > 1 || isPlain(text, at, length)) {
                out = out == null ? new StringBuilder(text.length()) : out;
                findings.add("repair.mojibake", text, at, end);
                out.append(text, copied, at).append(decoded(text, at, end));
                copied = end;
            }
            at = end;
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /** The length of the characters from a place on whose bytes are one character of UTF-8 beyond ASCII; 0 if none. */
    private static int sequence(String text, int at) {
        if (at >= text.length()) {
            return 0;
        }
        int first = BYTE_OF[text.charAt(at)];
        if (first < 0xc2 || first > 0xf4 || text.charAt(at) > 0xff) {
            return 0;
        }
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (at + length > text.length()) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            int next = BYTE_OF[text.charAt(at + i)];
            if (next < 0x80 || next > 0xbf) {
                return 0;
            }
        }
        int second = BYTE_OF[text.charAt(at + 1)];
        boolean outside = (first == 0xe0 && second < 0xa0)
                || (first == 0xed && second > 0x9f)
                || (first == 0xf0 && second < 0x90)
                || (first == 0xf4 && second > 0x8f);
        return outside ? 0 : length;
    }

    /** Whether a sequence that stands alone can only be UTF-8. */
    private static boolean isPlain(String text, int at, int length) {
        int first = BYTE_OF[text.charAt(at)];
        boolean mayFollowWord = isPunctuation(BYTE_OF[text.charAt(at + 1)]);
        boolean afterCapital = at > 0 && (Character.isUpperCase(text.charAt(at - 1)) || isQuote(text.charAt(at - 1)));
        return switch (first) {
            case 0xc2, 0xc3 -> !(mayFollowWord && afterCapital); // Â and Ã: Latin-1's own upper half
            case 0xc4, 0xc5 -> !mayFollowWord; // Ä and Å: Latin Extended-A
            case 0xe2 -> !mayFollowWord; // â: quotation marks, dashes and symbols
            case 0xef -> BYTE_OF[text.charAt(at + 1)] >= 0xac; // ï: ligatures, byte-order mark, full-width forms
            default -> length == 4; // ð: emoji
        };
    }

    /** Ellipsis, quotation marks, dashes, trade mark and no-break space, which stand after words. */
    private static boolean isPunctuation(int value) {
        return value == 0x85
                || (value >= 0x91 && value <= 0x97)
                || value == 0x99
                || value == 0x9b
                || value == 0xa0
                || value == 0xab
                || value == 0xbb;
    }

    private static boolean isQuote(char unit) {
        return "«“„‘\"'(".indexOf(unit) >= 0;
    }

    private static String decoded(String text, int start, int end) {
        byte[] bytes = new byte[end - start];
        for (int i = start; i < end; i++) {
            bytes[i - start] = (byte) BYTE_OF[text.charAt(i)];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String singles(String text, Findings findings) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(unit)) {
                findings.add("repair.surrogate", text, i, i + 1);
                out = out == null ? new StringBuilder(text) : out;
                out.setCharAt(i, '\ufffd');
            } else if (unit >= 0x80 && unit < 0xa0 && unit != 0x85 && CHAR_OF[unit] != unit) {
                findings.add("repair.control", text, i, i + 1);
                out = out == null ? new StringBuilder(text) : out;
                out.setCharAt(i, CHAR_OF[unit]);
            }
        }
        return out == null ? text : out.toString();
    }
}
