package dev.cloze.core.torch;

import ai.djl.engine.EngineException;
import dev.cloze.core.attention.ScriptLines;
import dev.cloze.core.graph.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How the products of linear layers are computed. All give the same numbers up to rounding; they differ in time. */
public enum Products {
    /** The engine's {@code linear}: cuBLAS on GPUs, MKL on CPUs, which does not use AVX-512 on AMD's processors. */
    LINEAR {
        @Override
        public String write(String x, int rank, String weight, String bias) {
            return "torch.linear(" + x + ", " + weight + ", " + bias + ")";
        }
    },

    /**
     * A convolution whose kernel is one pixel wide: rows are pictures of one line, tokens their pixels, features the
     * channels. The engine hands it to oneDNN, and its gradients too, if it has several threads or 16 rows. A matrix of
     * 256 x 1,024 and 4,096 tokens, forward and both gradients: 350 GFLOP/s on two cores of an AMD EPYC with AVX-512,
     * against 170 of {@link #LINEAR}; without AVX-512 144 against 157.
     */
    CONVOLUTION {
        @Override
        public String write(String x, int rank, String weight, String bias) {
            if (rank != 2 && rank != 3) {
                throw new IllegalArgumentException("linear " + x + ": expected 2 or 3 dimensions, got " + rank);
            }
            boolean isRows = rank == 3;
            String lines = "torch.unsqueeze(" + (isRows ? x : "torch.unsqueeze(" + x + ", 0)") + ", 1)";
            String kernel = "torch.unsqueeze(torch.unsqueeze(" + weight + ", -1), -1)";
            String product = "torch.conv2d(torch.permute(" + lines + ", [0, 3, 1, 2]), " + kernel + ", " + bias + ")";
            String rows = "torch.squeeze(torch.permute(" + product + ", [0, 2, 3, 1]), 1)";
            return isRows ? rows : "torch.squeeze(" + rows + ", 0)";
        }
    },

    /** oneDNN's product with a matrix that {@link #packed} laid out or a plain one. It has no gradient. */
    PACKED {
        @Override
        public String write(String x, int rank, String weight, String bias) {
            return "ops.mkldnn._linear_pointwise(" + x + ", " + weight + ", " + bias
                    + ", \"none\", annotate(List[Optional[number]], []), \"\")";
        }
    };

    /**
     * What training and evaluation use on a device: {@link #CONVOLUTION} on CPUs with units for which oneDNN knows bfloat16,
     * which on x86 are those of AVX-512, if the engine has several threads. It depends on the machine and the number of
     * threads alone, as the last bits do.
     */
    public static Products of(ComputeDevice device) {
        boolean isWide = isCpu(device) && know(device, Precision.BFLOAT16);
        return isWide && TorchEngine.threads() > 1 ? CONVOLUTION : LINEAR;
    }

    /** What suits a device where no gradient is asked for. */
    public static Products withoutGradient(ComputeDevice device) {
        return hasOneDnn(device) ? PACKED : LINEAR;
    }

    private static boolean hasOneDnn(ComputeDevice device) {
        return isCpu(device) && OneDnn.MULTIPLIES.contains(Precision.FLOAT32);
    }

    /** Whether a device multiplies numbers of a format as they are: GPUs do, CPUs if the engine has oneDNN for it. */
    static boolean know(ComputeDevice device, Precision precision) {
        return !isCpu(device) || OneDnn.MULTIPLIES.contains(precision);
    }

    private static boolean isCpu(ComputeDevice device) {
        return device.kind() == ComputeDevice.Kind.CPU;
    }

    /**
     * The expression of {@code x weight^T + bias}.
     *
     * @param rank of x
     * @param bias a variable or {@code None}
     */
    public abstract String write(String x, int rank, String weight, String bias);

    /** The expression of a matrix that is laid out for {@link #PACKED}. */
    static String packed(String weight) {
        return "ops.mkldnn._reorder_linear_weight(" + weight + ", None)";
    }

    /** What oneDNN multiplies here, if the engine was built with it; found out once. */
    private static final class OneDnn {
        static final Set<Precision> MULTIPLIES =
                Arrays.stream(Precision.values()).filter(OneDnn::multiplies).collect(Collectors.toUnmodifiableSet());

        private static boolean multiplies(Precision precision) {
            String matrix = ScriptLines.cast("w", precision);
            ScriptMethod probe = new ScriptMethod(
                    "probe",
                    List.of(ScriptMethod.Argument.array("w")),
                    List.of("return [" + PACKED.write(matrix, 2, packed(matrix), "None") + "]"));
            try (Scope scope = Scope.open(ComputeDevice.CPU);
                    Program program = Program.load(scope, List.of(probe))) {
                program.call("probe", Program.Mode.INFERENCE, scope, scope.floats(new float[] {1}, 1, 1));
                return true;
            } catch (EngineException e) {
                return false; // as for Apple's processors, and for bfloat16 on those before AVX-512
            }
        }
    }
}
