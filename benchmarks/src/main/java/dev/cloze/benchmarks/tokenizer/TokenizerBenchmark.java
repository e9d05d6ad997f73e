package dev.cloze.benchmarks.tokenizer;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Variant;
import dev.cloze.benchmarks.harness.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Text to ids: Cloze's {@code BulkEncoder} beside the native engine, which it replaces where there is much text. */
public final class TokenizerBenchmark implements Benchmark {
    static final String EMPTY = "cloze-empty";
    static final String WARM = "cloze-warm";
    static final String NATIVE = "native";

    private static final int MEGABYTE = 1_000_000;

    @Override
    public String name() {
        return "tokenizer";
    }

    @Override
    public String description() {
        return """
                Text to ids, in bytes of UTF-8: Europarl's passages in 11 languages (europarl) or English prose and glosses
                (english), in pieces of some 1,000 characters, with WordPiece, byte-level BPE cut as GPT-2's (bpe) or Llama 3's
                (bpe-llama3), or Unigram, of 30,000 pieces trained on the same text; on 1 thread or 2. cloze-empty: BulkEncoder
                with nothing in memory, its code compiled; loading is not measured. cloze-warm: the same, the text having been
                encoded before. native: the Rust library in DJL's jar by Tokenizer, each text on the thread that asks. Cloze's
                come with word ids and places, all others' are bare ids. Rivals from Python are processes that take their own
                time of their fastest call, from texts to ids in their own form, with our vocabulary unless their row names
                another: gigatoken (-empty: a new tokenizer each call), quicktok, kitoken, tiktoken, bpe-openai (1 thread: more
                do not help it) and TensorFlow Text's FastBertTokenizer; each only where it reads such a vocabulary, see
                benchmarks/peers/README.md.""" + absent();
    }

    /** Rivals that are not set up here. */
    private static String absent() {
        String absent = Arrays.stream(Rival.values())
                .filter(rival -> !rival.isThere())
                .map(Rival::label)
                .collect(Collectors.joining(", "));
        return absent.isEmpty()
                ? ""
                : "\nNot set up here, so left out: " + absent + ". That file says how to add them.";
    }

    @Override
    public List<Cell> cells(Preset preset) {
        boolean quick = preset == Preset.QUICK;
        List<Cell> cells = new ArrayList<>();
        for (SampleText text : SampleText.values()) {
            for (EncodedModel model : EncodedModel.values()) {
                for (int threads = 1; threads <= 2; threads++) {
                    cells.add(cell(model, text, threads, (quick ? 2 : 10) * MEGABYTE, quick));
                }
            }
        }
        return cells;
    }

    private static Cell cell(EncodedModel model, SampleText text, int threads, int bytes, boolean quick) {
        return new Cell(
                model.label() + "/" + text.label() + "/" + threads + "-thread" + (threads == 1 ? "" : "s"),
                new Work(OptionalLong.empty(), bytes, "bytes"),
                new Rounds(3, quick ? 9 : 21, 2),
                NATIVE,
                variants(model, threads, new TrainedText(model, () -> text.pieces(bytes))));
    }

    private static List<Variant> variants(EncodedModel model, int threads, TrainedText text) {
        List<Variant> variants = new ArrayList<>();
        variants.add(new Variant(EMPTY, () -> Encoders.empty(text, threads)));
        variants.add(new Variant(WARM, () -> Encoders.warm(text, threads)));
        variants.add(new Variant(NATIVE, () -> Encoders.ofTheNativeEngine(text, threads)));
        for (Rival rival : Rival.values()) {
            if (rival.isThere() && rival.takes(model, threads)) {
                variants.add(new Variant(rival.label(), () -> new RivalEncoding(rival.program(), text, threads)));
            }
        }
        return variants;
    }
}
