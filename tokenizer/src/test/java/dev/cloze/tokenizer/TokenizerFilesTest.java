package dev.cloze.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerFilesTest {
    @TempDir
    Path folder;

    @Test
    void sameModelGivesTheSameBytes() throws IOException {
        TokenizerFiles.write(folder.resolve("a"), model("sea", "##s", "<", "é", "x"));
        TokenizerFiles.write(folder.resolve("b"), model("sea", "##s", "<", "é", "x"));
        for (String file : files(folder.resolve("a"))) {
            assertThat(folder.resolve("a").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
        }
    }

    @Test
    void fourFilesAndNothingElseAreLeft() throws IOException {
        TokenizerFiles.write(folder, model("sea"));
        TokenizerFiles.write(folder, model("sea", "lake"));
        assertThat(files(folder))
                .containsExactly("special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt");
        assertThat(folder.resolve("vocab.txt")).hasContent("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nsea\nlake\n");
    }

    @Test
    void loadedVocabularyIsTheWrittenOne() throws IOException {
        WordPieceModel model = model("sea", "##s", "\"", "\\", "<", "é", "\uD83C\uDF0A", "##\uD83C\uDF0A");
        TokenizerFiles.write(folder, model);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            List<String> tokens = new ArrayList<>();
            for (int id = 0; id < tokenizer.vocabularySize(); id++) {
                tokens.add(tokenizer.token(id));
            }
            assertThat(tokens).isEqualTo(model.pieces());
            assertThat(tokenizer.encode("seas \"\\< \uD83C\uDF0A\uD83C\uDF0A")).containsExactly(5, 6, 7, 8, 9, 11, 12);
        }
    }

    @Test
    void casedVocabularyKeepsCaseAndAccents() throws IOException {
        TokenizerFiles.write(folder, new WordPieceModel(pieces("É", "e"), false));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode("É e E")).containsExactly(5, 6, 1);
        }
    }

    @Test
    void modelIsCheckedAtBirth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WordPieceModel(List.of("sea"), true))
                .withMessage("pieces: expected [[PAD], [UNK], [CLS], [SEP], [MASK]] first, got [sea]");
        assertThatIllegalArgumentException().isThrownBy(() -> model("sea", "sea"));
        assertThatIllegalArgumentException().isThrownBy(() -> model("two words"));
        assertThatIllegalArgumentException().isThrownBy(() -> model("two\nlines"));
    }

    private static WordPieceModel model(String... pieces) {
        return new WordPieceModel(pieces(pieces), true);
    }

    private static List<String> pieces(String... pieces) {
        List<String> all = new ArrayList<>(SpecialTokens.NAMES);
        all.addAll(List.of(pieces));
        return all;
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
