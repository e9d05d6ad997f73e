package dev.cloze.corpora.dedup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** Seeded texts of made-up words, and changed copies of them. */
final class PlantedTexts {
    private static final String[] SYLLABLES = {"ba", "ri", "to", "ne", "lu", "ka", "so", "mi", "gre", "wal"};
    private static final int WORDS = 5000;

    private final Random random;

    PlantedTexts(long seed) {
        random = new Random(seed);
    }

    /** A text in which frequent words are as frequent as in prose, some words to a sentence, some sentences to a line. */
    String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(word((int) (WORDS * Math.pow(random.nextDouble(), 3))));
            text.append(random.nextInt(12) == 0 ? ". " : " ");
            if (random.nextInt(60) == 0) {
                text.setCharAt(text.length() - 1, '\n');
            }
        }
        return text.toString().strip();
    }

    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int rest = number + 10; rest > 0; rest /= 10) {
            word.append(SYLLABLES[rest % 10]);
        }
        return word.toString();
    }

    /** A copy of which a share of the words is replaced by others. */
    String changed(String text, double share) {
        return Arrays.stream(text.split(" "))
                .map(word -> random.nextDouble() < share ? word(WORDS + random.nextInt(WORDS)) : word)
                .collect(Collectors.joining(" "));
    }

    /** A copy in another case, with other white space. */
    static String respaced(String text) {
        return "  " + text.toUpperCase(Locale.ROOT).replace(" ", " \n ").replace("\n\n", "\t") + "\n";
    }

    List<String> texts(int count, int leastWords, int mostWords) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(leastWords + random.nextInt(mostWords - leastWords + 1)));
        }
        return texts;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }
}
