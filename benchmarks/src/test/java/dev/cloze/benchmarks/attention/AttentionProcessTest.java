package dev.cloze.benchmarks.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttentionProcessTest {
    @ParameterizedTest
    @EnumSource(AttentionPreset.class)
    void everyCellHasANameOfItsOwn(AttentionPreset preset) throws Exception {
        assertThat(preset.cells()).extracting(AttentionCell::name).doesNotHaveDuplicates();
    }

    /** Scores of 4 heads and 2048 x 2048 pairs are 64 MiB, and eager keeps them. */
    @Test
    @Tag("slow")
    @EnabledOnOs(OS.LINUX)
    void eagersMemoryIsThatOfItsScores() throws Exception {
        AttentionCell cell = AttentionPreset.QUICK.cells().stream()
                .filter(AttentionCell::hasMemory)
                .findFirst()
                .orElseThrow();
        assertThat(cell.name()).isEqualTo("full/T2048-K64-H4-B1");
        List<AttentionMemory> memory = List.of(
                AttentionProcess.memory("quick", cell, "eager").orElseThrow(),
                AttentionProcess.memory("quick", cell, "fused").orElseThrow());
        assertThat(memory.get(0).ownMiB()).isBetween(125L, 450L);
        assertThat(memory.get(1).ownMiB()).isBetween(2L, 100L);
        assertThat(memory.get(0).peakRssMiB()).isGreaterThan(memory.get(1).peakRssMiB() + 64);
    }
}
