package dev.cloze.core.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The owner of native arrays: what is made in a scope lives until the scope closes. There are two lifetimes, the run's
 * and the step's; a step is a child of the run. Several threads may open children of one scope at once; all else in a
 * scope is for one thread at a time.
 */
public final class Scope implements AutoCloseable {
    private static final Set<Scope> OPEN = ConcurrentHashMap.newKeySet();
    /** Tests run with assertions; in production a stack trace for each step would cost more than it tells. */
    private static final boolean REMEMBERS_OPENINGS = Scope.class.desiredAssertionStatus();

    private final ComputeDevice device;
    private final NDManager manager;
    private final Throwable opening;

    private Scope(ComputeDevice device, NDManager manager) {
        this.device = device;
        this.manager = manager;
        opening = REMEMBERS_OPENINGS ? new Throwable("scope opened here") : null;
        OPEN.add(this);
    }

    /** A scope for a run on the device. */
    public static Scope open(ComputeDevice device) {
        TorchEngine.start();
        return new Scope(device, Engine.getEngine(TorchEngine.NAME).newBaseManager(device.djlDevice()));
    }

    /** A scope inside this one, for a step: closed first, and at the latest with this one. */
    public Scope child() {
        return new Scope(device, manager.newSubManager());
    }

    /** Where the arrays are. */
    public ComputeDevice device() {
        return device;
    }

    /** How many scopes are open in this JVM; a test that leaves one behind has leaked. */
    public static int openScopes() {
        return OPEN.size();
    }

    /** The open scopes, in no order. */
    static List<Scope> open() {
        return List.copyOf(OPEN);
    }

    /** Where this scope was opened; null unless this class runs with assertions. */
    Throwable opening() {
        return opening;
    }

    /** How many arrays, loaded programs and child scopes this scope owns. */
    public int owned() {
        return ((PtNDManager) manager).getManagedArrays().size();
    }

    /**
     * 64-bit integers in the engine's own memory.
     *
     * @param data row-major, as many as the product of the sizes
     */
    public NativeArray longs(long[] data, long... sizes) {
        requireCount(data.length, sizes);
        ByteBuffer bytes = direct(8L * data.length);
        bytes.asLongBuffer().put(data);
        return copied(bytes, sizes, DataType.INT64);
    }

    /**
     * float32 numbers in the engine's own memory.
     *
     * @param data row-major, as many as the product of the sizes
     */
    public NativeArray floats(float[] data, long... sizes) {
        requireCount(data.length, sizes);
        ByteBuffer bytes = direct(4L * data.length);
        bytes.asFloatBuffer().put(data);
        return copied(bytes, sizes, DataType.FLOAT32);
    }

    /** A float32 number without dimensions. */
    public NativeArray scalar(double value) {
        return floats(new float[] {(float) value});
    }

    /** float32 zeros. */
    public NativeArray zeros(long... sizes) {
        return new NativeArray(manager.zeros(new Shape(sizes), DataType.FLOAT32));
    }

    NDManager manager() {
        return manager;
    }

    /** Copies, since an array over Java's memory would share its fate with the garbage collector. */
    private NativeArray copied(ByteBuffer bytes, long[] sizes, DataType type) {
        try (NDArray view = manager.create(bytes, new Shape(sizes), type)) {
            return new NativeArray(view.duplicate());
        }
    }

    /** The engine would read past the end of too few numbers, and drop some of too many. */
    private static void requireCount(int count, long[] sizes) {
        long expected = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
        if (count != expected) {
            throw new IllegalArgumentException(
                    "array: expected " + expected + " numbers for sizes " + Arrays.toString(sizes) + ", got " + count);
        }
    }

    private static ByteBuffer direct(long bytes) {
        return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        if (manager.isOpen()) {
            manager.close();
        }
        // Its children, too, closed with it.
        OPEN.removeIf(scope -> !scope.manager.isOpen());
    }
}
