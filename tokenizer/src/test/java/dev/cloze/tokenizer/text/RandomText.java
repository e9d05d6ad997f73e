package dev.cloze.tokenizer.text;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Seeded strings of mixed scripts, marks in any order, Hangul parts, emoji, joiners, controls, spaces and quotes. */
public final class RandomText {
    private static final int[] FIRSTS = {
        0x00, 0x20, 0x20, 0x41, 0x61, 0x61, 0xA0, 0xC0, 0x130, 0x170, 0x300, 0x340, 0x3B1, 0x591, 0x640, 0x900, 0x9BE,
        0xE31, 0x1100, 0x1161, 0x11A8, 0x1E00, 0x2000, 0x2028, 0x2460, 0x3041, 0x3099, 0x4E00, 0xAC00, 0xF900, 0xFB00,
        0xFE00, 0xFF00, 0xFFF0, 0x11930, 0x1D15E, 0x1F600, 0x1F3FB, 0x2F800, 0xE0020
    };
    private static final String[] PARTS = {
        " ",
        "  ",
        "\n",
        "\r\n",
        " \n ",
        "\t",
        "'s",
        "'LL",
        "'re",
        "ab",
        "word",
        " the",
        "123",
        " 4567",
        "...",
        "\u200d",
        "\ufe0f",
        "\u2581",
        "\u00a0",
        "\u3000",
        "e\u0301",
        "a\u0323\u0302",
        "'\u017f"
    };

    private final Random random;

    private final List<String> parts;

    /**
     * A source of strings.
     *
     * @param more what they are to hold beside the rest
     */
    public RandomText(long seed, String... more) {
        random = new Random(seed);
        parts = Stream.concat(Stream.of(PARTS), Stream.of(more)).toList();
    }

    /** The next string: none to some forty characters. */
    public String next() {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(24); left > 0; left--) {
            if (random.nextInt(3) == 0) {
                text.append(parts.get(random.nextInt(parts.size())));
            } else {
                text.appendCodePoint(FIRSTS[random.nextInt(FIRSTS.length)] + random.nextInt(48));
            }
        }
        return text.toString();
    }
}
