package dev.cloze.core.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A TorchScript file loaded as a user's program loads it: with the engine's own graph optimizer. */
public final class LoadedModule implements AutoCloseable {
    /** How the method takes its arrays. */
    public enum Arguments {
        /** One after the other. */
        BY_PLACE,
        /** As one dictionary. */
        BY_NAME
    }

    private final PtSymbolBlock module;

    private LoadedModule(PtSymbolBlock module) {
        this.module = module;
    }

    /** Loads a file into a scope that outlives every call. */
    public static LoadedModule load(Scope run, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new LoadedModule(JniUtils.loadModule((PtNDManager) run.manager(), in, false, false));
        }
    }

    /**
     * Runs the file's method {@code forward}.
     *
     * @param names of the arrays, which count in a dictionary
     * @param arrays the first belongs to the step, as the results will
     * @throws ai.djl.engine.EngineException if the engine refuses or fails
     */
    public List<NativeArray> forward(Arguments arguments, List<String> names, List<NativeArray> arrays) {
        NDList inputs = new NDList();
        for (int i = 0; i < arrays.size(); i++) {
            NDArray array = arrays.get(i).ndArray();
            // The route into the engine makes a dictionary of arrays whose names have a dot.
            array.setName(arguments == Arguments.BY_NAME ? "input." + names.get(i) : names.get(i));
            inputs.add(array);
        }
        JniUtils.setGraphExecutorOptimize(true);
        return IValueUtils.forward(module, inputs, false).stream()
                .map(NativeArray::new)
                .toList();
    }

    @Override
    public void close() {
        module.close();
    }
}
