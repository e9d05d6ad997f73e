package dev.cloze.core.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import dev.cloze.tokenizer.UsageException;

/** The loaded engine: its settings before the first use, and what it says of itself. */
public final class TorchEngine {
    static final String NAME = "PyTorch";

    private TorchEngine() {}

    /**
     * Loads the engine once, without any network call: DJL's tracking is off, and its download of natives too, unless
     * the caller has set the system property {@code ai.djl.offline} to false.
     *
     * @throws UsageException if the engine's libraries are missing, or DJL is another version than the one that this was
     *     built for
     */
    public static synchronized void start() {
        DjlVersion.requireExpected();
        setIfAbsent("OPT_OUT_TRACKING", "true");
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("ai.djl.pytorch.graph_optimizer", "false");
        try {
            Engine.getEngine(NAME);
        } catch (EngineException e) {
            throw new UsageException(
                    "engine",
                    "PyTorch's libraries, as pytorch-native-cpu on the class path or in PYTORCH_LIBRARY_PATH",
                    String.valueOf(e.getMessage()));
        }
    }

    /** The version of PyTorch, as in {@code 2.7.1}. */
    public static String version() {
        start();
        return Engine.getEngine(NAME).getVersion();
    }

    /** Threads that one operation uses on the CPU. */
    public static int threads() {
        start();
        return JniUtils.getNumThreads();
    }

    /**
     * Sets the CPU's and the GPUs' random number generators to a place that this number determines. There is one
     * generator for the whole JVM: to get the same numbers again, no other thread may draw from it meanwhile.
     */
    public static void seed(long seed) {
        start();
        JniUtils.setSeed(seed);
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null && System.getenv(property) == null) {
            System.setProperty(property, value);
        }
    }
}
