package dev.cloze.core.model;

import dev.cloze.tokenizer.FolderTree;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model's folder among the resources of the class path, as in a service's own jar. Its files are copied to a temporary
 * folder for as long as it takes to load them:
 *
 * <pre>{@code
 * TextEmbedder embedder = ClassPathModel.load("models/minilm", TextEmbedder::load);
 * }</pre>
 */
public final class ClassPathModel {
    private ClassPathModel() {}

    /** What is made of a model's folder. */
    @FunctionalInterface
    public interface Loading<T> {
        /** Loads from a folder that is deleted when this returns. */
        T load(Path folder) throws IOException;
    }

    /**
     * Loads a model with the class loader of this thread's context.
     *
     * @param folder its path on the class path, without a slash at the start
     * @throws UsageException if there is no such model
     */
    public static <T> T load(String folder, Loading<T> loading) throws IOException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return load(context == null ? ClassPathModel.class.getClassLoader() : context, folder, loading);
    }

    /** As {@link #load(String, Loading)}, with a class loader of the caller's. */
    public static <T> T load(ClassLoader loader, String folder, Loading<T> loading) throws IOException {
        Path copy = Files.createTempDirectory("cloze-model-");
        try {
            copy(loader, folder, copy);
            return loading.load(copy);
        } finally {
            FolderTree.delete(copy);
        }
    }

    /** A jar cannot be asked what is in a folder of it, so every name that a model's files can have is tried. */
    private static void copy(ClassLoader loader, String folder, Path to) throws IOException {
        if (!copied(loader, folder, ModelFiles.CONFIG, to)) {
            throw new UsageException("class path: " + folder, "a model's folder with " + ModelFiles.CONFIG, "none");
        }
        List<String> names = new ArrayList<>(TokenizerFiles.names());
        names.add(TensorFiles.SINGLE);
        names.addAll(shards(loader, folder, to));
        for (String name : names) {
            copied(loader, folder, name, to);
        }
    }

    /** The files that an index names, if there is one; what else it names is refused when the model is opened. */
    private static List<String> shards(ClassLoader loader, String folder, Path to) throws IOException {
        if (!copied(loader, folder, TensorFiles.INDEX, to)
                || !(JsonTree.read(to.resolve(TensorFiles.INDEX)) instanceof Map<?, ?> index)
                || !(index.get("weight_map") instanceof Map<?, ?> files)) {
            return List.of();
        }
        return files.values().stream()
                .map(String::valueOf)
                .filter(TensorFiles::isPlainName)
                .distinct()
                .toList();
    }

    private static boolean copied(ClassLoader loader, String folder, String name, Path to) throws IOException {
        Optional<InputStream> found = Optional.ofNullable(loader.getResourceAsStream(folder + "/" + name));
        if (found.isPresent()) {
            try (InputStream in = found.get()) {
                Files.copy(in, to.resolve(name));
            }
        }
        return found.isPresent();
    }
}
