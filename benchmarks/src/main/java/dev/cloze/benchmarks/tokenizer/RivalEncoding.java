package dev.cloze.benchmarks.tokenizer;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.cloze.benchmarks.harness.RivalProcess;
import dev.cloze.benchmarks.harness.Sample;
import dev.cloze.benchmarks.harness.Subject;
import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A rival that encodes all pieces of a text in a process of its own, which takes the time of its calls itself. Before the
 * first one that counts its ids are compared with Cloze's.
 */
final class RivalEncoding implements Subject {
    private final TrainedText text;
    private final RivalProcess process;
    private final String remark;

    /**
     * A rival that has encoded everything once.
     *
     * @param program what is run, with arguments folder of the vocabulary, file of the texts and number of threads
     */
    RivalEncoding(List<String> program, TrainedText text, int threads) throws IOException {
        this.text = text.open();
        Path own = Files.createTempDirectory(text.folder(), "rival-");
        Path texts = own.resolve("texts.json");
        Files.writeString(texts, new Gson().toJson(text.pieces()));
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(text.folder().toString(), texts.toString(), "" + threads));
        try {
            process = new RivalProcess(command);
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
        JsonObject description = process.description();
        Path ids = own.resolve("ids");
        process.order("ids " + ids);
        remark = description.get("library").getAsString() + ", "
                + compared(
                        ids, Optional.ofNullable(description.get("vocabulary")).map(name -> name.getAsString()));
    }

    private String compared(Path file, Optional<String> ownVocabulary) throws IOException {
        ByteBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(file));
        long tokens = 0;
        long ours = 0;
        int different = 0;
        try (Tokenizer tokenizer = Tokenizer.load(text.folder())) {
            for (String piece : text.pieces()) {
                int[] got = new int[numbers.getInt()];
                for (int i = 0; i < got.length; i++) {
                    got[i] = numbers.getInt();
                }
                int[] expected = tokenizer.bulk().encode(piece);
                tokens += got.length;
                ours += expected.length;
                different += Arrays.equals(got, expected) ? 0 : 1;
            }
        }
        if (ownVocabulary.isPresent()) {
            return String.format(
                    Locale.ROOT,
                    "with its own vocabulary %s: %,d tokens, Cloze %,d",
                    ownVocabulary.get(),
                    tokens,
                    ours);
        }
        return different == 0
                ? String.format(
                        Locale.ROOT,
                        "the same ids in all of %,d texts",
                        text.pieces().size())
                : String.format(
                        Locale.ROOT,
                        "other ids in %,d of %,d texts: %,d tokens, Cloze %,d",
                        different,
                        text.pieces().size(),
                        tokens,
                        ours);
    }

    /** Which library it is, and whether its ids are Cloze's. */
    @Override
    public Optional<String> remark() {
        return Optional.of(remark);
    }

    @Override
    public double call() throws IOException {
        process.call();
        return 0;
    }

    /** The process's own clock counts; {@code nanoTime} is not asked. */
    @Override
    public Sample sample(LongSupplier nanoTime) throws IOException {
        return new Sample(process.call(), 0);
    }

    @Override
    public OptionalLong peakRssMiB() {
        return process.peakRssMiB();
    }

    /** Ends the process and waits for it. */
    @Override
    public void close() throws IOException {
        try {
            process.close();
        } finally {
            text.close();
        }
    }
}
