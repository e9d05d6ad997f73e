package dev.cloze.tokenizer;

import dev.cloze.tokenizer.text.CharacterMap;
import dev.cloze.tokenizer.text.Normalizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * The check of a SentencePiece character map: a double-array trie over UTF-8 bytes (little-endian, its length in bytes
 * before it) and the strings, each closed by a zero byte, to which its leaves point. The engine trusts every index in it
 * and ends the process when one leads outside, so each place that a text can reach is visited here first.
 */
final class PrecompiledCharsmap {
    private static final int LABEL_BITS = 0x800000FF;
    private static final int HAS_LEAF = 1 << 8;

    private final JsonFields fields;
    private final String where;
    private final int[] units;
    private final byte[] strings;

    private PrecompiledCharsmap(JsonFields fields, String where, ByteBuffer map) {
        this.fields = fields;
        this.where = where;
        ByteBuffer bytes = map.order(ByteOrder.LITTLE_ENDIAN);
        units = new int[bytes.getInt() / Integer.BYTES];
        bytes.asIntBuffer().get(units);
        bytes.position(bytes.position() + units.length * Integer.BYTES);
        strings = new byte[bytes.remaining()];
        bytes.get(strings);
    }

    /** Checks a map given in base64. */
    static void check(JsonFields fields, String where, String base64) throws DataException {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IllegalArgumentException e) {
            throw fields.fault(where, "base64", JsonFields.firstLine(e));
        }
        if (bytes.remaining() < Integer.BYTES) {
            throw fields.fault(where, "the length of the trie", bytes.remaining() + " bytes");
        }
        int trieBytes = bytes.getInt(0);
        if (trieBytes < Integer.BYTES
                || trieBytes % Integer.BYTES != 0
                || trieBytes > bytes.remaining() - Integer.BYTES) {
            throw fields.fault(
                    where,
                    "a trie of 4 to " + (bytes.remaining() - Integer.BYTES) + " bytes, a multiple of 4",
                    trieBytes + " bytes");
        }
        new PrecompiledCharsmap(fields, where, bytes).check();
    }

    /** The normalizer of a map that has been checked. */
    static Normalizer normalizer(String base64) {
        PrecompiledCharsmap map = new PrecompiledCharsmap(
                new JsonFields(""), "", ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
        return new CharacterMap(map.units, map.strings);
    }

    private void check() throws DataException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(strings));
        } catch (CharacterCodingException e) {
            throw fields.fault(where, "strings in UTF-8", "other bytes after the trie");
        }
        BitSet seen = new BitSet(units.length);
        Deque<Integer> bases = new ArrayDeque<>();
        bases.add(offset(units[0]));
        while (!bases.isEmpty()) {
            int base = bases.remove();
            for (int label = 1; label <= 0xFF; label++) {
                int child = base ^ label;
                if ((unitAt(child) & LABEL_BITS) == label && !seen.get(child)) {
                    seen.set(child);
                    int next = child ^ offset(units[child]);
                    if ((units[child] & HAS_LEAF) != 0) {
                        checkLeaf(unitAt(next) & Integer.MAX_VALUE);
                    }
                    bases.add(next);
                }
            }
        }
    }

    private int unitAt(int index) throws DataException {
        if (index < 0 || index >= units.length) {
            throw fields.fault(where, "units of the trie from 0 to " + (units.length - 1), "a way to " + index);
        }
        return units[index];
    }

    private void checkLeaf(int start) throws DataException {
        boolean insideACharacter = start < strings.length && (strings[start] & 0xC0) == 0x80;
        if (start > strings.length || insideACharacter) {
            throw fields.fault(where, "leaves that point to the start of a string", "one that points to " + start);
        }
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    }
}
