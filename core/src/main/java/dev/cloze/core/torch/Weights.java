package dev.cloze.core.torch;

import dev.cloze.core.nn.ParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a model in the engine's memory, in the order of the model; the run's scope owns them. */
public final class Weights {
    private final List<ParameterSpec> specs;
    private final NativeArrayList arrays;

    private Weights(List<ParameterSpec> specs, NativeArrayList arrays) {
        this.specs = specs;
        this.arrays = arrays;
    }

    /** Fresh weights: a pure function of the seed. */
    public static Weights initial(Scope run, List<ParameterSpec> specs, long seed) {
        List<NativeArray> arrays = new ArrayList<>();
        specs.forEach(spec -> arrays.add(run.floats(spec.initialValues(seed), spec.sizes())));
        return new Weights(specs, new NativeArrayList("weights", arrays));
    }

    /** Weights with the values given, by parameter name; every parameter must be there with its size. */
    public static Weights of(Scope run, List<ParameterSpec> specs, Map<String, float[]> values) {
        return of("weights", run, specs, values);
    }

    /** The same under another name of their list, for a call that has two sets of weights. */
    public static Weights of(String list, Scope run, List<ParameterSpec> specs, Map<String, float[]> values) {
        List<NativeArray> arrays = new ArrayList<>();
        for (ParameterSpec spec : specs) {
            float[] data = values.get(spec.name());
            if (data == null || data.length != spec.count()) {
                throw new IllegalArgumentException("weights: expected " + spec.count() + " numbers for " + spec.name()
                        + ", got " + (data == null ? "none" : data.length));
            }
            arrays.add(run.floats(data, spec.sizes()));
        }
        return new Weights(specs, new NativeArrayList(list, arrays));
    }

    /** A copy of the numbers, by parameter name in the model's order. */
    public Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (int i = 0; i < specs.size(); i++) {
            values.put(specs.get(i).name(), arrays.arrays().get(i).toFloats());
        }
        return values;
    }

    public List<ParameterSpec> specs() {
        return specs;
    }

    public NativeArrayList arrays() {
        return arrays;
    }
}
