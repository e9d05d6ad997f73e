package dev.cloze.trainer.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The nodes, constants, inputs and outputs of one ONNX graph under construction, all with names of their own. */
final class OnnxNodes {
    /** The first with LayerNormalization; ONNX Runtime 1.12 of 2022 reads it. */
    private static final int OPERATOR_SET = 17;

    /** The file format of the release that brought that operator set. */
    private static final int FORMAT_VERSION = 8;

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> shared = new HashMap<>();

    /** A size of an input or output: of a name if it is free. */
    record Size(String name, long size) {
        static Size free(String name) {
            return new Size(name, 0);
        }

        static Size of(long size) {
            return new Size("", size);
        }
    }

    OnnxNodes(String name) {
        graph.setName(name);
    }

    /** A node of one result. */
    String add(String result, String operator, List<String> operands, AttributeProto... attributes) {
        String name = free(result);
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator)
                .addAllInput(operands)
                .addOutput(name)
                .addAllAttribute(Arrays.asList(attributes)));
        return name;
    }

    /** The two equal halves of the last dimension. */
    List<String> halves(String operand) {
        List<String> names = List.of(free(operand + "_first"), free(operand + "_second"));
        graph.addNode(NodeProto.newBuilder()
                .setName(names.get(0))
                .setOpType("Split")
                .addInput(operand)
                .addAllOutput(names)
                .addAttribute(attribute("axis", -1)));
        return names;
    }

    /** What is made at the first call with a key, and given again at later ones. */
    String once(String key, Supplier<String> made) {
        String known = shared.get(key);
        if (known == null) {
            known = made.get();
            shared.put(key, known);
        }
        return known;
    }

    /** A constant list of 64-bit integers. */
    String integers(long... values) {
        return once("integers " + Arrays.toString(values), () -> {
            ByteBuffer bytes = bytes(8, values.length);
            bytes.asLongBuffer().put(values);
            return constant("integers", TensorProto.DataType.INT64, bytes, values.length);
        });
    }

    /** A constant integer without dimensions. */
    String integer(long value) {
        return once("integer " + value, () -> {
            ByteBuffer bytes = bytes(8, 1);
            bytes.asLongBuffer().put(value);
            return constant("integer", TensorProto.DataType.INT64, bytes);
        });
    }

    /** A constant number without dimensions. */
    String number(double value) {
        return once("number " + value, () -> numbers("number", new float[] {(float) value}));
    }

    /** A constant of float32 numbers, row-major. */
    String numbers(String name, float[] values, long... sizes) {
        ByteBuffer bytes = bytes(4, values.length);
        bytes.asFloatBuffer().put(values);
        return constant(name, TensorProto.DataType.FLOAT, bytes, sizes);
    }

    String input(String name, Size... sizes) {
        graph.addInput(value(reserved(name), TensorProto.DataType.INT64, sizes));
        return name;
    }

    /** Makes a result known as an output under a name of its own. */
    void output(String name, String result, Size... sizes) {
        graph.addNode(NodeProto.newBuilder()
                .setName(reserved(name))
                .setOpType("Identity")
                .addInput(result)
                .addOutput(name));
        graph.addOutput(value(name, TensorProto.DataType.FLOAT, sizes));
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto attribute(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    ModelProto model() {
        return ModelProto.newBuilder()
                .setIrVersion(FORMAT_VERSION)
                .setProducerName("cloze")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
                .setGraph(graph)
                .build();
    }

    private String constant(String name, TensorProto.DataType type, ByteBuffer bytes, long... sizes) {
        String free = free(name);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(free)
                .setDataType(type.getNumber())
                .setRawData(raw(bytes));
        for (long size : sizes) {
            tensor.addDims(size);
        }
        graph.addInitializer(tensor);
        return free;
    }

    /** Without a copy: nobody writes to the buffer any more. */
    private static ByteString raw(ByteBuffer bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private static ByteBuffer bytes(int each, int count) {
        return ByteBuffer.allocate(Math.multiplyExact(each, count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, Size... sizes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Size size : sizes) {
            shape.addDim(
                    size.name().isEmpty()
                            ? TensorShapeProto.Dimension.newBuilder().setDimValue(size.size())
                            : TensorShapeProto.Dimension.newBuilder().setDimParam(size.name()));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    private String reserved(String name) {
        if (!taken.add(name)) {
            throw new IllegalArgumentException("onnx: expected a free name, got " + name + " again");
        }
        return name;
    }

    private String free(String name) {
        String candidate = name;
        for (int i = 1; !taken.add(candidate); i++) {
            candidate = name + "_" + i;
        }
        return candidate;
    }
}
