package dev.cloze.tokenizer.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrieTest {
    private static final int[] ALPHABET = {'a', 'b', 'c', ' ', 0xE9, 0x3B1, 0x4E00, 0x1F600, 0x10FFFF};

    @Test
    void aStringLeadsToItsNumberAndItsBeginningsToTheirs() {
        Trie trie = new Trie(Map.of("a", 7, "abc", 8, "b", 0));

        int a = trie.next(0, 'a');
        int ab = trie.next(a, 'b');
        int abc = trie.next(ab, 'c');

        assertEquals(7, trie.value(a));
        assertEquals(Trie.NONE, trie.value(ab));
        assertEquals(8, trie.value(abc));
        assertEquals(0, trie.value(trie.next(0, 'b')));
        assertEquals(Trie.NONE, trie.next(0, 'c'));
        assertEquals(Trie.NONE, trie.next(abc, 'a'));
        assertEquals(Trie.NONE, trie.next(0, 0x10FFFF));
    }

    @Test
    void anEmptyOneLeadsNowhere() {
        assertEquals(Trie.NONE, new Trie(Map.of()).next(0, 'a'));
        assertEquals(Trie.NONE, new Trie(Map.of("", 3)).next(0, 'a'));
    }

    @Test
    void knowsExactlyItsStrings() {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            Map<String, Integer> numbers = new HashMap<>();
            for (int i = 0; i < 1 << (round % 12); i++) {
                numbers.put(word(random), i);
            }
            Trie trie = new Trie(numbers);
            numbers.forEach((text, number) -> assertEquals(number, find(trie, text), text + ", seed " + seed));
            for (int i = 0; i < 5000; i++) {
                String text = word(random);
                assertEquals(numbers.getOrDefault(text, Trie.NONE), find(trie, text), text + ", seed " + seed);
            }
        }
    }

    @Test
    void everyCharacterOfAnAlphabetAsLargeAsTheChineseOneIsFound() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int c = 0x4E00; c < 0x9FA0; c++) {
            numbers.put(Character.toString(c), c);
            numbers.put("x" + Character.toString(c) + Character.toString(0x9FA0 + 0x4E00 - c), c + 1);
        }
        Trie trie = new Trie(numbers);
        numbers.forEach((text, number) -> assertEquals(number, find(trie, text), text));
    }

    private static int find(Trie trie, String text) {
        int node = 0;
        for (int c : text.codePoints().toArray()) {
            node = trie.next(node, c);
            if (node == Trie.NONE) {
                return Trie.NONE;
            }
        }
        return trie.value(node);
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            word.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return word.toString();
    }
}
