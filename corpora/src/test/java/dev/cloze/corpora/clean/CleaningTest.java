package dev.cloze.corpora.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloze.corpora.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CleaningTest {
    private static final String ALPHABET = "ab e\u0301Ã©â€™Â»É»ð\u009f\u0098\u0080\ud83d\ude00\ud800\udc00\ufffd"
            + " \n\n\t\r\u00a0\u0085\u2028\ufeff\u00ad\u0000\u200b<>/b&;#amplt[]1234567890.@:+-(){}\"!?水。…•";

    private static final List<String> PIECES = List.of(
            "&amp;",
            "&lt;",
            "<b>",
            "</b>",
            "<script>",
            "<!--",
            "-->",
            "[edit]",
            "[1]",
            "Ã©",
            "â€™",
            "Ð¿Ñ€",
            "a@b.org",
            "8.8.8.8",
            "4111 1111 1111 1111",
            "+49 30 901820",
            "2a00:1450::1",
            "the ",
            "and ",
            "end. ",
            "lorem ipsum",
            "\n\n",
            "\r\n");

    private static String hostile(Random random, int pieces) {
        StringBuilder text = new StringBuilder("x");
        for (int i = 0; i < pieces; i++) {
            if (random.nextInt(3) == 0) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            } else {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
        }
        return text.toString();
    }

    private static List<Stage> everyStage() {
        List<Stage> stages = new ArrayList<>(Cleaning.WEB.stages());
        stages.add(LanguageFilter.of(List.of("en")));
        stages.add(new EncodingRepair(1));
        stages.add(new C4Rules(C4Rules.DEFAULT.rules(), 0, 0, 1000));
        return stages;
    }

    @Test
    void noTextMakesAStageThrowAndASecondTimeChangesNothing() {
        for (int seed = 0; seed < 1500; seed++) {
            String text = hostile(new Random(seed), 1 + seed % 60);
            for (Stage stage : everyStage()) {
                if (stage.apply(new TextIndex(text)) instanceof Outcome.Kept kept) {
                    assertThat(kept.text()).as("%s, seed %d", stage, seed).isNotBlank();
                    assertThat(stage.apply(new TextIndex(kept.text())))
                            .as("%s, seed %d: %s", stage, seed, text)
                            .isEqualTo(new Outcome.Kept(kept.text(), List.of()));
                }
            }
        }
    }

    @Test
    void anyUnitsAreAText() {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder("x");
            random.ints(200, 0, 1 << 16).forEach(unit -> text.append((char) unit));
            for (Stage stage : everyStage()) {
                assertThat(stage.apply(new TextIndex(text.toString()))).isNotNull();
            }
        }
    }

    @Test
    void wordsLinesAndParagraphsAreFoundInOnePass() {
        TextIndex text = new TextIndex("  one two\u00a0three \r\n\n é水 \n😀\n");
        assertThat(text.words()).isEqualTo(5);
        assertThat(text.lines()).isEqualTo(3);
        assertThat(text.paragraphs()).isEqualTo(2);
        assertThat(text.bytes()).isEqualTo(new Document("a", 0, text.text()).bytes());
        assertThat(text.text().substring(text.lineStart(0), text.lineEnd(0))).isEqualTo("one two\u00a0three");
        assertThat(text.text().substring(text.lineStart(1), text.lineEnd(1))).isEqualTo("é水");
        assertThat(text.lineFirstWord(2)).isEqualTo(4);
        assertThat(text.wordHash(0)).isEqualTo(new TextIndex("one").wordHash(0));
        assertThat(text.wordHash(0)).isNotEqualTo(text.wordHash(1));
    }

    @Test
    void funnelOfBatchesIsTheFunnelOfAll() {
        List<Document> documents = IntStream.range(0, 300)
                .mapToObj(i -> new Document("file" + i, i, hostile(new Random(i), 1 + i % 50)))
                .toList();
        Cleaning cleaning = new Cleaning(List.of(
                EncodingRepair.DEFAULT,
                new PlainCharacters(),
                new MarkupRemoval(),
                new LengthLimits(5, 200, 2, 100),
                PersonalData.DEFAULT));
        Funnel whole = cleaning.funnel();
        List<Optional<Document>> cleaned =
                documents.stream().map(each -> cleaning.clean(each, whole)).toList();
        for (int batch : new int[] {1, 7, 299}) {
            Funnel joined = cleaning.funnel();
            for (int from = 0; from < documents.size(); from += batch) {
                Funnel part = cleaning.funnel();
                for (Document each : documents.subList(from, Math.min(documents.size(), from + batch))) {
                    cleaning.clean(each, part);
                }
                joined.append(part);
            }
            assertThat(joined.stages()).isEqualTo(whole.stages());
            assertThat(joined.entered()).isEqualTo(whole.entered());
        }
        long left = cleaned.stream()
                .flatMap(Optional::stream)
                .mapToLong(Document::bytes)
                .sum();
        assertThat(whole.left().bytes()).isEqualTo(left);
        assertThat(whole.entered().documents()).isEqualTo(300);
    }

    @Test
    void funnelCountsEachStageWithReasonsAndTheFirstExamples() {
        Cleaning cleaning = new Cleaning(List.of(new PlainCharacters(), new LengthLimits(1, 100, 2, 100)));
        Funnel funnel = cleaning.funnel();
        for (int i = 0; i < 5; i++) {
            assertThat(cleaning.clean(new Document("one", i, "ab\u00adcd" + i), funnel))
                    .isEmpty();
        }
        Document plain = new Document("two", 0, "two words");
        assertThat(cleaning.clean(plain, funnel).orElseThrow()).isSameAs(plain);

        assertThat(funnel.entered()).isEqualTo(new Volume(6, 7, 5 * 7 + 9));
        assertThat(funnel.left()).isEqualTo(new Volume(1, 2, 9));
        Funnel.StageCounts characters = funnel.stages().get(0);
        assertThat(characters.changed()).isEqualTo(5);
        assertThat(characters.out()).isEqualTo(new Volume(6, 7, 5 * 5 + 9));
        Funnel.ReasonCounts removed = funnel.stages().get(1).reasons().get(0);
        assertThat(removed.reason()).isEqualTo("length.few-words");
        assertThat(removed.documents()).isEqualTo(5);
        assertThat(removed.removed()).isEqualTo(5);
        assertThat(removed.characters()).isEqualTo(25);
        assertThat(removed.examples())
                .containsExactly(
                        new Funnel.Example("one", 0, "abcd0", "expected at least 2, got 1"),
                        new Funnel.Example("one", 1, "abcd1", "expected at least 2, got 1"),
                        new Funnel.Example("one", 2, "abcd2", "expected at least 2, got 1"));
    }

    @Test
    void funnelsOfOtherStagesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cleaning.LIGHT.funnel().append(Cleaning.NONE.funnel()));
    }

    @Test
    void noCleaningChangesNothing() {
        Document document = new Document("a", 0, "any\u00adthing");
        Funnel funnel = Cleaning.NONE.funnel();
        assertThat(Cleaning.NONE.clean(document, funnel).orElseThrow()).isSameAs(document);
        assertThat(funnel.left()).isEqualTo(funnel.entered());
    }
}
