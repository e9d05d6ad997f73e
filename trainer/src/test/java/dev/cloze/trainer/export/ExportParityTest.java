package dev.cloze.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes exports with what the model computes for src/test/parity/exports.py, which loads them in Python. */
class ExportParityTest {
    private static final Path PLACE = Path.of("target", "export-parity");
    private static final List<String> TEXTS = List.of("a b c", "h", "a c e g b d f h a a b b c c d d e e");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = TinyModel.class,
            names = {"BERT", "ROBERTA", "MODERNBERT"})
    void exportsAreWrittenForPython(TinyModel tiny) throws IOException {
        Path place = PLACE.resolve(tiny.name().toLowerCase(Locale.ROOT));
        clear(place);
        Path model = tiny.write(folder);
        for (Target target : List.of(Target.TORCHSCRIPT, Target.ONNX, Target.HF)) {
            run(model, target, place.resolve(target.toString()), Optional.empty(), false);
        }
        for (Pooling pooling : Pooling.values()) {
            Path out = place.resolve("sentence-transformers-" + pooling);
            run(model, Target.SENTENCE_TRANSFORMERS, out, Optional.of(pooling), pooling == Pooling.MEAN);
        }
        run(model, Target.OPENSEARCH, place.resolve("opensearch"), Optional.empty(), false);
        Files.writeString(place.resolve("expected.json"), new Gson().toJson(expected(tiny)));
        assertThat(place.resolve("torchscript").resolve("model.pt")).isNotEmptyFile();
    }

    private static void run(Path model, Target target, Path out, Optional<Pooling> pooling, boolean normalize)
            throws IOException {
        ModelExport.run(new ExportSettings(model, target, out, Optional.empty(), pooling, normalize));
    }

    /** The batch, its numbers by place, and the texts' vectors by pooling. */
    private static Map<String, Object> expected(TinyModel tiny) {
        SourceModel model = tiny.source();
        Map<String, Object> expected = new LinkedHashMap<>();
        for (PaddedRows.Side side : PaddedRows.Side.values()) {
            PaddedRows batch = tiny.batch(model, side);
            Map<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("rows", batch.rows().size());
            numbers.put("ids", batch.ids());
            numbers.put("mask", batch.mask());
            numbers.put("hidden", batch.rows().stream().map(Row::hidden_TD).toList());
            numbers.put("logits", batch.rows().stream().map(Row::logits_TV).toList());
            expected.put(side.name().toLowerCase(Locale.ROOT), numbers);
        }
        List<long[]> ids = TEXTS.stream().map(ExportParityTest::ids).toList();
        List<Row> rows = ForwardPass.of(model, ids, new int[ids.size()]);
        expected.put("texts", TEXTS);
        for (Pooling pooling : Pooling.values()) {
            Embedding embedding = new Embedding(pooling, pooling == Pooling.MEAN);
            expected.put(pooling.toString(), rows.stream().map(embedding::of).toList());
        }
        return expected;
    }

    /** By hand: the letter a has the id 5; the start 2 and the end 3 stand around the text. */
    private static long[] ids(String text) {
        return Stream.concat(
                        Stream.concat(
                                Stream.of(2L),
                                Arrays.stream(text.split(" ", -1)).map(letter -> 5L + letter.charAt(0) - 'a')),
                        Stream.of(3L))
                .mapToLong(id -> id)
                .toArray();
    }

    private static void clear(Path place) throws IOException {
        if (Files.exists(place)) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
