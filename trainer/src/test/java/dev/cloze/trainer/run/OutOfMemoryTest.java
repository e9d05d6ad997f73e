package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.trainer.TinyRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of memory, thrown in the midst of training by what is told of each step. */
class OutOfMemoryTest {
    private static final String EXPECTED = "memory: expected enough for micro-batches of 4 rows x 32 tokens, got ";
    private static final String LOWER = "; lower training.rowsPerMicroBatch or training.rowLength, or ";

    @TempDir
    private Path folder;

    @Test
    void javasHeap() {
        assertThatThrownBy(() -> run(line -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(EXPECTED + "Java: Java heap space" + LOWER + "give Java more with -Xmx");
    }

    @Test
    void theEnginesMemory() {
        assertThatThrownBy(() -> run(line -> {
                    throw new IllegalStateException("[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator:"
                            + " can't allocate memory: you tried to allocate 4294967296 bytes.");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(EXPECTED + "the engine: out of memory" + LOWER + "choose a narrower encoder");
    }

    @Test
    void anotherFaultStaysAsItIs() {
        assertThatThrownBy(() -> run(line -> {
                    throw new IllegalStateException("another");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("another");
    }

    private void run(Consumer<String> atTheFirstStep) throws Exception {
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 100);
        TrainingRun.of(TinyRecipe.on(corpus), folder.resolve("run"))
                .logTo(line -> {
                    if (line.contains("step 5/20")) {
                        atTheFirstStep.accept(line);
                    }
                })
                .start();
    }
}
