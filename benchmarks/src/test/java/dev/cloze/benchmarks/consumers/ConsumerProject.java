package dev.cloze.benchmarks.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A program of others: a Maven project below {@code consumers/}, built by the Maven that runs the tests, with the
 * dependencies that it brings, and run in a JVM of its own.
 */
final class ConsumerProject {
    private static final Path PROJECTS = Path.of("..", "consumers");
    private static final long MOST_SECONDS = 300;
    private static final Map<String, ConsumerProject> BUILT = new ConcurrentHashMap<>();

    private final String name;
    private final String classPath;

    private ConsumerProject(String name, String classPath) {
        this.name = name;
        this.classPath = classPath;
    }

    /** The project of that folder, which is built the first time. */
    static ConsumerProject of(String name) {
        return BUILT.computeIfAbsent(name, ConsumerProject::build);
    }

    private static ConsumerProject build(String name) {
        Path target = PROJECTS.resolve(name).resolve("target");
        List<String> command = new ArrayList<>(List.of(
                maven(),
                "-B",
                "-ntp",
                "-f",
                PROJECTS.resolve(name).resolve("pom.xml").toString()));
        property("maven.repo.local").ifPresent(place -> command.add("-Dmaven.repo.local=" + place));
        property("native.classifier").ifPresent(classifier -> command.add("-Dnative.classifier=" + classifier));
        property("maven.settings")
                .filter(file -> Files.exists(Path.of(file)))
                .ifPresent(file -> command.addAll(List.of("-s", file)));
        command.addAll(List.of("compile", "dependency:build-classpath"));
        try {
            run(command);
            String dependencies = Files.readString(target.resolve("classpath.txt"));
            return new ConsumerProject(name, target.resolve("classes") + File.pathSeparator + dependencies);
        } catch (IOException e) {
            throw new AssertionError(name + ": " + e, e);
        }
    }

    private static String maven() {
        boolean windows = File.separatorChar == '\\';
        String program = windows ? "mvn.cmd" : "mvn";
        return property("maven.home")
                .map(home -> Path.of(home, "bin", program).toString())
                .orElse(program);
    }

    /** One that the build passes on; none in a test that was started otherwise. */
    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isEmpty());
    }

    /**
     * Runs a main class.
     *
     * @param folder its first argument; the files of lines and answers are made beside it
     * @param more its arguments after those
     * @return for each line what it answers
     */
    List<String> answers(String main, Path folder, List<String> lines, String... more) throws IOException {
        Path asked = Files.write(Files.createTempFile(folder.getParent(), name, ".asked"), lines);
        Path answered = folder.resolveSibling(asked.getFileName() + ".answered");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "dev.cloze.consumers." + main,
                folder.toString(),
                asked.toString(),
                answered.toString()));
        command.addAll(List.of(more));
        run(command);
        List<String> answers = Files.readAllLines(answered);
        assertThat(answers).as("%s: answers", name).hasSameSizeAs(lines);
        return answers;
    }

    private static void run(List<String> command) throws IOException {
        Path log = Files.createTempFile("consumer", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = String.join(" ", command) + "\n" + Files.readString(log);
            assertThat(ended).as("ended in time: %s", text).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            Files.delete(log);
        }
    }
}
