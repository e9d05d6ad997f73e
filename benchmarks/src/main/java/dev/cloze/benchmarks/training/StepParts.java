package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.EmptyScript;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.corpora.pack.BestFitPacker;
import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.corpora.pack.RowPacker;
import dev.cloze.corpora.pack.StreamPacker;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The small parts of a training step beside the engine's work, for JMH: 32 rows of 128 tokens from documents of 1 to 255,
 * a vocabulary of 8,192.
 */
@State(Scope.Thread)
public class StepParts {
    private static final int ROWS = 32;
    private static final int LENGTH = 128;
    private static final int VOCABULARY = 8192;
    private static final long SEED = 1;
    /** Odd, so that a multiple of it modulo a power of two comes everywhere (Knuth 1997, 3.2.1.2). */
    private static final long STRIDE = 0x9e3779b97f4a7c15L;

    private final int[] room = new int[LENGTH];
    private SyntheticShards synthetic;
    private RowPacker stream;
    private RowPacker bestFit;
    private TokenMasking masking;
    private EncoderConfig encoder;
    private List<PackedRow> rows;
    private List<MaskedRow> maskedRows;
    private dev.cloze.core.torch.Scope run;
    private EmptyScript script;
    private long calls;

    /** Makes the shards, rows and script. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        synthetic = SyntheticShards.of(VOCABULARY, random -> 1 + random.nextInt(2 * LENGTH - 1), SEED);
        stream = new StreamPacker(synthetic.shards(), LENGTH);
        bestFit = BestFitPacker.open(
                synthetic.shards(), LENGTH, synthetic.folder().resolve("rows"));
        Recipe recipe = ModelSize.BERT_MINI.recipe();
        encoder = recipe.encoder();
        masking = new TokenMasking(recipe.masking(), synthetic.tokenizer());
        rows = new ArrayList<>();
        maskedRows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(bestFit.row(i));
            maskedRows.add(masking.mask(rows.get(i).ids(), SEED, 0, i));
        }
        run = dev.cloze.core.torch.Scope.open(ComputeDevice.CPU);
        script = new EmptyScript(run);
    }

    /** Lets go of all of it. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        script.close();
        run.close();
        synthetic.close();
    }

    private long anywhere(long bound) {
        return Math.floorMod(++calls * STRIDE, bound);
    }

    /** Reads a row's tokens from any place of the shards. */
    @Benchmark
    public int[] shardReading() {
        synthetic.shards().read(anywhere(synthetic.shards().tokens() - LENGTH), room, 0, LENGTH);
        return room;
    }

    /** Makes a row of the stream, any of them. */
    @Benchmark
    public PackedRow streamRow() {
        return stream.row(anywhere(stream.rows()));
    }

    /** Makes a row of whole documents, any of them, whose pieces were chosen before. */
    @Benchmark
    public PackedRow bestFitRow() {
        return bestFit.row(anywhere(bestFit.rows()));
    }

    /** Chooses the pieces of all rows: some half a million tokens, written to a file. */
    @Benchmark
    public long bestFitPacking() throws IOException {
        Files.deleteIfExists(synthetic.folder().resolve("anew"));
        return BestFitPacker.open(synthetic.shards(), LENGTH, synthetic.folder().resolve("anew"))
                .rows();
    }

    /** Masks a row. */
    @Benchmark
    public MaskedRow masking() {
        return masking.mask(rows.get(0).ids(), SEED, 0, ++calls);
    }

    /** Joins masked rows to a batch. */
    @Benchmark
    public MaskedBatch collator() {
        return MaskedBatch.of(
                rows, maskedRows, LENGTH, synthetic.tokenizer().special().padding());
    }

    /** Joins a batch, copies its arrays to the engine and lets go of them. */
    @Benchmark
    public int arrays() {
        try (dev.cloze.core.torch.Scope step = run.child()) {
            return collator().arrays(step, encoder).size();
        }
    }

    /** Calls a script that does nothing with a number. */
    @Benchmark
    public double scriptCall() {
        try (dev.cloze.core.torch.Scope step = run.child()) {
            return script.call(step);
        }
    }
}
