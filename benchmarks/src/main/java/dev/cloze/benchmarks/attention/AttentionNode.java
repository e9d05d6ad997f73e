package dev.cloze.benchmarks.attention;

import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.ElementType;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Tensor;

/** A graph of nothing but the task's attention. */
record AttentionNode(Graph graph, Tensor mixed_BHTK) {
    static final Dim ROWS = Dim.free("B");
    static final Dim PLACES = Dim.free("T");

    static AttentionNode of(AttentionTask task) {
        Graph graph = new Graph();
        Dim[] dims = {ROWS, Dim.of("H", task.heads()), PLACES, Dim.of("K", task.headWidth())};
        Tensor q_BHTK = graph.input("q", ElementType.REAL, dims);
        Tensor k_BHTK = graph.input("k", ElementType.REAL, dims);
        Tensor v_BHTK = graph.input("v", ElementType.REAL, dims);
        Tensor documents_BT = graph.input("documents", ElementType.INTEGER, ROWS, PLACES);
        return new AttentionNode(graph, q_BHTK.attend(k_BHTK, v_BHTK, documents_BT, task.reach(), 0));
    }
}
