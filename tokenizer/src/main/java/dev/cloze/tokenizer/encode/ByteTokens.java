package dev.cloze.tokenizer.encode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** The ids of the tokens that stand for single bytes, written as in {@code <0x0A>}. */
final class ByteTokens {
    static final ByteTokens NONE = of(Map.of());

    private static final int ABSENT = -1;

    private final int[] ids = new int[256];

    private ByteTokens() {
        Arrays.fill(ids, ABSENT);
    }

    static ByteTokens of(Map<String, Integer> ids) {
        ByteTokens tokens = new ByteTokens();
        for (int value = 0; value < 256; value++) {
            tokens.ids[value] = ids.getOrDefault(String.format("<0x%02X>", value), ABSENT);
        }
        return tokens;
    }

    /** Whether every byte of the text's UTF-8 has a token. */
    boolean haveAll(String text) {
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            if (ids[value & 0xFF] == ABSENT) {
                return false;
            }
        }
        return true;
    }

    int id(byte value) {
        return ids[value & 0xFF];
    }
}
