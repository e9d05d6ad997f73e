package dev.cloze.trainer.cli;

import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code cloze}. Exit codes: 0; 1 failure or damaged data; 2 the user's mistake; 130 and 143 a signal. */
public final class Main {
    private static final int FAILURE = 1;
    private static final int MISTAKE = 2;

    private Main() {}

    @Command(
            name = "cloze",
            description = "Pretrains masked language models: from raw text to a model that a Java service can use.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND")
    private static final class Root implements Runnable {
        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec;

        @Override
        public void run() {
            throw Subcommands.missing(spec);
        }
    }

    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    /** Runs one command line; the exit code. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        CommandLine line = new CommandLine(new Root());
        ServiceLoader.load(ClozeCommand.class)
                .forEach(command -> line.addSubcommand(
                        command.getClass().getAnnotation(Command.class).name(), command));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((fault, given) -> mistake(fault, err));
        line.setExecutionExceptionHandler((fault, command, parsed) -> failure(fault, err));
        return line.execute(arguments);
    }

    private static int mistake(ParameterException fault, PrintStream err) {
        String name = fault.getCommandLine().getCommandSpec().qualifiedName();
        String message = fault instanceof UnmatchedArgumentException unmatched
                ? described(unmatched)
                : choice(fault).orElseGet(fault::getMessage);
        err.println("cloze: " + message + "; try " + name + " --help");
        return MISTAKE;
    }

    /** Of an option that takes one of some words, those words as they are typed; picocli lists the names of constants too. */
    private static Optional<String> choice(ParameterException fault) {
        if (!(fault.getArgSpec() instanceof OptionSpec option) || fault.getValue() == null) {
            return Optional.empty();
        }
        List<Class<?>> types = List.of(option.auxiliaryTypes());
        Object[] words = types.get(types.size() - 1).getEnumConstants();
        return Optional.ofNullable(words)
                .map(known -> option.longestName() + ": expected one of "
                        + Stream.of(known).map(String::valueOf).collect(Collectors.joining(", ")) + ", got "
                        + fault.getValue());
    }

    private static String described(UnmatchedArgumentException fault) {
        String place = fault.getCommandLine().getParent() == null ? "command" : "argument";
        String kind = fault.isUnknownOption() ? "option" : place;
        String nearest = fault.getSuggestions().stream()
                .findFirst()
                .map(suggestion -> "; the nearest is " + suggestion.replaceFirst("^cloze ", ""))
                .orElse("");
        return fault.getUnmatched().get(0) + ": expected a known " + kind + ", got an unknown one" + nearest;
    }

    private static int failure(Exception fault, PrintStream err) {
        Throwable cause = fault instanceof UncheckedIOException ? fault.getCause() : fault;
        if (cause instanceof UsageException) {
            err.println("cloze: " + cause.getMessage());
            return MISTAKE;
        }
        if (cause instanceof FileSystemException file) {
            err.println("cloze: " + described(file));
        } else if (cause instanceof IOException) {
            err.println("cloze: " + cause.getMessage());
        } else {
            err.println("cloze: internal error: " + cause);
            cause.printStackTrace(err);
        }
        return FAILURE;
    }

    private static String described(FileSystemException fault) {
        String got = fault instanceof AccessDeniedException
                ? "access denied"
                : fault instanceof NoSuchFileException
                        ? "no such file or folder"
                        : fault.getReason() == null ? fault.getClass().getSimpleName() : fault.getReason();
        return fault.getFile() + ": expected to read or write it, got " + got;
    }
}
