package dev.cloze.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BatchLoaderTest {
    private static final StepBatch EMPTY = new StepBatch(List.of());

    @Test
    void stepsComeInTheirOrderFromTheFirst() throws Exception {
        List<Long> asked = new ArrayList<>();
        BatchLoader.Batches batches = step -> {
            asked.add(step);
            return EMPTY;
        };
        try (BatchLoader loader = new BatchLoader(batches, 7, Long.MAX_VALUE)) {
            assertThat(loader.next()).isSameAs(EMPTY);
            loader.next();
        }
        assertThat(asked).startsWith(7L, 8L).hasSizeBetween(2, 3);
    }

    @Test
    void whatWentWrongIsThrownAsItIs() {
        assertPassedOn(new DataException("train-0000.shard", "tokens", "none"));
        assertPassedOn(new UsageException("corpus", "text", "none"));
        assertPassedOn(new InternalError("a file was cut off"));
    }

    private static void assertPassedOn(Throwable fault) {
        BatchLoader.Batches batches = step -> {
            if (fault instanceof DataException data) {
                throw data;
            }
            if (fault instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw (Error) fault;
        };
        try (BatchLoader loader = new BatchLoader(batches, 0, Long.MAX_VALUE)) {
            assertThatThrownBy(loader::next).isSameAs(fault);
        }
    }

    @Test
    void closingEndsTheThreadEvenWhileItMakesABatch() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Thread> worker = new AtomicReference<>();
        BatchLoader.Batches batches = step -> {
            worker.set(Thread.currentThread());
            begun.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return EMPTY;
        };
        BatchLoader loader = new BatchLoader(batches, 0, Long.MAX_VALUE);
        begun.await();
        assertThat(worker.get().isAlive()).isTrue();
        loader.close();
        worker.get().join(10_000);
        assertThat(worker.get().isAlive()).isFalse();
    }
}
