package dev.cloze.benchmarks.tokenizer;

import com.google.gson.JsonObject;
import dev.cloze.tokenizer.UnigramModel;
import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.WordRules.Cutting;
import dev.cloze.tokenizer.train.BpeOptions;
import dev.cloze.tokenizer.train.BpeTrainer;
import dev.cloze.tokenizer.train.CountingThreads;
import dev.cloze.tokenizer.train.SpilledWordCounts;
import dev.cloze.tokenizer.train.TrainingProgress;
import dev.cloze.tokenizer.train.UnigramOptions;
import dev.cloze.tokenizer.train.UnigramTrainer;
import dev.cloze.tokenizer.train.WordPieceOptions;
import dev.cloze.tokenizer.train.WordPieceTrainer;
import dev.cloze.trainer.observe.Memory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** A program that trains one vocabulary from a file of text, line by line as the reference does, and says how long it took. */
final class ClozeTokenizerTraining {
    private static final long WORD_BYTES = 256L << 20;

    private ClozeTokenizerTraining() {}

    /** Text, model and size of the vocabulary; prints one JSON object. */
    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        List<String> pieces =
                train(Path.of(arguments[0]), TrainedModel.of(arguments[1]), Integer.parseInt(arguments[2]));
        double seconds = (System.nanoTime() - start) * 1e-9;
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        pieces.forEach(piece -> digest.update((piece + "\n").getBytes(StandardCharsets.UTF_8)));
        JsonObject result = new JsonObject();
        result.addProperty("seconds", seconds);
        Memory.peakRssMiB().ifPresent(peak -> result.addProperty("peakRssMiB", peak));
        result.addProperty("pieces", pieces.size());
        result.addProperty("sha256", HexFormat.of().formatHex(digest.digest()));
        System.out.println(result);
    }

    private static List<String> train(Path text, TrainedModel model, int size)
            throws IOException, InterruptedException {
        WordRules rules =
                switch (model) {
                    case BPE_BYTES -> WordRules.of(Cutting.GPT2_BYTES);
                    case BPE_CHARACTERS -> WordRules.of(Cutting.WHITESPACE);
                    case WORDPIECE -> WordRules.bert(true);
                    case UNIGRAM -> WordRules.of(Cutting.METASPACE);
                };
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (SpilledWordCounts words = new SpilledWordCounts(rules, temporary, WORD_BYTES)) {
            try (CountingThreads counting =
                            new CountingThreads(words, Runtime.getRuntime().availableProcessors());
                    BufferedReader lines = Files.newBufferedReader(text)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    counting.add(line + "\n");
                }
                counting.finish();
            }
            return switch (model) {
                case BPE_BYTES ->
                    BpeTrainer.train(words, BpeOptions.ofBytes(size)).pieces();
                case BPE_CHARACTERS ->
                    BpeTrainer.train(words, BpeOptions.ofSize(size)).pieces();
                case WORDPIECE ->
                    WordPieceTrainer.train(words, WordPieceOptions.ofSize(size), TrainingProgress.UNHEARD)
                            .pieces();
                case UNIGRAM ->
                    UnigramTrainer.train(
                                    words,
                                    UnigramOptions.ofSize(size),
                                    Runtime.getRuntime().availableProcessors())
                            .pieces()
                            .stream()
                            .map(UnigramModel.Piece::text)
                            .toList();
            };
        }
    }
}
