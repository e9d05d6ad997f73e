package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.recipe.AttentionChoice;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelChoiceTest {
    private static final Map<AttentionKernel, Double> TIMES =
            Map.of(AttentionKernel.FUSED, 3.0, AttentionKernel.PACKED, 2.0, AttentionKernel.EAGER, 5.0);

    @TempDir
    private Path folder;

    private final List<String> lines = new ArrayList<>();

    @Test
    void aKernelIsMeasuredOnceForAKey() {
        assertThat(choice().choose("here", () -> TIMES)).isEqualTo(AttentionKernel.PACKED);
        assertThat(choice().choose("here", KernelChoiceTest::refused)).isEqualTo(AttentionKernel.PACKED);
        assertThat(choice().choose("there", () -> Map.of(AttentionKernel.EAGER, 1.0)))
                .isEqualTo(AttentionKernel.EAGER);
        assertThat(choice().choose("here", KernelChoiceTest::refused)).isEqualTo(AttentionKernel.PACKED);

        assertThat(lines.get(0)).contains("packed, measured: packed 2.0 ms, fused 3.0 ms, eager 5.0 ms");
        assertThat(lines.get(1)).contains("packed, as measured at an earlier start: packed 2.0 ms");
    }

    @Test
    void aSmallGainIsNoReasonToLeaveTheFusedKernel() {
        assertThat(choice().choose("here", () -> Map.of(AttentionKernel.FUSED, 1.04, AttentionKernel.PACKED, 1.0)))
                .isEqualTo(AttentionKernel.FUSED);
    }

    @Test
    void aDamagedFileCostsAMeasurement() throws IOException {
        for (String damaged : List.of(
                "{", "{}", "{\"milliseconds\": {\"here\": {}}}", "{\"milliseconds\": {\"here\": {\"sparse\": 1}}}")) {
            Files.createDirectories(file().getParent());
            Files.writeString(file(), damaged);
            assertThat(choice().choose("here", () -> TIMES)).as(damaged).isEqualTo(AttentionKernel.PACKED);
            assertThat(choice().choose("here", KernelChoiceTest::refused)).isEqualTo(AttentionKernel.PACKED);
        }
    }

    /** The second start finds no times of an earlier one, and measures none. */
    @Test
    void aResumedRunKeepsItsKernel() throws Exception {
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
        Recipe recipe = TinyRecipe.on(corpus, "training.attention", "auto");
        Path run = folder.resolve("run");
        String before =
                System.setProperty(KernelChoice.PROPERTY, file().getParent().toString());
        try {
            TrainingRun.of(recipe, run).logTo(lines::add).stopAfterStep(9).start();
            assertThat(lines).anyMatch(line -> line.contains("measured:"));
            Recipe pinned = Recipe.load(RunFolder.recipe(run));
            assertThat(pinned.training().attention()).isNotEqualTo(AttentionChoice.AUTO);
            assertThat(Files.readString(file())).contains("FUSED", "PACKED", "EAGER");
            lines.clear();
            Files.delete(file());

            RunResult result = TrainingRun.of(recipe, run).logTo(lines::add).start();
            assertThat(result.step()).isEqualTo(20);
            assertThat(lines).noneMatch(line -> line.contains("measured"));
            assertThat(file()).doesNotExist();
            assertThat(Recipe.load(RunFolder.recipe(run))).isEqualTo(pinned);
        } finally {
            restore(before);
        }
    }

    @Test
    void aStatedKernelIsNotMeasured() throws Exception {
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
        Recipe recipe = TinyRecipe.on(corpus, "training.attention", "packed");
        String before =
                System.setProperty(KernelChoice.PROPERTY, file().getParent().toString());
        try {
            TrainingRun.of(recipe, folder.resolve("run"))
                    .logTo(lines::add)
                    .stopAfterStep(1)
                    .start();
        } finally {
            restore(before);
        }
        assertThat(lines).noneMatch(line -> line.contains("measured"));
        assertThat(file()).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void everyKernelMayBeStated(AttentionKernel kernel) {
        assertThat(AttentionChoice.of(kernel).kernel()).isEqualTo(Optional.of(kernel));
    }

    private static void restore(String before) {
        if (before == null) {
            System.clearProperty(KernelChoice.PROPERTY);
        } else {
            System.setProperty(KernelChoice.PROPERTY, before);
        }
    }

    private static Map<AttentionKernel, Double> refused() {
        throw new AssertionError("measured");
    }

    private Path file() {
        return folder.resolve("cache").resolve("attention.json");
    }

    private KernelChoice choice() {
        return new KernelChoice(file(), new Console(lines::add));
    }
}
