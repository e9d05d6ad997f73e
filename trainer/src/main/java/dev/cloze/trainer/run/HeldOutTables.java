package dev.cloze.trainer.run;

import dev.cloze.trainer.observe.MetricsLog.Evaluation;
import dev.cloze.trainer.page.Block;
import dev.cloze.trainer.page.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an evaluation tells beside loss and accuracy: named texts, and tokens by their frequency. */
final class HeldOutTables {
    private static final List<String> QUARTERS =
            List.of("most frequent quarter", "second quarter", "third quarter", "rarest quarter");

    private HeldOutTables() {}

    static List<Block> of(Evaluation evaluation) {
        List<Block> tables = new ArrayList<>();
        if (evaluation.bitsPerByte() != null) {
            List<List<String>> texts = new ArrayList<>();
            texts.add(row("its own", evaluation.heldOutLoss(), evaluation.heldOutAccuracy(), evaluation.bitsPerByte()));
            evaluation
                    .sets()
                    .forEach(
                            (name, score) -> texts.add(row(name, score.loss(), score.accuracy(), score.bitsPerByte())));
            tables.add(new Table(List.of("text", "loss, nats", "accuracy", "bits a byte"), texts));
        }
        if (!evaluation.bandLosses().isEmpty()) {
            List<List<String>> bands = new ArrayList<>();
            for (int band = 0; band < evaluation.bandLosses().size(); band++) {
                Double loss = evaluation.bandLosses().get(band);
                Double accuracy = evaluation.bandAccuracies().get(band);
                bands.add(List.of(
                        QUARTERS.get(band),
                        loss == null ? "none asked" : number("%.4f", loss),
                        accuracy == null ? "" : number("%.2f %%", 100 * accuracy)));
            }
            tables.add(new Table(List.of("tokens, by the training text", "loss, nats", "accuracy"), bands));
        }
        return tables;
    }

    private static List<String> row(String name, double loss, double accuracy, double bitsPerByte) {
        return List.of(name, number("%.4f", loss), number("%.2f %%", 100 * accuracy), number("%.4f", bitsPerByte));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
