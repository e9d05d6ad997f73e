package dev.cloze.tokenizer.text;

/**
 * BERT's normalizer with a table of what it makes of the characters of most alphabets: one step for a text that has no
 * others, where the normalizer itself takes eight.
 */
final class OneByOne implements Normalizer {
    /** The end of the table: what comes then is seldom letters, or is not normalized one by one. */
    private static final int END = 0x2000;

    private static final int UNLISTED = -1;

    private final Normalizer normalizer;
    private final int[] normal = new int[END];

    /**
     * A normalizer with a table.
     *
     * @param normalizer one that treats the characters of a text independently, as long as each becomes one that is no mark
     */
    OneByOne(Normalizer normalizer) {
        this.normalizer = normalizer;
        for (int c = 0; c < END; c++) {
            AlignedText alone = normalizer.normalize(AlignedText.of(Character.toString(c)));
            boolean listed = alone.length() == 1 && !Characters.isMark(c) && !hasClass(c);
            normal[c] = listed ? alone.codePoint(0) : UNLISTED;
        }
    }

    private static boolean hasClass(int codePoint) {
        return Characters.combiningClasses().containsKey(codePoint);
    }

    @Override
    public AlignedText normalize(AlignedText text) {
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePoint(i);
            if (c >= END || normal[c] == UNLISTED) {
                return normalizer.normalize(text);
            }
        }
        return text.map(c -> normal[c]);
    }
}
