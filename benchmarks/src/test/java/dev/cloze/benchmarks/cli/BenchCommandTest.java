package dev.cloze.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.benchmarks.attention.AttentionPreset;
import dev.cloze.benchmarks.harness.Benchmarks;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.SomeCells;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.cli.ClozeCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
    @Test
    void theProgramFindsTheCommand() {
        assertThat(ServiceLoader.load(ClozeCommand.class)).hasAtLeastOneElementOfType(BenchCommand.class);
    }

    @Test
    void anUnknownNameIsTheUsersMistake() {
        BenchCommand command = new BenchCommand();
        line(command).parseArgs("tran");
        assertThatThrownBy(command::call)
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith("got tran; the nearest is train");
    }

    @Test
    void cellsAreChosenByAPartOfTheirNames() {
        assertThat(new SomeCells(Benchmarks.named("train"), "small/").cells(Preset.FULL))
                .extracting(Cell::name)
                .containsExactly("bert-small/as-used", "bert-small/same-model");
        assertThatThrownBy(() -> new SomeCells(Benchmarks.named("train"), "large").cells(Preset.QUICK))
                .isInstanceOf(UsageException.class)
                .hasMessage("--cells: expected a part of one of bert-mini/as-used, bert-mini/same-model, got large");
    }

    @Test
    void comparingIsACommandOfItsOwn() {
        CommandLine.ParseResult parsed = line(new BenchCommand()).parseArgs("compare", "a", "b");
        assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("compare");
    }

    @Test
    void attentionHasPresetsOfItsOwn() {
        CommandLine.ParseResult parsed = line(new BenchCommand()).parseArgs("attention", "--preset", "long");
        assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("attention");
        assertThat(parsed.subcommand().matchedOptionValue("--preset", AttentionPreset.QUICK))
                .isEqualTo(AttentionPreset.LONG);
    }

    /** Every layout with every kernel, from the command to the page. */
    @Test
    @Tag("slow")
    void theTinyPresetRunsAndEveryKernelPasses(@TempDir Path folder) throws Exception {
        String[] command = {"attention", "--preset", "tiny", "--out", folder.toString()};
        assertThat(line(new BenchCommand()).execute(command)).isZero();
        assertThat(folder.resolve("attention.html")).isNotEmptyFile();
        assertThat(folder.resolve("attention.md")).content().contains("passes").doesNotContain("FAILED", "Exception");
        byte[] lines = Files.readAllBytes(folder.resolve("attention.jsonl"));
        assertThat(line(new BenchCommand()).execute(command)).isZero();
        assertThat(folder.resolve("attention.jsonl")).hasBinaryContent(lines);
    }

    @Test
    void theListNamesEveryBenchmark() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        new ResultTable(out).list(Benchmarks.all());
        new AttentionTable(out).describe();
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).anyMatch(line -> line.startsWith("train "));
        assertThat(lines).anyMatch(line -> line.startsWith("attention "));
        assertThat(Benchmarks.named("train").cells(Preset.FULL)).hasSize(4);
    }

    /** As the program makes it. */
    private static CommandLine line(BenchCommand command) {
        return new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
