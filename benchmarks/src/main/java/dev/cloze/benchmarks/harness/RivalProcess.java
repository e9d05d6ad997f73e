package dev.cloze.benchmarks.harness;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * A rival in a process of its own, which first describes itself and then answers each order with the time that it took, by its
 * own clock: a JSON object a line, {@code {"library": …}} and {@code {"seconds": …, "peakRssMiB": …}}.
 */
public final class RivalProcess implements Closeable {
    private final List<String> command;
    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;
    private final JsonObject description;
    private OptionalLong peakRssMiB = OptionalLong.empty();

    /** A rival that has described itself. */
    public RivalProcess(List<String> command) throws IOException {
        this(Peers.process(command));
    }

    /** The same, by a process that has not begun. */
    public RivalProcess(ProcessBuilder builder) throws IOException {
        command = List.copyOf(builder.command());
        process = builder.start();
        orders = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
        answers = process.inputReader(StandardCharsets.UTF_8);
        description = answer();
    }

    /** What it says of itself. */
    public JsonObject description() {
        return description;
    }

    /** Has an order carried out; the answer. */
    public JsonObject order(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
        JsonObject answer = answer();
        peakRssMiB = OptionalLong.of(answer.get("peakRssMiB").getAsLong());
        return answer;
    }

    /** Calls it once; how long that took, in seconds. */
    public double call() throws IOException {
        return order("call").get("seconds").getAsDouble();
    }

    /** Its most resident memory when it last answered. */
    public OptionalLong peakRssMiB() {
        return peakRssMiB;
    }

    private JsonObject answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException(command + ": expected a process that answers, got its end");
        }
        return JsonParser.parseString(line).getAsJsonObject();
    }

    /** Ends the process and waits for it. */
    @Override
    public void close() throws IOException {
        try {
            orders.close();
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            answers.close();
        }
    }
}
