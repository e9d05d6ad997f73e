package dev.cloze.benchmarks.tokenizer;

import dev.cloze.benchmarks.harness.Peers;
import java.util.List;
import java.util.Locale;

/** An encoder from Python's index, run by {@code encoding.py}, where it is said how each is called. */
enum Rival {
    /** Gigatoken with an empty memory of words. */
    GIGATOKEN_EMPTY,
    /** Gigatoken that has encoded the same text before. */
    GIGATOKEN_WARM,
    QUICKTOK,
    KITOKEN,
    TIKTOKEN,
    /** With a vocabulary of its own, cut nearly as Llama 3 does. */
    BPE_OPENAI,
    TENSORFLOW_TEXT;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it is set up here. */
    boolean isThere() {
        return Peers.isThere(environment());
    }

    /** Whether it has something to show with these vocabularies and threads. */
    boolean takes(EncodedModel model, int threads) {
        return switch (this) {
            case GIGATOKEN_EMPTY, GIGATOKEN_WARM, TIKTOKEN ->
                model == EncodedModel.BPE || model == EncodedModel.BPE_LLAMA3;
            case QUICKTOK -> model == EncodedModel.BPE_LLAMA3;
            case KITOKEN -> true;
            // It keeps Python's lock: a second thread only waits.
            case BPE_OPENAI -> model == EncodedModel.BPE_LLAMA3 && threads == 1;
            case TENSORFLOW_TEXT -> model == EncodedModel.WORDPIECE;
        };
    }

    List<String> program() {
        return List.of(
                Peers.python(environment()).toString(),
                Peers.folder().resolve("encoding.py").toString(),
                label());
    }

    private String environment() {
        return this == TENSORFLOW_TEXT ? "venv-encoding-tensorflow" : "venv-encoding";
    }
}
