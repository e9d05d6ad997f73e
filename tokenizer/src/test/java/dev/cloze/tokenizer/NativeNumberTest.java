package dev.cloze.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeNumberTest {
    /** Numbers and what the reference read: {@code src/test/parity/numbers.py}. */
    private static List<String> cases() throws Exception {
        try (InputStream in = NativeNumberTest.class.getResourceAsStream("encode/numbers.cases.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Test
    void numbersAreReadAsTheReferenceReadsThem() throws Exception {
        for (String line : cases()) {
            String[] sides = line.split(" ", -1);
            assertEquals(Double.parseDouble(sides[1]), NativeNumber.of(sides[0]), 0, sides[0]);
        }
    }

    @Test
    void someAreNotTheNearest() throws Exception {
        assertTrue(cases().stream()
                .map(line -> line.split(" ", -1)[0])
                .anyMatch(text -> NativeNumber.of(text) != Double.parseDouble(text)));
    }
}
