package dev.cloze.core.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The owner of native arrays: what is made in a scope lives until the scope closes. There are two lifetimes, the run's
 * and the step's; a step is a child of the run. Not thread-safe; scopes of different threads are independent.
 */
public final class Scope implements AutoCloseable {
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final NDManager manager;

    private Scope(NDManager manager) {
        this.manager = manager;
        OPEN.incrementAndGet();
    }

    /** A scope for a run on the device. */
    public static Scope open(ComputeDevice device) {
        TorchEngine.start();
        return new Scope(Engine.getEngine(TorchEngine.NAME).newBaseManager(device.djlDevice()));
    }

    /** A scope inside this one, for a step: closed first, and at the latest with this one. */
    public Scope child() {
        return new Scope(manager.newSubManager());
    }

    /** How many scopes are open in this JVM; a test that leaves one behind has leaked. */
    public static int openScopes() {
        return OPEN.get();
    }

    /** How many arrays and child scopes this scope owns. */
    public int owned() {
        return ((PtNDManager) manager).getManagedArrays().size();
    }

    /** 64-bit integers in the engine's own memory. */
    public NativeArray longs(long[] data, long... sizes) {
        ByteBuffer bytes = direct(8L * data.length);
        bytes.asLongBuffer().put(data);
        return copied(bytes, sizes, DataType.INT64);
    }

    /** float32 numbers in the engine's own memory. */
    public NativeArray floats(float[] data, long... sizes) {
        ByteBuffer bytes = direct(4L * data.length);
        bytes.asFloatBuffer().put(data);
        return copied(bytes, sizes, DataType.FLOAT32);
    }

    public NativeArray scalar(double value) {
        return floats(new float[] {(float) value});
    }

    public NativeArray zeros(long... sizes) {
        return new NativeArray(manager.zeros(new Shape(sizes), DataType.FLOAT32));
    }

    NDManager manager() {
        return manager;
    }

    Device device() {
        return manager.getDevice();
    }

    /** Copies, since an array over Java's memory would share its fate with the garbage collector. */
    private NativeArray copied(ByteBuffer bytes, long[] sizes, DataType type) {
        try (NDArray view = manager.create(bytes, new Shape(sizes), type)) {
            return new NativeArray(view.duplicate());
        }
    }

    private static ByteBuffer direct(long bytes) {
        return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        if (manager.isOpen()) {
            manager.close();
            OPEN.decrementAndGet();
        }
    }
}
