package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngine;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlVersionTest {
    @TempDir
    private Path folder;

    @Test
    void theVersionBuiltForIsTheOneOnTheClassPath() {
        assertThat(DjlVersion.expected()).isEqualTo(Engine.getDjlVersion()).matches("\\d+\\.\\d+\\.\\d+");
        assertThatCode(DjlVersion::requireExpected).doesNotThrowAnyException();
    }

    @Test
    void anotherVersionIsNamed() {
        String expected = DjlVersion.expected();
        assertThatThrownBy(() -> DjlVersion.requireExpected("ai.djl:api", Optional.of("0.99.0")))
                .isInstanceOf(UsageException.class)
                .hasMessage("class path: expected ai.djl:api " + expected
                        + ", which this Cloze was built for, got 0.99.0; dependencyManagement that imports ai.djl:bom "
                        + expected + " sets it");
        assertThatCode(() -> DjlVersion.requireExpected("ai.djl:api", Optional.empty()))
                .doesNotThrowAnyException();
    }

    /** Our classes and DJL's again, by a loader of their own, before whose files stands the property file of another DJL. */
    @Test
    void theEngineDoesNotStartWithAnotherVersion() throws Exception {
        for (String file : List.of("ai/djl/engine/api.properties", "pytorch-engine.properties")) {
            Path other = folder.resolve(file.replace('/', '-'));
            Files.createDirectories(other.resolve(file).getParent());
            Files.writeString(other.resolve(file), "djl_version=0.99.0\n");
            try (URLClassLoader loader = new OtherFirst(other)) {
                Class<?> engine = loader.loadClass(TorchEngine.class.getName());
                assertThat(engine).isNotSameAs(TorchEngine.class);
                assertThatThrownBy(() -> engine.getMethod("start").invoke(null))
                        .isInstanceOf(InvocationTargetException.class)
                        .cause()
                        .hasMessageStartingWith("class path: expected ai.djl")
                        .hasMessageContaining("got 0.99.0");
            }
        }
    }

    /** Takes nothing from the class path but the JDK. */
    private static final class OtherFirst extends URLClassLoader {
        private final Path other;

        OtherFirst(Path other) {
            super(urls(), ClassLoader.getPlatformClassLoader());
            this.other = other;
        }

        private static URL[] urls() {
            return List.of(TorchEngine.class, UsageException.class, Engine.class, PtEngine.class).stream()
                    .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                    .toArray(URL[]::new);
        }

        @Override
        public URL getResource(String name) {
            Path file = other.resolve(name);
            try {
                return Files.isRegularFile(file) ? file.toUri().toURL() : super.getResource(name);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
