package dev.cloze.core.torch;

import dev.cloze.core.nn.ParameterSpec;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript file with its weights inside: one class whose attributes are the parameters and whose one method is
 * {@code forward}. Python's {@code torch.jit.load} and DJL read it like a module that they saved.
 */
public final class ModuleArchive {
    private static final String STORAGE = "FloatStorage";

    private ModuleArchive() {}

    /** The attribute that holds a parameter; a name with dots would be one of a module in the module. */
    public static String attribute(String parameter) {
        return parameter.replace('.', '_');
    }

    /**
     * Writes the file.
     *
     * @param signature of the method, as {@code (self, input_ids: Tensor) -> Tensor}
     * @param body its statements, unindented
     * @param parameters those that the body uses
     * @param values the numbers of each parameter by its name
     */
    public static void write(
            Path file, String signature, List<String> body, List<ParameterSpec> parameters, Map<String, float[]> values)
            throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            ScriptArchive.putAll(zip, object(parameters), code(signature, body, parameters));
            for (int i = 0; i < parameters.size(); i++) {
                ScriptArchive.put(
                        zip, "data/" + i, bytes(values.get(parameters.get(i).name()), parameters.get(i)));
            }
        }
    }

    private static String code(String signature, List<String> body, List<ParameterSpec> parameters) {
        StringBuilder code = new StringBuilder("class M(Module):\n  __parameters__ = [")
                .append(parameters.stream()
                        .map(spec -> "\"" + attribute(spec.name()) + "\", ")
                        .collect(Collectors.joining()))
                .append("]\n  __buffers__ = []\n  training : bool\n");
        parameters.forEach(
                spec -> code.append("  ").append(attribute(spec.name())).append(" : Tensor\n"));
        code.append("  def forward").append(signature).append(":\n");
        body.forEach(line -> code.append("    ").append(line).append('\n'));
        return code.toString();
    }

    private static byte[] bytes(float[] values, ParameterSpec spec) {
        if (values == null || values.length != spec.count()) {
            throw new IllegalArgumentException("module: expected " + spec.count() + " numbers for " + spec.name()
                    + ", got " + (values == null ? "none" : values.length));
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** The pickle of {@code __torch__.M} with its attributes; a tensor is its storage's number and its sizes. */
    private static byte[] object(List<ParameterSpec> parameters) {
        Pickle pickle = new Pickle();
        pickle.raw("c__torch__\nM\n)\u0081}(");
        pickle.text("training");
        pickle.raw("\u0089"); // False: nobody trains it
        for (int i = 0; i < parameters.size(); i++) {
            ParameterSpec spec = parameters.get(i);
            pickle.text(attribute(spec.name()));
            pickle.raw("ctorch._utils\n_rebuild_tensor_v2\n((");
            pickle.text("storage");
            pickle.raw("ctorch\n" + STORAGE + "\n");
            pickle.text(String.valueOf(i));
            pickle.text("cpu");
            pickle.integer(spec.count());
            pickle.raw("tQ");
            pickle.integer(0);
            pickle.integers(spec.sizes());
            pickle.integers(strides(spec.sizes()));
            pickle.raw("\u0089ccollections\nOrderedDict\n)RtR");
        }
        pickle.raw("ub.");
        return pickle.bytes();
    }

    private static long[] strides(long... sizes) {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= sizes[i];
        }
        return strides;
    }

    /** Python's pickle format 2, as much of it as tensors need. */
    private static final class Pickle {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Pickle() {
            raw("\u0080\u0002");
        }

        void raw(String codes) {
            bytes.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            raw("X");
            fourBytes(utf8.length);
            bytes.writeBytes(utf8);
        }

        void integer(int value) {
            raw("J");
            fourBytes(value);
        }

        void integers(long... values) {
            raw("(");
            for (long value : values) {
                integer(Math.toIntExact(value));
            }
            raw("t");
        }

        private void fourBytes(int value) {
            bytes.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
