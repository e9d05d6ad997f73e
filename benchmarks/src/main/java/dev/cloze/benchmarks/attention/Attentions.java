package dev.cloze.benchmarks.attention;

import dev.cloze.core.attention.AttentionKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** What there is to measure: the engine's kernels, then what is on the class path. */
public final class Attentions {
    /** What the others are set in relation to. */
    static final String BASELINE = EngineAttention.nameOf(AttentionKernel.EAGER);

    private Attentions() {}

    /** What is measured and how, one line or several. */
    public static String description() {
        return """
                One attention layer's mixing of values, softmax(q k' / sqrt(K)) v and its gradients, float32, over rows of
                documents that do not see each other. Forward keeps what backward needs and, in the engine's kernels, makes
                the masks out of document numbers, which a model does once for all its layers; both is one after the other.
                Numbers are standard normal, others in each round; how long they take to come and go is "moves", in no other
                time. FLOPs are those of products between tokens that see each other: forward 4 x pairs x heads x head width,
                backward twice that;
                """ + AttentionTask.pairsRule() + """
                .
                Flash-attention's own benchmark counts 2.5 times for backward: its figures are 1.25 times ours for the same
                time. The share of bandwidth is that of a copy of 128 MiB if q, k, v, the result and their gradients are moved
                once each and nothing else is. Useful tokens are those that are not padding. A kernel passes if each of its
                errors is at most twice the eager one's, or below 2^-19 of the greatest number (32 roundings of float32), and
                if the checksums of every round agree.""";
    }

    public static List<Attention> all() {
        List<Attention> all = new ArrayList<>();
        // Float32 is not for varlen attention, which would be the fused one.
        Stream.of(AttentionKernel.values())
                .filter(kernel -> kernel != AttentionKernel.VARLEN)
                .map(EngineAttention::new)
                .forEach(all::add);
        ServiceLoader.load(Attention.class).forEach(all::add);
        return all;
    }
}
