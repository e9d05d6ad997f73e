package dev.cloze.core.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Script methods loaded into the engine. Calls from several threads at once are safe, each with a step of its own;
 * closing while one is under way is not.
 */
public final class Program implements AutoCloseable {

    /** What a call is for. */
    public enum Mode {
        /** Gradients may be taken inside the method, and arrays may be changed in place. */
        TRAINING,
        /** No gradients; results may not be used in a later training call. */
        INFERENCE
    }

    private final PtSymbolBlock module;
    private final Map<String, ScriptMethod> methods = new HashMap<>();
    private final Map<String, NDArray> markers = new HashMap<>();

    private Program(PtSymbolBlock module, Scope run, List<ScriptMethod> methods) {
        this.module = module;
        for (ScriptMethod method : methods) {
            this.methods.put(method.name(), method);
            NDArray marker = run.manager().create(0f);
            // The route into the engine finds the method to run in the name of an array.
            marker.setName("module_method:" + method.name());
            markers.put(method.name(), marker);
        }
    }

    /** Loads methods into a scope that outlives every call. */
    public static Program load(Scope run, List<ScriptMethod> methods) {
        byte[] archive = ScriptArchive.bytes(methods);
        try {
            PtSymbolBlock module =
                    JniUtils.loadModule((PtNDManager) run.manager(), new ByteArrayInputStream(archive), false, false);
            return new Program(module, run, methods);
        } catch (IOException e) {
            throw new UncheckedIOException("in-memory archive", e);
        }
    }

    /**
     * Runs a method.
     *
     * @param step the owner of the first argument and of the results
     * @param arguments in the order of the method's signature
     * @return the tensors that the method returns
     * @throws IllegalArgumentException if the arguments are not those of the method, or the first is not the step's
     * @throws ai.djl.engine.EngineException if the engine refuses or fails; its message has the line of the script
     */
    public List<NativeArray> call(String name, Mode mode, Scope step, NativeArgument... arguments) {
        return call(name, mode, step, List.of(arguments));
    }

    /** As {@link #call(String, Mode, Scope, NativeArgument...)}. */
    public List<NativeArray> call(String name, Mode mode, Scope step, List<NativeArgument> arguments) {
        ScriptMethod method = methods.get(name);
        if (method == null) {
            throw new IllegalArgumentException("program: expected one of " + methods.keySet() + ", got " + name);
        }
        method.check(arguments);
        NDList inputs = inputs(name, arguments);
        if (inputs.get(0).getManager() != step.manager()) {
            throw new IllegalArgumentException(
                    name + ": expected a first argument of the step's scope, got one of another");
        }
        inputs.add(markers.get(name));
        // The flag belongs to the thread. With the optimizer on, first calls are slow and mixed types fail.
        JniUtils.setGraphExecutorOptimize(false);
        return IValueUtils.forward(module, inputs, mode == Mode.TRAINING).stream()
                .map(NativeArray::new)
                .toList();
    }

    private static NDList inputs(String method, List<NativeArgument> arguments) {
        NDList inputs = new NDList();
        Set<String> lists = new HashSet<>();
        for (NativeArgument argument : arguments) {
            if (argument instanceof NativeArrayList list) {
                list.requireOwnArrays();
                if (!lists.add(list.name())) {
                    throw new IllegalArgumentException(
                            method + ": expected lists of different names, got " + list.name() + " again");
                }
                list.arrays().forEach(array -> inputs.add(array.ndArray()));
            } else {
                NDArray array = ((NativeArray) argument).ndArray();
                if (array.getName() != null) {
                    throw new IllegalArgumentException(
                            method + ": expected an array of no list, got one of " + array.getName());
                }
                inputs.add(array);
            }
        }
        return inputs;
    }

    @Override
    public void close() {
        module.close();
        markers.values().forEach(NDArray::close);
    }
}
