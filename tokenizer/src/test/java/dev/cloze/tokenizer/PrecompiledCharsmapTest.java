package dev.cloze.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A map of one rule, "A" becomes "é", made by hand; and the ways in which it can lead outside. */
class PrecompiledCharsmapTest {
    private static final byte[] STRINGS = "é\0".getBytes(StandardCharsets.UTF_8);
    private static final int UNITS = 0x300;
    private static final int HAS_LEAF = 1 << 8;
    private static final int CHILD = 0x100 ^ 'A';

    @Test
    void soundMapIsAcceptedAndReadByTheEngine() throws DataException {
        String map = map(trie -> {}, STRINGS);
        check(map);
        LibUtils.checkStatus();
        long engine = TokenizersLibrary.LIB.createTokenizerFromString(
                "{\"added_tokens\":[],\"normalizer\":"
                        + "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"" + map + "\"},\"model\":"
                        + "{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"?\",0.0],[\"é\",-1.0],[\"A\",-1.0],[\"B\",-1.0]]}}");
        long encoding = TokenizersLibrary.LIB.encode(engine, "AB", false);
        assertThat(TokenizersLibrary.LIB.getTokenIds(encoding)).containsExactly(1, 3);
        TokenizersLibrary.LIB.deleteEncoding(encoding);
        TokenizersLibrary.LIB.deleteTokenizer(engine);
    }

    @Test
    void wayOutOfTheTrieIsRefused() {
        refused(map(trie -> trie[0] = offset(0x300), STRINGS), "units of the trie from 0 to 767, got a way to 769");
        refused(
                map(trie -> trie[CHILD] = 'A' | HAS_LEAF | offset(0x1000), STRINGS),
                "units of the trie from 0 to 767, got a way to 4417");
        refused(
                map(trie -> trie[CHILD] = 'A' | offset(0x1000), STRINGS),
                "units of the trie from 0 to 767, got a way to ");
    }

    @Test
    void leafOutsideTheStringsOrInsideACharacterIsRefused() {
        refused(map(trie -> trie[0x200] = 1 << 31 | 4, STRINGS), "leaves that point to the start of a string, got one");
        refused(map(trie -> trie[0x200] = 1 << 31 | 1, STRINGS), "leaves that point to the start of a string, got one");
    }

    @Test
    void damagedBytesAreRefused() {
        refused("*", "base64, got ");
        refused("AAA=", "the length of the trie, got 2 bytes");
        byte[] whole = Base64.getDecoder().decode(map(trie -> {}, STRINGS));
        refused(base64(Arrays.copyOf(whole, 100)), "a trie of 4 to 96 bytes, a multiple of 4, got 3072 bytes");
        refused(base64(Arrays.copyOf(whole, whole.length - 2)), "strings in UTF-8, got other bytes after the trie");
    }

    private static String map(Consumer<int[]> damage, byte[] strings) {
        int[] trie = new int[UNITS];
        trie[0] = offset(0x100);
        trie[CHILD] = 'A' | HAS_LEAF | offset(CHILD ^ 0x200);
        trie[0x200] = 1 << 31;
        damage.accept(trie);
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (UNITS + 1) + strings.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(Integer.BYTES * UNITS);
        for (int unit : trie) {
            bytes.putInt(unit);
        }
        return base64(bytes.put(strings).array());
    }

    private static int offset(int distance) {
        return distance << 10;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void check(String base64) throws DataException {
        PrecompiledCharsmap.check(new JsonFields("t.json"), "map", base64);
    }

    private static void refused(String base64, String message) {
        assertThatThrownBy(() -> check(base64))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("t.json: map: expected " + message);
    }
}
