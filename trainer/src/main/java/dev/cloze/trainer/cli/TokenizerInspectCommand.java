package dev.cloze.trainer.cli;

import dev.cloze.corpora.DocumentSource;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.evaluate.VocabularyUse;
import dev.cloze.trainer.observe.Console;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze tokenizer inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows what a vocabulary holds and, with a text, how well it fits that.")
final class TokenizerInspectCommand implements Callable<Integer> {
    private static final int LONGEST = 10;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TOKENIZER", description = "A folder with tokenizer.json, or the file.")
    private Path folder;

    @ArgGroup(exclusive = false)
    private CorpusOptions corpus;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    private record Result(
            String tokenizer,
            String sha256,
            int vocabularySize,
            List<String> specialTokens,
            boolean javaEngine,
            List<String> longestPieces,
            VocabularyUse use) {}

    @Override
    public Integer call() throws Exception {
        Result result = inspect();
        if (json) {
            spec.commandLine().getOut().println(Json.of(result));
        } else {
            print(result, new Console(spec.commandLine().getOut()::println));
        }
        return 0;
    }

    private Result inspect() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            List<String> special = IntStream.range(0, tokenizer.vocabularySize())
                    .filter(tokenizer::isSpecial)
                    .mapToObj(tokenizer::token)
                    .toList();
            List<String> longest = IntStream.range(0, tokenizer.vocabularySize())
                    .filter(id -> !tokenizer.isSpecial(id))
                    .mapToObj(tokenizer::token)
                    .sorted(Comparator.comparingInt((String piece) -> piece.codePointCount(0, piece.length()))
                            .reversed()
                            .thenComparing(Comparator.naturalOrder()))
                    .limit(LONGEST)
                    .toList();
            VocabularyUse use = null;
            if (corpus != null) {
                try (DocumentSource source = corpus.open().open()) {
                    use = VocabularyUse.of(tokenizer, source);
                }
            }
            return new Result(
                    folder.toString(),
                    tokenizer.sha256(),
                    tokenizer.vocabularySize(),
                    special,
                    tokenizer.bulk().isJava(),
                    longest,
                    use);
        }
    }

    private static void print(Result result, Console console) {
        console.line("tokenizer", "%s: %,d ids, SHA-256 %s", result.tokenizer, result.vocabularySize, result.sha256);
        console.line("special", "%s", String.join(" ", result.specialTokens));
        console.line(
                "engine", "%s", result.javaEngine ? "Java, for much text" : "native: no engine in Java for this kind");
        console.line("longest", "%s", String.join(" ", result.longestPieces));
        if (result.use == null) {
            return;
        }
        VocabularyUse use = result.use;
        console.line("text", "%,d documents, %,d bytes, %,d words", use.documents(), use.bytes(), use.words());
        console.line(
                "tokens",
                "%,d: %.3f a word, %.3f bytes each, %.3f %% unknown",
                use.tokens(),
                use.fertility(),
                use.bytesPerToken(),
                100 * use.unknownShare());
        console.line("used", "%.1f %% of the vocabulary", 100 * use.usedShare());
        console.gap();
        console.line("scripts", "%14s %14s %10s %17s", "characters", "tokens", "unknown", "characters/token");
        use.scripts()
                .forEach(script -> console.line(
                        script.script().toLowerCase(Locale.ROOT),
                        "%,14d %,14d %,10d %17.2f",
                        script.characters(),
                        script.tokens(),
                        script.unknown(),
                        script.charactersPerToken()));
        console.gap();
        console.line("words", "that cost most: how often, tokens, pieces");
        use.costliestWords()
                .forEach(word -> console.line(
                        "",
                        "%,10d %4d  %s: %s",
                        word.count(),
                        word.tokens(),
                        word.word(),
                        String.join(" ", word.pieces())));
        if (use.wordsLeftOut() > 0) {
            console.line("", "%,d rare words are not among them", use.wordsLeftOut());
        }
    }
}
