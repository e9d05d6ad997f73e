package dev.cloze.core.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngine;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * The version of DJL on the class path. Another one than we were built for differs in its native methods, and would end
 * in a missing method at some later call, or worse.
 *
 * <p>The versions come from the jars' own property files: what a manifest says may be of a jar that many were put into.
 */
final class DjlVersion {
    private static final String VERSION = "djl_version";

    private DjlVersion() {}

    /** The version that we were built for. */
    static String expected() {
        return version(DjlVersion.class, "libraries.properties")
                .orElseThrow(
                        () -> new IllegalStateException("libraries.properties: expected " + VERSION + ", got none"));
    }

    /**
     * Refuses another DJL.
     *
     * @throws UsageException if the class path has one
     */
    static void requireExpected() {
        requireExpected("ai.djl:api", version(Engine.class, "api.properties"));
        requireExpected("ai.djl.pytorch:pytorch-engine", version(PtEngine.class, "/pytorch-engine.properties"));
    }

    /** {@code found} is empty if the artifact does not tell; then there is nothing to say against it. */
    static void requireExpected(String artifact, Optional<String> found) {
        if (found.isPresent() && !found.get().equals(expected())) {
            throw new UsageException(
                    "class path",
                    artifact + " " + expected() + ", which this Cloze was built for",
                    found.get() + "; dependencyManagement that imports ai.djl:bom " + expected() + " sets it");
        }
    }

    private static Optional<String> version(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(in);
            return Optional.ofNullable(properties.getProperty(VERSION)).map(String::strip);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
