package dev.cloze.trainer.checkpoint;

import dev.cloze.core.model.Safetensors;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.FolderTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * The checkpoints of a run, {@code step-N} below one folder. Each is written beside its place, forced to disk and
 * moved, and its header holds the checksum of the numbers; what is damaged is passed over with a message. A write that fails leaves those before it.
 */
public final class CheckpointFolder {
    private static final int FORMAT_VERSION = 2;
    private static final String PREFIX = "step-";
    private static final String UNFINISHED = ".unfinished";
    private static final String HEADER = "checkpoint.json";
    private static final String NUMBERS = "state.safetensors";
    private static final String WEIGHTS = "weights.";
    private static final String OPTIMIZER = "optimizer.";

    private final Path folder;
    private final List<ParameterSpec> weights;
    private final Map<String, ParameterSpec> optimizer;
    private final String inputs;

    /**
     * A run's checkpoints.
     *
     * @param weights the parameters
     * @param optimizer by name, what is kept beside the weights, each as large as its parameter
     * @param inputs the hash of all that the run depends on; checkpoints of other inputs are refused
     */
    public CheckpointFolder(
            Path folder, List<ParameterSpec> weights, Map<String, ParameterSpec> optimizer, String inputs) {
        this.folder = folder;
        this.weights = weights;
        this.optimizer = optimizer;
        this.inputs = inputs;
    }

    /** What {@code checkpoint.json} holds. */
    record Header(int formatVersion, String inputs, Checkpoint.Place place, String crc32c) {}

    /**
     * Writes a checkpoint and deletes all but the last few, the new one among them. Those of later steps go too: the run
     * has passed them over, and makes them again.
     *
     * @param kept how many stay, at least 1
     */
    public void write(Checkpoint checkpoint, int kept) throws IOException {
        long step = checkpoint.place().step();
        Files.createDirectories(folder);
        clearUnfinished();
        Path unfinished = Files.createDirectory(folder.resolve("." + PREFIX + step + UNFINISHED));
        try {
            Path numbers = unfinished.resolve(NUMBERS);
            Safetensors.write(numbers, tensors(checkpoint), Map.of());
            JsonFile.write(
                    unfinished.resolve(HEADER),
                    new Header(FORMAT_VERSION, inputs, checkpoint.place(), checksum(numbers)));
        } catch (IOException e) {
            FolderTree.delete(unfinished); // on a full disk its room is what the user needs first
            throw e;
        }
        for (Path passedOver : newestFirst()) {
            if (step(passedOver) >= step) {
                FolderTree.delete(passedOver);
            }
        }
        Files.move(unfinished, folder.resolve(PREFIX + step), StandardCopyOption.ATOMIC_MOVE);
        deleteOld(kept);
    }

    /** Deletes all but the last few; a kill between a write and its deletions leaves more. */
    public void deleteOld(int kept) throws IOException {
        List<Path> all = newestFirst();
        for (Path old : all.subList(Math.min(kept, all.size()), all.size())) {
            FolderTree.delete(old);
        }
    }

    /** The newest whole checkpoint; each damaged one is told to {@code warnings}. */
    public Optional<Checkpoint> newest(Consumer<String> warnings) throws IOException {
        for (Path place : newestFirst()) {
            try {
                return Optional.of(read(place));
            } catch (DataException e) {
                warnings.accept(e.getMessage() + "; passed over");
            }
        }
        return Optional.empty();
    }

    private Checkpoint read(Path place) throws IOException {
        Path numbers = place.resolve(NUMBERS);
        for (Path file : List.of(place.resolve(HEADER), numbers)) {
            if (!Files.isRegularFile(file)) {
                throw new DataException(file.toString(), "a file", "none");
            }
        }
        Header header = JsonFile.read(place.resolve(HEADER), Header.class);
        if (header.formatVersion() != FORMAT_VERSION) {
            throw new DataException(
                    place.resolve(HEADER) + ": formatVersion", "" + FORMAT_VERSION, "" + header.formatVersion());
        }
        if (!inputs.equals(header.inputs())) {
            throw new DataException(
                    place.resolve(HEADER) + ": inputs", "those of this run " + inputs, String.valueOf(header.inputs()));
        }
        if (header.place() == null) {
            throw new DataException(place.resolve(HEADER) + ": place", "where the run stood", "nothing");
        }
        String checksum = checksum(numbers);
        if (!checksum.equals(header.crc32c())) {
            throw new DataException(numbers.toString(), "checksum " + header.crc32c(), checksum);
        }
        Map<String, Safetensors.Entry> tensors = Safetensors.read(numbers);
        return new Checkpoint(
                header.place(),
                select(numbers, tensors, WEIGHTS, weightsByName()),
                select(numbers, tensors, OPTIMIZER, optimizer));
    }

    private Map<String, Safetensors.Entry> tensors(Checkpoint checkpoint) {
        Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
        weightsByName()
                .forEach((name, spec) -> tensors.put(
                        WEIGHTS + name,
                        new Safetensors.Entry(spec.sizes(), checkpoint.weights().get(name))));
        optimizer.forEach((name, spec) -> tensors.put(
                OPTIMIZER + name,
                new Safetensors.Entry(spec.sizes(), checkpoint.optimizer().get(name))));
        return tensors;
    }

    private Map<String, ParameterSpec> weightsByName() {
        Map<String, ParameterSpec> byName = new LinkedHashMap<>();
        weights.forEach(spec -> byName.put(spec.name(), spec));
        return byName;
    }

    private static Map<String, float[]> select(
            Path file, Map<String, Safetensors.Entry> tensors, String prefix, Map<String, ParameterSpec> wanted)
            throws DataException {
        Map<String, float[]> result = new LinkedHashMap<>();
        for (Map.Entry<String, ParameterSpec> one : wanted.entrySet()) {
            Safetensors.Entry entry = tensors.get(prefix + one.getKey());
            if (entry == null || !Arrays.equals(entry.sizes(), one.getValue().sizes())) {
                throw new DataException(
                        file + ": " + prefix + one.getKey(),
                        "a tensor of sizes " + Arrays.toString(one.getValue().sizes()),
                        entry == null ? "none" : Arrays.toString(entry.sizes()));
            }
            result.put(one.getKey(), entry.data());
        }
        return result;
    }

    private List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> places = Files.list(folder)) {
            return places.filter(place -> place.getFileName().toString().matches(PREFIX + "\\d+"))
                    .sorted(Comparator.comparingLong(CheckpointFolder::step).reversed())
                    .toList();
        }
    }

    private static long step(Path place) {
        return Long.parseLong(place.getFileName().toString().substring(PREFIX.length()));
    }

    private void clearUnfinished() throws IOException {
        try (Stream<Path> places = Files.list(folder)) {
            for (Path place : places.filter(p -> p.getFileName().toString().endsWith(UNFINISHED))
                    .toList()) {
                FolderTree.delete(place);
            }
        }
    }

    private static String checksum(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        try (InputStream in = new CheckedInputStream(Files.newInputStream(file), crc)) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // reading is what counts
            }
        }
        return String.format("%08x", crc.getValue());
    }
}
