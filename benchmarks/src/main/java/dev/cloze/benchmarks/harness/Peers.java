package dev.cloze.benchmarks.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Rivals in other languages: scripts in {@code benchmarks/peers}, and folders beside them with the Python that runs them. */
public final class Peers {
    /** Where the scripts and their Python stand. */
    public static final String PROPERTY = "cloze.peers";

    private Peers() {}

    public static Path folder() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("cloze.home", ""), "benchmarks", "peers"));
    }

    /** The Python of a folder beside the scripts, which need not be there. */
    public static Path python(String environment) {
        return folder().resolve(environment).resolve("bin").resolve("python");
    }

    public static boolean isThere(String environment) {
        return Files.isExecutable(python(environment));
    }

    /**
     * A process that has not begun; what it says on its error output is this one's. It does not have the variables that
     * the launcher sets for the engine: there they would cost memory, and a library its second thread.
     */
    public static ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("MALLOC_") || name.startsWith("TOKENIZERS_"));
        return builder;
    }
}
