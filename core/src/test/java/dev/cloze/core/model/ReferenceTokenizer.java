package dev.cloze.core.model;

import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordPieceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tokenizer of as many tokens as the reference's models know. */
final class ReferenceTokenizer {
    static final int SIZE = 53;

    private ReferenceTokenizer() {}

    /** Writes its files into a folder, which is returned. */
    static Path write(Path folder) throws IOException {
        List<String> pieces = new ArrayList<>(SpecialTokens.NAMES);
        while (pieces.size() < SIZE) {
            pieces.add("piece" + pieces.size());
        }
        TokenizerFiles.write(folder, new WordPieceModel(pieces, true));
        return folder;
    }
}
