package dev.cloze.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SentencePiece's table and made-up ones against the native engine: text, and the place of each of its characters. */
class CharacterMapTest {
    /** Marks, a joiner, a prepended mark, Indic and Hangul letters, pictures, line ends: what clusters are made of. */
    private static final int[] PARTS = {
        'a', 'e', '\r', '\n', 0, 0xA9, 0xAE, 0x300, 0x301, 0x345, 0x5B0, 0x600, 0x605, 0x6DD, 0x70F, 0x7FD, 0x8E2,
        0x903, 0x915, 0x924, 0x937, 0x93C, 0x93E, 0x94D, 0x9CD, 0x9BE, 0xE33, 0xD4E, 0xD15, 0xD4D, 0x1100, 0x1161,
        0x11A8, 0xAC00, 0xAC01, 0x200B, 0x200C, 0x200D, 0x20E3, 0x231A, 0x2764, 0x3042, 0x3099, 0xFE0F, 0xFB01, 0x1D165,
        0x1F1E9, 0x1F1EA, 0x1F3FB, 0x1F468, 0x1F469, 0xE0020, 0xE0100, 0x110BD, 0x16D63, 0x16D67
    };

    private static final byte[] NMT_NFKC = nmtNfkc();

    private static byte[] nmtNfkc() {
        try (InputStream packed =
                CharacterMapTest.class.getResourceAsStream("/dev/cloze/tokenizer/encode/nmt_nfkc.gz")) {
            return new GZIPInputStream(packed).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Tag("slow")
    void muchRandomTextIsMappedAsTheNativeEngineDoes() {
        requireSameOfRandomText(31, 400_000);
    }

    @Test
    @Tag("slow")
    void everyCodePointIsMappedAsTheNativeEngineDoes() {
        requireSameOf(IntStream.rangeClosed(0, Character.MAX_CODE_POINT));
    }

    @Test
    void aSampleOfCodePointsIsMappedAsTheNativeEngineDoes() {
        requireSameOf(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> c < 0x400 || (c < 0x33480 ? c % 37 == 0 : c % 1013 == 0)));
    }

    private static void requireSameOf(IntStream codePoints) {
        int[] all = codePoints
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .toArray();
        List<IntFunction<String>> frames = List.of(
                Character::toString,
                c -> "ab" + Character.toString(c) + "cd",
                c -> Character.toString(c) + "\u0301",
                c -> "e" + Character.toString(c) + "\uFB01",
                c -> "\u0600" + Character.toString(c));
        try (NativeWords reference = reference(NMT_NFKC)) {
            CharacterMap map = map(NMT_NFKC);
            for (IntFunction<String> frame : frames) {
                StringBuilder many = new StringBuilder();
                for (int i = 0; i < all.length; i++) {
                    many.append(frame.apply(all[i])).append("\n.");
                    if (many.length() > 2000 || i + 1 == all.length) {
                        requireSame(map, reference, many.toString());
                        many.setLength(0);
                    }
                }
            }
        }
    }

    @Test
    void randomTextIsMappedAsTheNativeEngineDoes() {
        requireSameOfRandomText(21, 5_000);
    }

    private static void requireSameOfRandomText(long seed, int texts) {
        try (NativeWords reference = reference(NMT_NFKC)) {
            CharacterMap map = map(NMT_NFKC);
            RandomText random = new RandomText(seed, "\r\n", "e\u0301", "\u0915\u094d\u0924", "\u3000\u3000", "\u00bd");
            Random parts = new Random(seed + 1);
            for (int i = 0; i < texts; i++) {
                requireSame(map, reference, i % 2 == 0 ? random.next() : text(parts, 12));
            }
        }
    }

    /** Rules that drop, shorten and lengthen, for beginnings of other rules, and clusters whose beginning alone has a rule. */
    @Test
    void madeUpMapsAreAppliedAsTheNativeEngineDoes() {
        Random random = new Random(23);
        for (int turn = 0; turn < 30; turn++) {
            Map<String, String> rules = new TreeMap<>();
            for (int rule = 0; rule < 40; rule++) {
                String key = text(random, 2).replace("\0", "");
                if (!key.isEmpty()) {
                    rules.put(key, text(random, 3).replace("\0", ""));
                }
            }
            byte[] bytes = DoubleArray.map(rules);
            try (NativeWords reference = reference(bytes)) {
                CharacterMap map = map(bytes);
                for (int i = 0; i < 100; i++) {
                    requireSame(map, reference, text(random, 14));
                }
            }
        }
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = 1 + random.nextInt(most); left > 0; left--) {
            text.appendCodePoint(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }

    @Test
    void plainTextIsLeft() {
        CharacterMap map = map(NMT_NFKC);
        String plain = "Plain text, 100 %!";
        assertThat(map.leaves(plain.toCharArray(), 0, plain.length())).isTrue();
        for (String changed : List.of("a\tb", "a\r\nb", "\u00e9")) {
            assertThat(map.leaves(changed.toCharArray(), 0, changed.length())).isFalse();
        }
        AlignedText text = AlignedText.of(plain);
        assertThat(map.normalize(text)).isSameAs(text);
        assertThat(map.normalize("\uFB01\u3000\u2460")).isEqualTo("fi 1");
    }

    private static void requireSame(CharacterMap map, NativeWords reference, String text) {
        AlignedText got = map.normalize(AlignedText.of(text));
        List<NativeWords.Word> words = reference.words(text);
        int[] codePoints = new int[text.length() + 1];
        for (int i = 1; i < codePoints.length; i++) {
            codePoints[i] = codePoints[i - 1] + (Character.isHighSurrogate(text.charAt(i - 1)) ? 0 : 1);
        }
        List<String> spans = IntStream.range(0, got.length())
                .mapToObj(i -> codePoints[got.start(i)] + "-" + codePoints[got.end(i)])
                .toList();
        if (got.length() == 0) {
            assertThat(words).as(escaped(text)).isEmpty();
        } else {
            assertThat(words).as(escaped(text)).containsExactly(new NativeWords.Word(got.toString(), spans));
        }
    }

    private static String escaped(String text) {
        return String.join(" ", text.codePoints().mapToObj(Integer::toHexString).toList());
    }

    private static NativeWords reference(byte[] map) {
        return new NativeWords(
                "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\""
                        + Base64.getEncoder().encodeToString(map) + "\"}",
                "null");
    }

    private static CharacterMap map(byte[] map) {
        ByteBuffer bytes = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        int[] trie = new int[bytes.getInt() / Integer.BYTES];
        for (int i = 0; i < trie.length; i++) {
            trie[i] = bytes.getInt();
        }
        byte[] strings = new byte[bytes.remaining()];
        bytes.get(strings);
        return new CharacterMap(trie, strings);
    }

    /** Writes a map; first fit, no sharing. */
    private static final class DoubleArray {
        private final List<Integer> units = new ArrayList<>();
        private final List<Boolean> taken = new ArrayList<>();
        private final List<Boolean> usedAsBase = new ArrayList<>();

        static byte[] map(Map<String, String> rules) {
            StringBuilder strings = new StringBuilder();
            Map<String, Integer> values = new TreeMap<>();
            rules.forEach((key, value) -> {
                // One char a byte, so that prefixes are prefixes.
                values.put(latin(key), latin(strings.toString()).length());
                strings.append(value).append('\0');
            });
            DoubleArray array = new DoubleArray();
            array.grow(1);
            array.taken.set(0, true);
            array.usedAsBase.set(0, true);
            array.place(0, 0, values);
            array.grow((array.units.size() + 0x100) & ~0xFF);
            byte[] packed = strings.toString().getBytes(StandardCharsets.UTF_8);
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (array.units.size() + 1) + packed.length)
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(Integer.BYTES * array.units.size());
            array.units.forEach(bytes::putInt);
            return bytes.put(packed).array();
        }

        private static String latin(String text) {
            return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        }

        /** Places what follows a node that stands at an index. */
        private void place(int node, int label, Map<String, Integer> rest) {
            Map<Character, Map<String, Integer>> children = new TreeMap<>();
            rest.forEach((key, value) -> {
                if (!key.isEmpty()) {
                    children.computeIfAbsent(key.charAt(0), c -> new TreeMap<>())
                            .put(key.substring(1), value);
                }
            });
            boolean leaf = rest.containsKey("");
            int base = 1;
            while (!fits(base, leaf, children.keySet())) {
                base++;
            }
            usedAsBase.set(base, true);
            units.set(node, label | (leaf ? 1 << 8 : 0) | ((base ^ node) << 10));
            if (leaf) {
                taken.set(base, true);
                units.set(base, (1 << 31) | rest.get(""));
            }
            int at = base;
            children.keySet().forEach(c -> taken.set(at ^ c, true));
            children.forEach((c, further) -> place(at ^ c, c, further));
        }

        private boolean fits(int base, boolean leaf, Iterable<Character> labels) {
            grow((base | 0xFF) + 1);
            if (usedAsBase.get(base) || (leaf && taken.get(base))) {
                return false;
            }
            for (char label : labels) {
                if (taken.get(base ^ label)) {
                    return false;
                }
            }
            return true;
        }

        private void grow(int size) {
            while (units.size() < size) {
                units.add(0);
                taken.add(false);
                usedAsBase.add(false);
            }
        }
    }
}
