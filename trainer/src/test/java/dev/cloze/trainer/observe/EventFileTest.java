package dev.cloze.trainer.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of TensorBoard itself, made and read by src/test/parity/events.py. */
class EventFileTest {
    private static final long TIME = 1_700_000_000_250L;

    @TempDir
    private Path folder;

    @Test
    void eachStartsFileIsTensorBoardsByteForByte() throws IOException {
        try (EventFile first = EventFile.begin(folder, 0, () -> TIME)) {
            for (long step = 1; step < 6; step++) {
                first.add(step, numbers(5.5 - step, 0));
            }
        }
        try (EventFile second = EventFile.begin(folder, 3, () -> TIME)) {
            for (long step = 4; step < 301; step += 100) {
                second.add(step, numbers(-1.25 * step, 1e-3));
            }
        }
        assertThat(folder.resolve("events.out.tfevents.0000000000.cloze")).hasBinaryContent(bytes("events-0.tfevents"));
        assertThat(folder.resolve("events.out.tfevents.0000000001.cloze")).hasBinaryContent(bytes("events-1.tfevents"));
    }

    /** What TensorBoard shows of the two files: each step once, those after the third as the second file has them. */
    @Test
    void tensorBoardForgetsTheStepsThatAreMadeAgain() throws IOException {
        Map<String, List<List<Double>>> shown = new Gson()
                .fromJson(
                        new String(bytes("events.json"), StandardCharsets.UTF_8),
                        new TypeToken<Map<String, List<List<Double>>>>() {}.getType());
        assertThat(shown.get("loss"))
                .containsExactlyElementsOf(IntStream.of(1, 2, 3, 4, 104, 204)
                        .mapToObj(step -> List.of((double) step, step < 4 ? 5.5 - step : -1.25 * step))
                        .toList());
        assertThat(shown).containsOnlyKeys("loss", "learning rate");
    }

    private static Map<String, Double> numbers(double loss, double rate) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("loss", loss);
        numbers.put("learning rate", rate);
        return numbers;
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = EventFileTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
