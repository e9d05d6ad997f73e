package dev.cloze.corpora.clean;

import static org.assertj.core.api.Assertions.assertThat;

/** What tests ask about an outcome. */
final class Stages {
    private Stages() {}

    /** The reason of the removal, or "kept". */
    static String verdict(Stage stage, String text) {
        return stage.apply(new TextIndex(text)) instanceof Outcome.Removed removed
                ? removed.removal().reason()
                : "kept";
    }

    /** The text that is kept. */
    static String after(Stage stage, String text) {
        Outcome outcome = stage.apply(new TextIndex(text));
        assertThat(outcome).isInstanceOf(Outcome.Kept.class);
        return ((Outcome.Kept) outcome).text();
    }

    static Finding finding(Stage stage, String text, String reason) {
        return stage.apply(new TextIndex(text)).findings().stream()
                .filter(each -> each.reason().equals(reason))
                .findFirst()
                .orElseThrow();
    }
}
