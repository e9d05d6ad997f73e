package dev.cloze.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BackgroundWriterTest {
    @Test
    void writesInOrderWhileItsGiverGoesOn() throws Exception {
        List<Integer> written = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch gate = new CountDownLatch(1);
        try (BackgroundWriter writer = new BackgroundWriter()) {
            writer.submit(() -> {
                await(gate);
                written.add(1);
            });
            writer.submit(() -> written.add(2));
            writer.check();
            assertThat(written).isEmpty();
            gate.countDown();
            writer.finish();
            assertThat(written).containsExactly(1, 2);
        }
    }

    @Test
    void aFaultIsThrownAtTheNextCall() throws Exception {
        try (BackgroundWriter writer = new BackgroundWriter()) {
            writer.submit(() -> {
                throw new IOException("disk");
            });
            assertThatThrownBy(writer::finish).isInstanceOf(IOException.class).hasMessage("disk");
            writer.finish();
        }
    }

    @Test
    void closingLetsWhatIsUnderWayEnd() throws Exception {
        List<Integer> written = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch begun = new CountDownLatch(1);
        try (BackgroundWriter writer = new BackgroundWriter()) {
            writer.submit(() -> {
                begun.countDown();
                written.add(1);
            });
            begun.await();
        }
        assertThat(written).containsExactly(1);
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
