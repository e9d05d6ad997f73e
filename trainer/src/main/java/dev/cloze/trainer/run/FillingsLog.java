package dev.cloze.trainer.run;

import dev.cloze.trainer.run.RunResult.FilledSentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code fillings.jsonl}: what the model put in the same held-out sentences at each evaluation, one a line. */
final class FillingsLog {
    private final Path file;
    private final List<Line> lines;

    /**
     * One evaluation.
     *
     * @param step updates made
     */
    record Line(long step, List<FilledSentence> fillings) {}

    private FillingsLog(Path file, List<Line> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** The log of a run that goes on after so many steps; lines of later ones are made again. */
    static FillingsLog open(Path file, long step) throws IOException {
        return new FillingsLog(
                file,
                new ArrayList<>(
                        read(file).stream().filter(line -> line.step() <= step).toList()));
    }

    /** All lines; one that is damaged is left out. */
    static List<Line> read(Path file) throws IOException {
        return JsonLines.readable(file, Line.class).stream()
                .filter(line -> line.fillings() != null)
                .toList();
    }

    /** Adds a line, unless its step has one; the file is then whole again. */
    void add(Line line) throws IOException {
        if (lines.stream().noneMatch(one -> one.step() == line.step())) {
            lines.add(line);
            JsonLines.write(file, lines);
        }
    }
}
