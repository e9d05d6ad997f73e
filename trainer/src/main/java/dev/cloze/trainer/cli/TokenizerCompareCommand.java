package dev.cloze.trainer.cli;

import dev.cloze.corpora.DocumentSource;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.evaluate.VocabularyUse;
import dev.cloze.trainer.observe.Console;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze tokenizer compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Shows how two vocabularies fit the same text.")
final class TokenizerCompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "A folder with tokenizer.json, or the file.")
    private Path one;

    @Parameters(index = "1", paramLabel = "B", description = "Another.")
    private Path other;

    @Mixin
    private CorpusOptions corpus;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    private record Result(
            int vocabularySizeA, int vocabularySizeB, long piecesInBoth, VocabularyUse a, VocabularyUse b) {}

    @Override
    public Integer call() throws Exception {
        Result result = compare();
        if (json) {
            spec.commandLine().getOut().println(Json.of(result));
        } else {
            print(result, new Console(spec.commandLine().getOut()::println));
        }
        return 0;
    }

    private Result compare() throws Exception {
        try (Tokenizer a = Tokenizer.load(one);
                Tokenizer b = Tokenizer.load(other)) {
            long inBoth = IntStream.range(0, a.vocabularySize())
                    .filter(id -> b.id(a.token(id)).isPresent())
                    .count();
            return new Result(a.vocabularySize(), b.vocabularySize(), inBoth, use(a), use(b));
        }
    }

    private VocabularyUse use(Tokenizer tokenizer) throws Exception {
        try (DocumentSource source = corpus.open().open()) {
            return VocabularyUse.of(tokenizer, source);
        }
    }

    private void print(Result result, Console console) {
        console.line("A", "%s", one);
        console.line("B", "%s", other);
        console.line(
                "text",
                "%,d documents, %,d bytes, %,d words",
                result.a.documents(),
                result.a.bytes(),
                result.a.words());
        console.gap();
        console.line("", "%-22s %16s %16s %9s", "", "A", "B", "B/A");
        row(console, "vocabulary", "%,.0f", result.vocabularySizeA, result.vocabularySizeB);
        console.line("", "%-22s %,16d", "of it in both", result.piecesInBoth);
        row(console, result, "tokens", "%,.0f", use -> (double) use.tokens());
        row(console, result, "tokens a word", "%.4f", VocabularyUse::fertility);
        row(console, result, "bytes a token", "%.4f", VocabularyUse::bytesPerToken);
        row(console, result, "unknown, %", "%.4f", use -> 100 * use.unknownShare());
        row(console, result, "vocabulary used, %", "%.1f", use -> 100 * use.usedShare());
    }

    private static void row(
            Console console, Result result, String name, String format, ToDoubleFunction<VocabularyUse> value) {
        row(console, name, format, value.applyAsDouble(result.a), value.applyAsDouble(result.b));
    }

    private static void row(Console console, String name, String format, double a, double b) {
        String ratio = a == 0 ? "" : String.format(Locale.ROOT, "%.3f", b / a);
        console.line(
                "",
                "%-22s %16s %16s %9s",
                name,
                String.format(Locale.ROOT, format, a),
                String.format(Locale.ROOT, format, b),
                ratio);
    }
}
