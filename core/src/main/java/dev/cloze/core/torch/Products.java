package dev.cloze.core.torch;

import ai.djl.engine.EngineException;
import java.util.List;

/** How the products of linear layers are computed. All give the same numbers up to rounding; they differ in time. */
public enum Products {
    /** The engine's {@code linear}: cuBLAS on GPUs, MKL on CPUs, which leaves half of an AMD processor's speed unused. */
    LINEAR {
        @Override
        String write(String x, int rank, String weight, String bias) {
            return "torch.linear(" + x + ", " + weight + ", " + bias + ")";
        }
    },

    /**
     * A convolution whose kernel is one pixel wide: tokens are the pixels of a picture, of which features are the
     * channels. The engine hands it to oneDNN, and its gradients too. A matrix of 256 x 1,024 and 4,096 tokens, forward
     * and both gradients: 345 GFLOP/s on two cores of an AMD EPYC, against 170 of {@link #LINEAR}.
     */
    CONVOLUTION {
        @Override
        String write(String x, int rank, String weight, String bias) {
            if (rank != 2 && rank != 3) {
                throw new IllegalArgumentException("linear " + x + ": expected 2 or 3 dimensions, got " + rank);
            }
            int added = 4 - rank;
            String picture = repeated("torch.unsqueeze(", added, x, ", 0)");
            String kernel = repeated("torch.unsqueeze(", 2, weight, ", -1)");
            String product = "torch.conv2d(torch.permute(" + picture + ", [0, 3, 1, 2]), " + kernel + ", " + bias + ")";
            return repeated("torch.squeeze(", added, "torch.permute(" + product + ", [0, 2, 3, 1])", ", 0)");
        }
    },

    /** oneDNN's product with a matrix that {@link #packed} laid out or a plain one. It has no gradient. */
    PACKED {
        @Override
        String write(String x, int rank, String weight, String bias) {
            return "ops.mkldnn._linear_pointwise(" + x + ", " + weight + ", " + bias
                    + ", \"none\", annotate(List[Optional[number]], []), \"\")";
        }
    };

    /**
     * What training and evaluation use on a device: {@link #CONVOLUTION} on CPUs for which the engine has oneDNN. It
     * depends on the machine alone, since the last bits depend on it.
     */
    public static Products of(ComputeDevice device) {
        return device.kind() == ComputeDevice.Kind.CPU && OneDnn.AVAILABLE ? CONVOLUTION : LINEAR;
    }

    /** Whether matrices on this device can be {@link #packed}. */
    static boolean canPack(ComputeDevice device) {
        return device.kind() == ComputeDevice.Kind.CPU && OneDnn.AVAILABLE;
    }

    /**
     * The expression of {@code x weight^T + bias}.
     *
     * @param rank of x
     * @param bias a variable or {@code None}
     */
    abstract String write(String x, int rank, String weight, String bias);

    /** The expression of a matrix that is laid out for {@link #PACKED}. */
    static String packed(String weight) {
        return "ops.mkldnn._reorder_linear_weight(" + weight + ", None)";
    }

    private static String repeated(String before, int times, String expression, String after) {
        return before.repeat(times) + expression + after.repeat(times);
    }

    /** Whether the engine was built with oneDNN; found out once. */
    private static final class OneDnn {
        static final boolean AVAILABLE = isAvailable();

        private static boolean isAvailable() {
            ScriptMethod probe = new ScriptMethod(
                    "probe",
                    List.of(ScriptMethod.Argument.array("w")),
                    List.of("return [" + PACKED.write("w", 2, packed("w"), "None") + "]"));
            try (Scope scope = Scope.open(ComputeDevice.CPU);
                    Program program = Program.load(scope, List.of(probe))) {
                program.call("probe", Program.Mode.INFERENCE, scope, scope.floats(new float[] {1}, 1, 1));
                return true;
            } catch (EngineException e) {
                return false; // as for Apple's processors
            }
        }
    }
}
