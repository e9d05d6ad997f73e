package dev.cloze.core.torch;

import java.util.List;

/**
 * One method of a script: its name, its signature, and its body in TorchScript. All methods return a list of tensors.
 *
 * @param body statements, one per line, unindented; the last is a return
 */
public record ScriptMethod(String name, List<Argument> arguments, List<String> body) {

    /** Kinds of argument. */
    public enum Kind {
        ARRAY("Tensor"),
        LIST("List[Tensor]");

        private final String script;

        Kind(String script) {
            this.script = script;
        }
    }

    /** A formal argument. */
    public record Argument(String name, Kind kind) {
        public static Argument array(String name) {
            return new Argument(name, Kind.ARRAY);
        }

        public static Argument list(String name) {
            return new Argument(name, Kind.LIST);
        }
    }

    public ScriptMethod {
        arguments = List.copyOf(arguments);
        body = List.copyOf(body);
        if (arguments.isEmpty() || arguments.get(0).kind() != Kind.ARRAY) {
            // The engine's route gives the results to the scope of the first array, which must be the step's.
            throw new IllegalArgumentException(name + ": expected an array as the first argument, got " + arguments);
        }
    }

    /** The method as TorchScript, indented as a class has it. */
    public String text() {
        StringBuilder text = new StringBuilder("  def ").append(name).append("(self");
        arguments.forEach(
                a -> text.append(",\n      ").append(a.name()).append(": ").append(a.kind().script));
        text.append(") -> List[Tensor]:\n");
        body.forEach(line -> text.append("    ").append(line).append('\n'));
        return text.toString();
    }

    /** Checks that actual arguments have the kinds of the formal ones. */
    void check(List<NativeArgument> actual) {
        boolean fits = actual.size() == arguments.size();
        for (int i = 0; fits && i < actual.size(); i++) {
            fits = (actual.get(i) instanceof NativeArray) == (arguments.get(i).kind() == Kind.ARRAY);
        }
        if (!fits) {
            throw new IllegalArgumentException(name + ": expected arguments " + arguments + ", got " + actual);
        }
    }
}
