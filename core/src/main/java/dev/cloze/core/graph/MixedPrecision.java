package dev.cloze.core.graph;

import java.util.IdentityHashMap;

/**
 * The format in which each result of a graph comes when its products are computed in a given one (Micikevicius et al.
 * 2018, section 3): those of linear layers and attention, of operands rounded to it. Parameters, norms, rotations, sums over
 * all elements and the loss are float32. All else comes in the format of what goes in, the wider of two. These are
 * the lists of {@code torch.autocast}, by which a residual stream that begins as float32 stays it.
 */
public final class MixedPrecision implements Operation.Visitor<Precision> {
    private final Precision products;
    private final IdentityHashMap<Operation, Precision> known = new IdentityHashMap<>();

    /** {@code products}: the format of the products of linear layers and attention. */
    public MixedPrecision(Precision products) {
        this.products = products;
    }

    /** The format of a result; of integers it says nothing. */
    public Precision of(Tensor tensor) {
        Precision precision = known.get(tensor.operation());
        if (precision == null) {
            precision = tensor.operation().accept(this);
            known.put(tensor.operation(), precision);
        }
        return precision;
    }

    /** The format of the products. */
    public Precision products() {
        return products;
    }

    /** The wider of two formats, where a number without dimensions does not count beside an array. */
    private Precision wider(Tensor x, Tensor y) {
        if (y.shape().rank() == 0 && x.shape().rank() > 0) {
            return of(x);
        }
        return of(x) == Precision.FLOAT32 ? Precision.FLOAT32 : of(y);
    }

    @Override
    public Precision input(Operation.Input input) {
        return Precision.FLOAT32;
    }

    @Override
    public Precision parameter(Operation.Parameter parameter) {
        return Precision.FLOAT32;
    }

    @Override
    public Precision add(Operation.Add add) {
        return wider(add.x(), add.y());
    }

    @Override
    public Precision multiply(Operation.Multiply multiply) {
        return wider(multiply.x(), multiply.y());
    }

    @Override
    public Precision divide(Operation.Divide divide) {
        return wider(divide.x(), divide.y());
    }

    @Override
    public Precision sum(Operation.Sum sum) {
        return Precision.FLOAT32;
    }

    @Override
    public Precision activate(Operation.Activate activate) {
        return of(activate.x());
    }

    @Override
    public Precision tanh(Operation.Tanh tanh) {
        return of(tanh.x());
    }

    @Override
    public Precision cos(Operation.Cos cos) {
        return of(cos.x());
    }

    @Override
    public Precision sin(Operation.Sin sin) {
        return of(sin.x());
    }

    @Override
    public Precision linear(Operation.Linear linear) {
        return products;
    }

    @Override
    public Precision layerNorm(Operation.LayerNorm norm) {
        return Precision.FLOAT32;
    }

    @Override
    public Precision embedding(Operation.Embedding embedding) {
        return of(embedding.table());
    }

    @Override
    public Precision rows(Operation.Rows rows) {
        return of(rows.x());
    }

    @Override
    public Precision split(Operation.Split split) {
        return of(split.x());
    }

    @Override
    public Precision join(Operation.Join join) {
        return of(join.x());
    }

    @Override
    public Precision transpose(Operation.Transpose transpose) {
        return of(transpose.x());
    }

    @Override
    public Precision pick(Operation.Pick pick) {
        return of(pick.x());
    }

    @Override
    public Precision rotaryAngles(Operation.RotaryAngles angles) {
        return Precision.FLOAT32;
    }

    @Override
    public Precision rotate(Operation.Rotate rotate) {
        return Precision.FLOAT32;
    }

    @Override
    public Precision attention(Operation.Attention attention) {
        return products;
    }

    @Override
    public Precision dropout(Operation.Dropout dropout) {
        return of(dropout.x());
    }

    @Override
    public Precision crossEntropy(Operation.CrossEntropy crossEntropy) {
        return Precision.FLOAT32;
    }

    @Override
    public Precision argMax(Operation.ArgMax argMax) {
        return Precision.FLOAT32;
    }
}
