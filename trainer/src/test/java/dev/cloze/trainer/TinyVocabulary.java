package dev.cloze.trainer;

import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.WordPieceModel;
import java.util.ArrayList;
import java.util.List;

/** A vocabulary that one can hold in one's head: the special tokens, ids 0 to 4, then a word for each letter from a on. */
public final class TinyVocabulary {
    private TinyVocabulary() {}

    /** The letters a to h: ids 5 to 12. */
    public static WordPieceModel letters() {
        List<String> pieces = new ArrayList<>(SpecialTokens.NAMES);
        for (char letter = 'a'; letter <= 'h'; letter++) {
            pieces.add(String.valueOf(letter));
        }
        return new WordPieceModel(pieces, true);
    }
}
