package dev.cloze.corpora.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockedWordsTest {
    private static final BlockedWords WORDS =
            new BlockedWords(List.of("turnip", "Green  Beans", "x-ray", "über", "c++"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a Turnip.             | true
            turnips grow          | false
            saturnip              | false
            green beans           | false
            GREEN  BEANS!         | true
            an X-RAY image        | true
            x-rays                | false
            x ray                 | false
            ÜBER alles            | true
            we like C++           | true
            C++17                 | true
            nothing at all        | false
            """)
    void documentsWithAWordOfTheListGo(String text, boolean removed) {
        assertThat(WORDS.apply(new TextIndex(text)) instanceof Outcome.Removed).isEqualTo(removed);
    }

    @Test
    void theListIsItsWordsWhateverTheirOrderAndCase() {
        BlockedWords one = new BlockedWords(List.of("b", "A", "a "));
        assertThat(one).hasToString("BlockedWords[a, b]").isEqualTo(new BlockedWords(List.of("a", "B")));
        assertThatThrownBy(() -> new BlockedWords(List.of())).hasMessage("words: expected one or more, got none");
        assertThatThrownBy(() -> new BlockedWords(List.of("-")))
                .hasMessage("words: expected ones that begin with a letter or digit, got \"-\"");
    }
}
