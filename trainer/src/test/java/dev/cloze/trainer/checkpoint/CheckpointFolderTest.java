package dev.cloze.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.nn.Initialisation;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.trainer.checkpoint.Checkpoint.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
    private static final ParameterSpec MATRIX = spec("matrix", 2, 3);
    private static final ParameterSpec BIAS = spec("bias", 3);

    @TempDir
    private Path temporary;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        Checkpoint checkpoint = checkpoint(5);
        folder("inputs").write(checkpoint, 2);
        assertThat(newest()).usingRecursiveComparison().isEqualTo(Optional.of(checkpoint));
        assertThat(warnings).isEmpty();
    }

    @Test
    void anEmptyPlaceHasNone() throws IOException {
        assertThat(newest()).isEmpty();
    }

    @Test
    void onlyTheLastFewAreKept() throws IOException {
        for (long step = 3; step <= 12; step += 3) {
            folder("inputs").write(checkpoint(step), 2);
        }
        assertThat(names()).containsExactlyInAnyOrder("step-9", "step-12");
        folder("inputs").deleteOld(1);
        assertThat(names()).containsExactly("step-12");
    }

    @Test
    void aFlippedBitIsFoundAndTheOneBeforeUsed() throws IOException {
        Path numbers = writeTwo().resolve("state.safetensors");
        byte[] bytes = Files.readAllBytes(numbers);
        bytes[bytes.length - 1] ^= 1;
        Files.write(numbers, bytes);
        assertPassedOver("state.safetensors: expected checksum ");
    }

    @Test
    void aTruncatedFileIsFoundAndTheOneBeforeUsed() throws IOException {
        Path numbers = writeTwo().resolve("state.safetensors");
        Files.write(numbers, Arrays.copyOf(Files.readAllBytes(numbers), 100));
        assertPassedOver("state.safetensors: expected checksum ");
    }

    @Test
    void aMissingFileIsFoundAndTheOneBeforeUsed() throws IOException {
        Files.delete(writeTwo().resolve("checkpoint.json"));
        assertPassedOver("checkpoint.json: expected a file, got none");
    }

    @Test
    void aDamagedHeaderIsFoundAndTheOneBeforeUsed() throws IOException {
        Path header = writeTwo().resolve("checkpoint.json");
        Files.writeString(header, Files.readString(header).replace("\"place\"", "\"plaice\""));
        assertPassedOver("checkpoint.json: place: expected where the run stood, got nothing");
        warnings.clear();
        Files.writeString(header, "{");
        assertPassedOver("checkpoint.json: expected the JSON of a Header");
    }

    @Test
    void checkpointsOfOtherInputsAreRefused() throws IOException {
        writeTwo();
        assertThat(folder("others").newest(warnings::add)).isEmpty();
        assertThat(warnings)
                .hasSize(2)
                .allMatch(line -> line.contains("inputs: expected those of this run others, got inputs; passed over"));
    }

    @Test
    void aDamagedLaterOneDoesNotPushOutTheNewOne() throws IOException {
        Path damaged = writeTwo();
        Files.delete(damaged.resolve("checkpoint.json"));
        folder("inputs").write(checkpoint(8), 1);
        assertThat(names()).containsExactly("step-8");
        assertThat(newest().orElseThrow().place().step()).isEqualTo(8);
    }

    @Test
    void anUnfinishedOneIsNeverReadAndGoesWithTheNextWrite() throws IOException {
        Path place = temporary.resolve("checkpoints");
        Path unfinished = Files.createDirectories(place.resolve(".step-9.unfinished"));
        Files.writeString(unfinished.resolve("state.safetensors"), "half");
        assertThat(newest()).isEmpty();
        folder("inputs").write(checkpoint(9), 2);
        assertThat(names()).containsExactly("step-9");
        assertThat(newest()).isPresent();
    }

    /** Checkpoints of steps 5 and 10; the place of the latter. */
    private Path writeTwo() throws IOException {
        folder("inputs").write(checkpoint(5), 2);
        folder("inputs").write(checkpoint(10), 2);
        return temporary.resolve("checkpoints/step-10");
    }

    private void assertPassedOver(String fault) throws IOException {
        assertThat(newest().orElseThrow().place().step()).isEqualTo(5);
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0))
                .contains("step-10")
                .contains(fault)
                .endsWith("; passed over")
                .doesNotContain("\n");
    }

    private Optional<Checkpoint> newest() throws IOException {
        return folder("inputs").newest(warnings::add);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temporary.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private CheckpointFolder folder(String inputs) {
        return new CheckpointFolder(
                temporary.resolve("checkpoints"), List.of(MATRIX, BIAS), Map.of("momenta.matrix", MATRIX), inputs);
    }

    private static Checkpoint checkpoint(long step) {
        return new Checkpoint(
                new Place(step, 100 * step, 0.1 * step, 1.0 / step, 0.2 * step, 3.0 / step),
                Map.of("matrix", new float[] {1, 2, 3, 4, 5, step}, "bias", new float[] {-1, 0.1f, Float.MIN_VALUE}),
                Map.of("momenta.matrix", new float[] {6, 5, 4, 3, 2, -step}));
    }

    private static ParameterSpec spec(String name, int... sizes) {
        Dim[] dims =
                Arrays.stream(sizes).mapToObj(size -> Dim.of("d" + size, size)).toArray(Dim[]::new);
        return new ParameterSpec(name, Shape.of(dims), Role.HIDDEN_MATRIX, 1, new Initialisation.TruncatedNormal(0.5));
    }
}
