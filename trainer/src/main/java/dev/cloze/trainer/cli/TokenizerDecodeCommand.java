package dev.cloze.trainer.cli;

import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze tokenizer decode}. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        description = "Shows the text of ids, special tokens by their names.")
final class TokenizerDecodeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TOKENIZER", description = "A folder with tokenizer.json, or the file.")
    private Path folder;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID", description = "Ids.")
    private List<Integer> ids;

    @Override
    public Integer call() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            for (int id : ids) {
                if (id < 0 || id >= tokenizer.vocabularySize()) {
                    throw new UsageException("id", "0 to " + (tokenizer.vocabularySize() - 1), "" + id);
                }
            }
            String text = tokenizer.decode(ids.stream().mapToInt(id -> id).toArray());
            spec.commandLine().getOut().println(text);
        }
        return 0;
    }
}
