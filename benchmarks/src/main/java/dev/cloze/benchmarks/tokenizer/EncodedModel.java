package dev.cloze.benchmarks.tokenizer;

import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.WordRules.Cutting;
import dev.cloze.tokenizer.train.BpeOptions;
import dev.cloze.tokenizer.train.BpeTrainer;
import dev.cloze.tokenizer.train.UnigramOptions;
import dev.cloze.tokenizer.train.UnigramTrainer;
import dev.cloze.tokenizer.train.WordCounts;
import dev.cloze.tokenizer.train.WordPieceOptions;
import dev.cloze.tokenizer.train.WordPieceTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A kind of vocabulary whose encoding is measured. */
enum EncodedModel {
    /** BERT's, lower case. */
    WORDPIECE,
    /** Byte-level, split as GPT-2 does. */
    BPE,
    /** Byte-level, split as Llama 3 does. */
    BPE_LLAMA3,
    /** SentencePiece's words. */
    UNIGRAM;

    private static final int VOCABULARY = 30_000;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Trains a vocabulary on these texts and writes its files. */
    void train(List<String> texts, Path folder) throws IOException {
        WordCounts counts = new WordCounts(rules());
        texts.forEach(counts::add);
        switch (this) {
            case WORDPIECE ->
                TokenizerFiles.write(folder, WordPieceTrainer.train(counts, new WordPieceOptions(VOCABULARY, 2, 1000)));
            case BPE, BPE_LLAMA3 ->
                TokenizerFiles.write(folder, BpeTrainer.train(counts, BpeOptions.ofBytes(VOCABULARY)));
            case UNIGRAM ->
                TokenizerFiles.write(
                        folder,
                        UnigramTrainer.train(
                                counts,
                                UnigramOptions.ofSize(VOCABULARY),
                                Runtime.getRuntime().availableProcessors()));
        }
    }

    private WordRules rules() {
        return switch (this) {
            case WORDPIECE -> WordRules.bert(true);
            case BPE -> WordRules.of(Cutting.GPT2_BYTES);
            case BPE_LLAMA3 -> WordRules.of(Cutting.LLAMA3_BYTES);
            case UNIGRAM -> WordRules.of(Cutting.METASPACE);
        };
    }
}
