package dev.cloze.core.model;

import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The files that hold a model's tensors: {@code model.safetensors}, or the files that
 * {@code model.safetensors.index.json} names. An index is not trusted: it names files of its own folder.
 */
final class TensorFiles {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private static final List<String> PICKLES = List.of("pytorch_model.bin", "pytorch_model.bin.index.json");
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*\\.safetensors");

    private final Path place;
    private final List<Path> files;
    private final Map<String, long[]> sizes;

    private TensorFiles(Path place, List<Path> files, Map<String, long[]> sizes) {
        this.place = place;
        this.files = files;
        this.sizes = sizes;
    }

    /** Whether this can only be a file of the folder itself. */
    static boolean isPlainName(String name) {
        return PLAIN_NAME.matcher(name).matches();
    }

    /**
     * Finds a folder's files and reads their headers.
     *
     * @throws UsageException if there are only weights in a form that runs code when it is read
     * @throws DataException if there are none, or they are damaged, or are not those of the index
     */
    static TensorFiles open(Path folder) throws IOException {
        Path single = folder.resolve(SINGLE);
        if (Files.isRegularFile(single)) {
            return new TensorFiles(single, List.of(single), Safetensors.sizes(single));
        }
        Path index = folder.resolve(INDEX);
        if (Files.isRegularFile(index)) {
            return sharded(folder, index);
        }
        for (String pickle : PICKLES) {
            if (Files.exists(folder.resolve(pickle))) {
                throw new UsageException(
                        folder.toString(),
                        SINGLE,
                        pickle + ", a pickle, which can run any code when it is read; where you trust it, Python's"
                                + " AutoModel.from_pretrained(folder).save_pretrained(folder) writes safetensors");
            }
        }
        throw new DataException(folder.toString(), SINGLE, "a folder without it");
    }

    private static TensorFiles sharded(Path folder, Path index) throws IOException {
        Map<String, String> places = places(index);
        Map<String, long[]> sizes = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (String name : new LinkedHashSet<>(places.values())) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                faults.add("no file " + name);
                continue;
            }
            files.add(file);
            Safetensors.sizes(file).forEach((tensor, size) -> {
                if (name.equals(places.get(tensor))) {
                    sizes.put(tensor, size);
                } else {
                    faults.add(tensor + " in " + name);
                }
            });
        }
        places.forEach((tensor, name) -> {
            if (!sizes.containsKey(tensor) && files.contains(folder.resolve(name))) {
                faults.add("no " + tensor + " in " + name);
            }
        });
        if (!faults.isEmpty()) {
            throw new DataException(index.toString(), "the files and tensors of the folder", String.join(", ", faults));
        }
        return new TensorFiles(index, files, sizes);
    }

    /** The file of each tensor. */
    private static Map<String, String> places(Path index) throws IOException {
        if (!(JsonTree.read(index) instanceof Map<?, ?> tree) || !(tree.get("weight_map") instanceof Map<?, ?> map)) {
            throw new DataException(index.toString(), "an object with a weight_map", "none");
        }
        Map<String, String> places = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getValue() instanceof String name) || !isPlainName(name)) {
                throw new DataException(
                        index + ": weight_map: " + entry.getKey(),
                        "the plain name of a .safetensors file in the folder",
                        String.valueOf(entry.getValue()));
            }
            places.put((String) entry.getKey(), name);
        }
        return places;
    }

    /** The dimensions of each tensor. */
    Map<String, long[]> sizes() {
        return sizes;
    }

    /** The tensors that are wanted. */
    Map<String, Safetensors.Entry> read(Predicate<String> wanted) throws IOException {
        Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
        for (Path file : files) {
            tensors.putAll(Safetensors.read(file, wanted));
        }
        return tensors;
    }

    /** What errors call the place of the tensors. */
    Path place() {
        return place;
    }
}
