package dev.cloze.benchmarks.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorporaBenchmarkTest {
    @TempDir
    private Path folder;

    @Test
    void textHasItsSizeAndNoDocumentTwice() throws Exception {
        Path file = folder.resolve("text");
        long documents = WebText.write(file, 500_000, WebText.Length.LONG);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize((int) documents);
        assertThat(new HashSet<>(lines)).hasSize((int) documents);
        assertThat(Files.size(file)).isBetween(500_000L, 510_000L);
        Path again = folder.resolve("again");
        WebText.write(again, 500_000, WebText.Length.LONG);
        assertThat(again).hasSameBinaryContentAs(file);
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void eachTaskRemovesWhatItShould(Task task) throws Exception {
        try (Subject subject = ClozeBuild.open(task, 600_000, 2)) {
            subject.call();
            subject.call();
            String[] remark = subject.remark().orElseThrow().replace(",", "").split("[^0-9]+", -1);
            long kept = Long.parseLong(remark[0]);
            long documents = Long.parseLong(remark[1]);
            switch (task) {
                case READ, READ_SHORT, LANGUAGE, EXACT -> assertThat(kept).isEqualTo(documents);
                case NEAR -> assertThat(kept).isBetween(documents - documents / 50, documents - documents / 100);
                default -> assertThat(kept).isBetween(1L, documents);
            }
        }
    }

    @Test
    void cellsHaveNamesOfTheirOwn() {
        for (Preset preset : Preset.values()) {
            List<String> names = new CorporaBenchmark()
                    .cells(preset).stream().map(cell -> cell.name()).toList();
            assertThat(names).doesNotHaveDuplicates().contains(preset == Preset.FULL ? "web/2000MB" : "web/50MB");
        }
    }
}
