package dev.cloze.benchmarks.attention;

import java.util.function.UnaryOperator;

/** Plain attention whose results someone spoils. */
final class Planted implements Attention {
    private final String name;
    private final UnaryOperator<Outputs> spoiling;

    private Planted(String name, UnaryOperator<Outputs> spoiling) {
        this.name = name;
        this.spoiling = spoiling;
    }

    /** The gradient of v is too large by a part in a thousand. */
    static Planted wrong() {
        return new Planted("wrong", outputs -> {
            for (int i = 0; i < outputs.vGradient().length; i++) {
                outputs.vGradient()[i] *= 1.001f;
            }
            return outputs;
        });
    }

    /** The first round's results for ever. */
    static Planted caching() {
        Outputs[] first = new Outputs[1];
        return new Planted("caching", outputs -> {
            first[0] = first[0] == null ? outputs : first[0];
            return first[0];
        });
    }

    /** One number is none. */
    static Planted notANumber() {
        return new Planted("not-a-number", outputs -> {
            outputs.out()[0] = Float.NaN;
            return outputs;
        });
    }

    static Planted refusing() {
        return new Planted("refusing", outputs -> {
            throw new IllegalStateException("it does not work");
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Prepared prepare(AttentionTask task) {
        Prepared plain = new PlainAttention().prepare(task);
        return new Prepared() {
            @Override
            public void take(float[] q, float[] k, float[] v, float[] outGradient) throws Exception {
                plain.take(q, k, v, outGradient);
            }

            @Override
            public void forward() throws Exception {
                plain.forward();
            }

            @Override
            public void backward() throws Exception {
                plain.backward();
            }

            @Override
            public Outputs outputs() throws Exception {
                return spoiling.apply(plain.outputs());
            }

            @Override
            public void close() {
                plain.close();
            }
        };
    }
}
