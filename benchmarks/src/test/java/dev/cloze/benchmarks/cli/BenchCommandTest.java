package dev.cloze.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.benchmarks.harness.Benchmarks;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.cli.ClozeCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
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
    void comparingIsACommandOfItsOwn() {
        CommandLine.ParseResult parsed = line(new BenchCommand()).parseArgs("compare", "a", "b");
        assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("compare");
    }

    @Test
    void theListNamesEveryBenchmark() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ResultTable(new PrintStream(bytes, true, StandardCharsets.UTF_8)).list(Benchmarks.all());
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).anyMatch(line -> line.startsWith("train "));
        assertThat(Benchmarks.named("train").cells(Preset.FULL)).hasSize(4);
    }

    /** As the program makes it. */
    private static CommandLine line(BenchCommand command) {
        return new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
