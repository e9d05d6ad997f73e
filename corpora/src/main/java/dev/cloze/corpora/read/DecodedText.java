package dev.cloze.corpora.read;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes as text: by their byte order mark, else by the charset that was declared if they are well-formed in it, else as
 * UTF-8 if they are that, else by ICU's guess, malformed bytes replaced by U+FFFD and counted. A byte order mark is
 * dropped.
 *
 * @param charset the charset's usual name
 * @param malformed malformed places that were replaced
 * @param firstMalformed the offset of the first, if there is one
 */
record DecodedText(String text, String charset, Decision decision, long malformed, long firstMalformed) {
    /** What decided on the charset. */
    enum Decision {
        MARK("byte order mark"),
        DECLARED("declared"),
        WELL_FORMED("well-formed"),
        DETECTED("detected");

        private final String words;

        Decision(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** Names that stand for a wider charset in practice (WHATWG Encoding Standard, and East Asian mail). */
    private static final Map<String, String> WIDER = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("iso-8859-11", "x-windows-874"),
            Map.entry("tis-620", "x-windows-874"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("gb_2312-80", "GB18030"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("shift-jis", "windows-31j"),
            Map.entry("sjis", "windows-31j"),
            Map.entry("x-sjis", "windows-31j"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            // A page that says so in bytes that can be read is not what it says.
            Map.entry("utf-16", "UTF-8"),
            Map.entry("utf-16le", "UTF-8"),
            Map.entry("utf-16be", "UTF-8"));

    private static final int DETECTED_BYTES = 8_000;
    private static final int CONTEXT_BYTES = 200;
    private static final int SURE_CONFIDENCE = 25;
    private static final Charset LAST_RESORT = Charset.forName("windows-1252");

    /** Text of which nothing is known. */
    static DecodedText of(byte[] bytes) {
        return of(bytes, Optional.empty());
    }

    /**
     * Text whose charset may have been declared.
     *
     * @param declared a name, which may be wrong, unknown or none
     */
    static DecodedText of(byte[] bytes, Optional<String> declared) {
        Optional<Mark> mark = Mark.of(bytes, bytes.length);
        if (mark.isPresent()) {
            return replaced(bytes, mark.get().length(), mark.get().charset(), Decision.MARK);
        }
        Optional<Charset> known = declared.flatMap(DecodedText::charset);
        if (known.isPresent() && !known.get().equals(StandardCharsets.UTF_8)) {
            Optional<String> text = strict(bytes, known.get());
            if (text.isPresent()) {
                return new DecodedText(text.get(), known.get().name(), Decision.DECLARED, 0, 0);
            }
        }
        Optional<String> utf8 = strictUtf8(bytes);
        if (utf8.isPresent()) {
            return new DecodedText(
                    utf8.get(), "UTF-8", known.isPresent() ? Decision.DECLARED : Decision.WELL_FORMED, 0, 0);
        }
        return detected(bytes, declared);
    }

    private static DecodedText detected(byte[] bytes, Optional<String> declared) {
        // A few wrong bytes in much UTF-8 are wrong bytes; the guess below looks at a part only.
        DecodedText utf8 = replaced(bytes, 0, StandardCharsets.UTF_8, Decision.DETECTED);
        if (utf8.isMostlyWellFormedUtf8()) {
            return utf8;
        }
        CharsetDetector detector = new CharsetDetector();
        detector.enableInputFilter(true);
        declared.ifPresent(detector::setDeclaredEncoding);
        detector.setText(sample(bytes));
        for (CharsetMatch match : detector.detectAll()) {
            Optional<Charset> charset = charset(match.getName());
            if (charset.isPresent() && match.getConfidence() >= SURE_CONFIDENCE) {
                return replaced(bytes, 0, charset.get(), Decision.DETECTED);
            }
        }
        return replaced(bytes, 0, LAST_RESORT, Decision.DETECTED);
    }

    /** Whether characters beyond ASCII that are well-formed outnumber the malformed places by far. */
    private boolean isMostlyWellFormedUtf8() {
        long beyondAscii = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit >= 0x80 && unit != '\uFFFD') {
                beyondAscii++;
            }
        }
        return beyondAscii >= 10 * malformed;
    }

    /** A part with bytes beyond ASCII: the guess is made from its first bytes only. */
    private static byte[] sample(byte[] bytes) {
        int first = 0;
        while (first < bytes.length && bytes[first] >= 0) {
            first++;
        }
        int from = Math.max(0, Math.min(first - CONTEXT_BYTES, bytes.length - DETECTED_BYTES));
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + DETECTED_BYTES));
    }

    /** The charset of a name that may be wrong, in its wider form. */
    static Optional<Charset> charset(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT);
        try {
            return Optional.of(Charset.forName(WIDER.getOrDefault(plain, plain)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // an empty name
        }
    }

    static Optional<String> strictUtf8(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // The fast way replaces; only where it may have done so is the slow way taken.
        return text.indexOf('\uFFFD') < 0 ? Optional.of(text) : strict(bytes, StandardCharsets.UTF_8);
    }

    private static Optional<String> strict(byte[] bytes, Charset charset) {
        try {
            return Optional.of(charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static DecodedText replaced(byte[] bytes, int from, Charset charset, Decision decision) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        CharBuffer out =
                CharBuffer.allocate((int) Math.ceil((bytes.length - from) * (double) decoder.maxCharsPerByte()) + 16);
        long malformed = 0;
        long first = 0;
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) {
                break;
            }
            if (result.isError()) {
                first = malformed == 0 ? in.position() : first;
                malformed++;
                in.position(in.position() + Math.min(result.length(), in.remaining()));
            }
            if (result.isError() && out.hasRemaining()) {
                out.put('\uFFFD');
            } else {
                CharBuffer larger = CharBuffer.allocate(2 * out.capacity());
                larger.put(out.flip());
                out = larger;
                if (result.isError()) {
                    out.put('\uFFFD');
                }
            }
        }
        if (decoder.flush(out).isOverflow()) {
            CharBuffer larger = CharBuffer.allocate(out.capacity() + 64);
            larger.put(out.flip());
            out = larger;
            decoder.flush(out);
        }
        return new DecodedText(out.flip().toString(), charset.name(), decision, malformed, first);
    }

    /** A byte order mark at the beginning of bytes. */
    record Mark(Charset charset, int length) {
        static Optional<Mark> of(byte[] head, int headBytes) {
            int b0 = headBytes > 0 ? head[0] & 0xff : -1;
            int b1 = headBytes > 1 ? head[1] & 0xff : -1;
            int b2 = headBytes > 2 ? head[2] & 0xff : -1;
            int b3 = headBytes > 3 ? head[3] & 0xff : -1;
            if (b0 == 0xef && b1 == 0xbb && b2 == 0xbf) {
                return Optional.of(new Mark(StandardCharsets.UTF_8, 3));
            }
            if (b0 == 0xff && b1 == 0xfe && b2 == 0 && b3 == 0) {
                return Optional.of(new Mark(Charset.forName("UTF-32LE"), 4));
            }
            if (b0 == 0 && b1 == 0 && b2 == 0xfe && b3 == 0xff) {
                return Optional.of(new Mark(Charset.forName("UTF-32BE"), 4));
            }
            if (b0 == 0xff && b1 == 0xfe) {
                return Optional.of(new Mark(StandardCharsets.UTF_16LE, 2));
            }
            if (b0 == 0xfe && b1 == 0xff) {
                return Optional.of(new Mark(StandardCharsets.UTF_16BE, 2));
            }
            return Optional.empty();
        }
    }
}
