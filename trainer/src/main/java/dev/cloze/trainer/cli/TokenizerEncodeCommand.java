package dev.cloze.trainer.cli;

import dev.cloze.tokenizer.Encoding;
import dev.cloze.tokenizer.Tokenizer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze tokenizer encode}. */
@Command(
        name = "encode",
        mixinStandardHelpOptions = true,
        description = "Shows the ids of texts, a line for each; without TEXT, of each line of the standard input.")
final class TokenizerEncodeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TOKENIZER", description = "A folder with tokenizer.json, or the file.")
    private Path folder;

    @Parameters(index = "1..*", paramLabel = "TEXT", description = "Texts.")
    private List<String> texts = List.of();

    @Option(names = "--tokens", description = "Show the tokens as the vocabulary spells them, not their ids.")
    private boolean tokens;

    @Option(
            names = "--json",
            description = "Print a JSON object for each text: ids, tokens, numbers of their words, places.")
    private boolean json;

    private record Result(String text, List<Token> tokens) {}

    /** Places are in UTF-16 units of the text. */
    private record Token(int id, String token, int word, int start, int end) {}

    @Override
    public Integer call() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            if (!texts.isEmpty()) {
                texts.forEach(text -> print(tokenizer, text));
                return 0;
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                print(tokenizer, line);
            }
        }
        return 0;
    }

    private void print(Tokenizer tokenizer, String text) {
        Encoding encoding = tokenizer.bulk().encodeWithPlaces(text);
        List<String> spelt =
                Arrays.stream(encoding.ids()).mapToObj(tokenizer::token).toList();
        if (json) {
            List<Token> listed = IntStream.range(0, encoding.size())
                    .mapToObj(i -> new Token(
                            encoding.ids()[i],
                            spelt.get(i),
                            encoding.wordIds()[i],
                            encoding.starts()[i],
                            encoding.ends()[i]))
                    .toList();
            out().println(Json.of(new Result(text, listed)));
        } else if (tokens) {
            out().println(String.join(" ", spelt));
        } else {
            out().println(IntStream.of(encoding.ids()).mapToObj(String::valueOf).collect(Collectors.joining(" ")));
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
