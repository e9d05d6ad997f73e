package dev.cloze.trainer.cli;

import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.core.torch.MatrixMultiplyPeak;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.trainer.observe.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cloze doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Shows what the program found on this machine, and what is wrong with it.")
public final class DoctorCommand implements ClozeCommand {
    @Spec
    private CommandSpec spec;

    private static final double GIB = 1 << 30;
    private static final double LEAST_HEAP_GIB = 0.5;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    private record Result(
            String version,
            String java,
            String platform,
            String engine,
            String natives,
            int gpus,
            int threads,
            int processors,
            double matrixMultiplyGflops,
            boolean flushesSubnormals,
            String allocator,
            double heapGiB,
            List<String> problems) {}

    @Override
    public Integer call() throws Exception {
        Result result = examine();
        if (json) {
            out().println(Json.of(result));
        } else {
            show(result);
        }
        return result.problems.isEmpty() ? 0 : 1;
    }

    private void show(Result result) {
        Console console = new Console(out()::println);
        console.line("cloze", "%s, Java %s, %s", result.version, result.java, result.platform);
        console.line("engine", "%s; natives: %s", result.engine, result.natives);
        console.line("devices", "cpu, %d GPUs", result.gpus);
        console.line(
                "threads",
                "%d for an operation, %d processors; matrix multiply %.0f GFLOP/s",
                result.threads,
                result.processors,
                result.matrixMultiplyGflops);
        console.line("numbers", "subnormals %s", result.flushesSubnormals ? "flushed in training" : "not flushed");
        console.line("allocator", "%s", result.allocator);
        console.line("memory", "Java heap up to %.1f GiB; the engine's memory is beside it", result.heapGiB);
        result.problems.forEach(problem -> console.line("problem", "%s", problem));
        console.line("", "%s", result.problems.isEmpty() ? "nothing is wrong" : "see above");
    }

    private static Result examine() throws Exception {
        List<String> problems = new ArrayList<>();
        boolean flushes = EngineThread.flushesSubnormalNumbers();
        if (!flushes) {
            problems.add("this platform's subnormal numbers are not flushed: long runs may slow down");
        }
        String allocator = System.getenv("MALLOC_MMAP_THRESHOLD_");
        boolean oneHeap = "1".equals(System.getenv("MALLOC_ARENA_MAX"));
        boolean linux = System.getProperty("os.name").equals("Linux");
        if (linux && (allocator == null || !oneHeap)) {
            problems.add((allocator == null ? "MALLOC_MMAP_THRESHOLD_ is not set" : "MALLOC_ARENA_MAX is not 1")
                    + ": large steps are slower and take more memory; start through ./cloze");
        }
        double heap = Runtime.getRuntime().maxMemory() / GIB;
        if (heap < LEAST_HEAP_GIB) {
            problems.add("less than " + LEAST_HEAP_GIB + " GiB of Java heap: start with a larger -Xmx");
        }
        String path = System.getenv("PYTORCH_LIBRARY_PATH");
        return new Result(
                Version.number(),
                System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                "PyTorch " + TorchEngine.version(),
                path == null ? "from the class path" : path,
                ComputeDevice.gpuCount(),
                TorchEngine.threads(),
                Runtime.getRuntime().availableProcessors(),
                Math.round(MatrixMultiplyPeak.flopsPerSecond(ComputeDevice.CPU) / 1e9),
                flushes,
                (allocator == null ? "the platform's defaults" : "large blocks kept, threshold " + allocator)
                        + (oneHeap ? ", one heap for all threads" : ""),
                Math.round(heap * 10) / 10.0,
                problems);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
