package dev.cloze.core.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.TinyModelFolder;
import dev.cloze.core.TinyModels;
import dev.cloze.core.inference.FillMask.Candidate;
import dev.cloze.core.inference.FillMask.Filling;
import dev.cloze.core.model.HuggingFaceFamily;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.torch.NothingLeftBehind;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NothingLeftBehind.class)
class FillMaskTest {
    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyModelFolder.write(folder, TinyModels.MODERN);
    }

    @Test
    void eachMaskIsFilled() throws IOException {
        try (FillMask fill = FillMask.load(model)) {
            List<Filling> fillings = fill.predict("the [MASK] house and the [MASK][MASK]", 5);

            assertThat(fillings).extracting(Filling::mask).containsExactly(0, 1, 2);
            assertThat(fillings)
                    .allSatisfy(filling -> assertThat(filling.candidates())
                            .hasSize(5)
                            .isSortedAccordingTo(Comparator.comparingDouble(Candidate::probability)
                                    .reversed())
                            .allSatisfy(
                                    candidate -> assertThat(candidate.token()).isNotEmpty()));
        }
    }

    @Test
    void probabilitiesOfTheWholeVocabularySumToOne() throws IOException {
        int vocabulary = TinyModelFolder.pieces().pieces().size();
        try (FillMask fill = FillMask.load(model)) {
            assertThat(sum(fill.predict("the [MASK] house", 7))).isBetween(7.0 / vocabulary, 1.0);
            List<Filling> all = fill.predict("the [MASK] house", 1_000_000);

            assertThat(all.get(0).candidates()).hasSize(vocabulary);
            assertThat(sum(all)).isBetween(1 - 1e-9, 1 + 1e-9);
        }
    }

    @Test
    void textBesideTheMaskMatters() throws IOException {
        try (FillMask fill = FillMask.load(model)) {
            assertThat(fill.predict("the [MASK] house", 5)).isNotEqualTo(fill.predict("the [MASK] bridge", 5));
        }
    }

    @Test
    void huggingFaceFolderFillsAlike() throws IOException {
        ModelDirectory own = ModelDirectory.open(
                TinyModelFolder.write(Files.createDirectory(folder.resolve("bert")), TinyModels.BERT));
        Path written = folder.resolve("huggingface");
        ModelDirectory.writeHuggingFace(
                written, HuggingFaceFamily.BERT, own.encoder(), own.vocabularySize(), own.weights(), own.folder());
        String text = "the [MASK] house and the [MASK]";
        try (FillMask ours = FillMask.load(own.folder());
                FillMask theirs = FillMask.load(written)) {
            assertThat(theirs.predict(text, 5)).isEqualTo(ours.predict(text, 5));
        }
    }

    @Test
    void textMustHaveAMaskAndFitTheRow() throws IOException {
        try (FillMask fill = FillMask.load(model)) {
            assertThatThrownBy(() -> fill.predict("the house", 5))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("text: expected at least one [MASK], got none");
            assertThatThrownBy(() -> fill.predict("[MASK]", 0))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("top: expected a positive number, got 0");
            // With a start and an end, 22 masks fill the model's 24 positions.
            assertThat(fill.predict("[MASK]".repeat(22), 1)).hasSize(22);
            assertThatThrownBy(() -> fill.predict("[MASK]".repeat(23), 1))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("text: expected at most 24 tokens, got 25");
        }
    }

    @Test
    void textsTogetherAreFilledAsAlone() throws IOException {
        List<String> texts = List.of(
                "the [MASK] house",
                "[MASK]",
                "the old stone bridge and the [MASK] house near the [MASK]",
                "a lone \uD83D surrogate and [MASK]");
        try (FillMask fill = FillMask.load(model)) {
            List<List<Filling>> together = fill.predict(texts, 3);
            assertThat(together).hasSameSizeAs(texts);
            for (int i = 0; i < texts.size(); i++) {
                assertSame(together.get(i), fill.predict(texts.get(i), 3));
            }
            assertThat(fill.predict(List.of(), 3)).isEmpty();
            assertThatThrownBy(() -> fill.predict(List.of("[MASK]", "the house"), 3))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("texts[1]: expected at least one [MASK], got none");
        }
    }

    @Test
    void masksOfLongTextsAreFilledFromTheirWindows() throws IOException {
        String first = "the [MASK] house " + "near ".repeat(19);
        String second = "[MASK] stone [MASK]";
        try (FillMask fill = FillMask.load(model, LongText.WINDOWS, "cpu")) {
            List<Filling> fillings = fill.predict(first + second, 2);
            List<Filling> ofSecond = fill.predict(second, 2);
            assertThat(fillings).extracting(Filling::mask).containsExactly(0, 1, 2);
            assertSame(fillings.subList(0, 1), fill.predict(first, 2));
            assertSame(
                    List.of(
                            new Filling(0, fillings.get(1).candidates()),
                            new Filling(1, fillings.get(2).candidates())),
                    ofSecond);
        }
        try (FillMask fill = FillMask.load(model, LongText.TRUNCATE, "cpu")) {
            assertThat(fill.predict(first + "stone", 2)).isEqualTo(fill.predict(first, 2));
            assertThatThrownBy(() -> fill.predict(first + second, 2))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("text: expected every mask among the first 24 tokens, got 2 behind them");
        }
    }

    @Test
    void aClosedModelSaysSo() throws IOException {
        FillMask fill = FillMask.load(model);
        fill.close();
        fill.close();
        assertThatThrownBy(() -> fill.predict("[MASK]", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(model + ": expected an open model, got a closed one");
    }

    @Test
    void tenMegabytesWithAMaskAreAnErrorOrOneWindow() throws IOException {
        String text = "the old stone house ".repeat(495_000) + "and the [MASK]";
        assertThatThrownBy(() -> {
                    try (FillMask fill = FillMask.load(model)) {
                        fill.predict(text, 1);
                    }
                })
                .isInstanceOf(UsageException.class)
                .hasMessage("text: expected at most 24 tokens, got 1980005");
        try (FillMask fill = FillMask.load(model, LongText.WINDOWS, "cpu")) {
            assertSame(fill.predict(text, 1), fill.predict("and the [MASK]", 1));
        }
    }

    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        List<String> texts = IntStream.range(0, 64)
                .mapToObj(i -> "the [MASK] house ".repeat(1 + i % 4) + (i % 3 == 0 ? "bridge" : "stone"))
                .toList();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try (FillMask fill = FillMask.load(model)) {
            List<List<Filling>> sequential =
                    texts.stream().map(text -> fill.predict(text, 5)).toList();
            List<Callable<List<Filling>>> calls = new ArrayList<>();
            texts.forEach(text -> calls.add(() -> fill.predict(text, 5)));
            List<List<Filling>> parallel = new ArrayList<>();
            for (Future<List<Filling>> call : pool.invokeAll(calls)) {
                parallel.add(call.get());
            }
            assertThat(parallel).isEqualTo(sequential);
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void failedLoadLeavesNothingOpen() throws IOException {
        assertThatThrownBy(() -> FillMask.load(model, LongText.ERROR, "tpu")).isInstanceOf(UsageException.class);
        Files.delete(model.resolve("tokenizer.json"));
        Files.delete(model.resolve("vocab.txt"));
        assertThatThrownBy(() -> FillMask.load(model)).isInstanceOf(UsageException.class);
        Files.write(model.resolve("model.safetensors"), new byte[100]);
        assertThatThrownBy(() -> FillMask.load(model)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> FillMask.load(folder)).isInstanceOf(UsageException.class);
    }

    private static void assertSame(List<Filling> actual, List<Filling> expected) {
        assertThat(actual)
                .usingRecursiveComparison()
                .withComparatorForType(
                        (one, other) -> Math.abs(one - other) < 1e-5 ? 0 : Double.compare(one, other), Double.class)
                .isEqualTo(expected);
    }

    private static double sum(List<Filling> fillings) {
        return fillings.get(0).candidates().stream()
                .mapToDouble(Candidate::probability)
                .sum();
    }
}
