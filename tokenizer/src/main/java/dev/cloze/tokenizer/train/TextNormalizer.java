package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.WordRules;
import java.text.Normalizer;

/** A change of text before it is cut. */
interface TextNormalizer {
    String normalize(String text);

    /**
     * The normalizer of a name. Unicode's four forms are the JDK's, fixed for all time for characters that it knows. The
     * reference's tables are of an older year than JDK 17's: it leaves alone U+11938 in the two forms of
     * decomposition, and U+32FF, U+AB69, U+1F16C and U+1FBF0 to U+1FBF9 in the two of compatibility.
     */
    static TextNormalizer of(WordRules.Normalizer normalizer) {
        return switch (normalizer) {
            case NFC -> text -> Normalizer.normalize(text, Normalizer.Form.NFC);
            case NFD -> text -> Normalizer.normalize(text, Normalizer.Form.NFD);
            case NFKC -> text -> Normalizer.normalize(text, Normalizer.Form.NFKC);
            case NFKD -> text -> Normalizer.normalize(text, Normalizer.Form.NFKD);
            case LOWER_CASE -> TextNormalizer::lowerCase;
            case STRIP_ACCENTS -> TextNormalizer::withoutMarks;
            case CHINESE_APART -> TextNormalizer::withChineseApart;
        };
    }

    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == 0x130) {
                // The only letter whose lower case is two characters: i and a dot above.
                lower.append("i\u0307");
            } else {
                lower.appendCodePoint(BertCharacters.toLower(c));
            }
        });
        return lower.toString();
    }

    private static String withoutMarks(String text) {
        StringBuilder stripped = new StringBuilder(text.length());
        text.codePoints().filter(c -> !WordCharacters.isMark(c)).forEach(stripped::appendCodePoint);
        return stripped.toString();
    }

    private static String withChineseApart(String text) {
        StringBuilder apart = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (BertCharacters.isIdeograph(c)) {
                apart.append(' ').appendCodePoint(c).append(' ');
            } else {
                apart.appendCodePoint(c);
            }
        });
        return apart.toString();
    }
}
