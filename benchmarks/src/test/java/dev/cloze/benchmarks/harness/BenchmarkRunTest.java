package dev.cloze.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BenchmarkRunTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void eachVariantsMemoryIsItsOwnAndItsThreadsWhereTheCellSaysSo() throws Exception {
        List<Result> results = new ArrayList<>();
        MemoryBenchmark.isTheTestsProcess = true;
        new BenchmarkRun(Benchmarks.named("memory"), Preset.QUICK, 1).run(results::add);
        assertThat(results).extracting(Result::variant).containsExactly("lean", "fat", "short", "long");
        Result apart = results.get(3);
        assertThat(apart.quartiles().median()).isBetween(0.09, 0.2);
        assertThat(apart.ratio().value()).isBetween(1.5, 3.5);
        assertThat(apart.waitingShare()).isBetween(0.2, 0.5);
        Result lean = results.get(0);
        Result fat = results.get(1);
        assertThat(fat.peakRssMiB() - lean.peakRssMiB()).isBetween(200L, 400L);
        assertThat(fat.ratio()).isNotNull();
        assertThat(fat.peakShare()).isNull();
        assertThat(fat.machinePeak().before()).isGreaterThan(1e9);
        assertThat(fat.environment().threads()).isPositive();
        assertThat(fat.environment().engine()).startsWith("PyTorch ");
    }

    @Test
    void allocatorVariablesAreThoseOfTheAllocator() {
        assertThat(Environment.allocatorVariables(
                        Map.of("MALLOC_TOP_PAD_", "1", "GLIBC_TUNABLES", "2", "LD_PRELOAD", "3", "PATH", "4")))
                .isEqualTo(Map.of("MALLOC_TOP_PAD_", "1", "GLIBC_TUNABLES", "2", "LD_PRELOAD", "3"));
    }

    @Test
    void anUnknownNameGetsTheNearest() {
        assertThatThrownBy(() -> Benchmarks.named("trian"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("bench: expected one of [corpora, embed, memory, ")
                .hasMessageEndingWith("train-sizes], got trian; the nearest is train");
        assertThat(Benchmarks.nearest("atention", List.of("attention", "tokenizer", "train")))
                .isEqualTo("attention");
    }

    @Test
    void thePeakIsSteadyWithinFivePercent() {
        assertThat(new MachinePeak(100, 95).isSteady()).isTrue();
        assertThat(new MachinePeak(94, 100).isSteady()).isFalse();
        assertThat(new MachinePeak(94, 100).best()).isEqualTo(100);
    }
}
