package dev.cloze.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.inference.EmbeddingOptions;
import dev.cloze.core.inference.TextEmbedder;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.TinyVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinearProbeTest {
    @TempDir
    private Path folder;

    /** Even random vectors of tokens tell texts of a to d from texts of e to h; and nothing tells labels by chance. */
    @Test
    void aProbeReadsWhatIsThereAndNothingElse() throws IOException {
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> chance = new ArrayList<>();
        Random random = new Random(4);
        for (int i = 0; i < 120; i++) {
            boolean late = i % 3 == 0;
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < 6; word++) {
                text.append((char) ('a' + random.nextInt(4) + (late ? 4 : 0))).append(' ');
            }
            texts.add(text.toString());
            labels.add(late ? "late" : "early");
            chance.add(random.nextBoolean() ? "heads" : "tails");
        }
        try (TextEmbedder embedder = embedder()) {
            LinearProbe found = LinearProbe.of(embedder, new LabelledTexts(texts, labels), 5, 1);
            assertThat(found.accuracy()).isGreaterThan(0.95);
            assertThat(found.majorityLabel()).isEqualTo("early");
            assertThat(found.majority()).isCloseTo(80 / 120.0, within(1e-12));
            assertThat(found).isEqualTo(LinearProbe.of(embedder, new LabelledTexts(texts, labels), 5, 1));

            LinearProbe nothing = LinearProbe.of(embedder, new LabelledTexts(texts, chance), 5, 1);
            assertThat(nothing.low()).isLessThan(0.5);
            assertThat(nothing.high()).isGreaterThan(0.5).isLessThan(0.75);
        }
    }

    @Test
    void everyFoldHasItsPartOfEachLabel() {
        int[] classes = IntStream.range(0, 100).map(i -> i < 20 ? 1 : 0).toArray();
        int[] folds = LinearProbe.folds(classes, 2, 5, 7);
        for (int fold = 0; fold < 5; fold++) {
            int one = fold;
            assertThat(IntStream.range(0, 100).filter(i -> folds[i] == one && classes[i] == 1))
                    .hasSize(4);
            assertThat(IntStream.range(0, 100).filter(i -> folds[i] == one && classes[i] == 0))
                    .hasSize(16);
        }
        assertThat(LinearProbe.folds(classes, 2, 5, 7)).isEqualTo(folds);
        assertThat(LinearProbe.folds(classes, 2, 5, 8)).isNotEqualTo(folds);
    }

    @Test
    void tablesAndObjectsGiveTheSameTexts() throws IOException {
        LabelledTexts expected =
                new LabelledTexts(List.of("one, \"two\"", "three", "four", "five"), List.of("1", "2", "1", "2"));
        assertThat(read("a.csv", "id,label,text\r\n7,1,\"one, \"\"two\"\"\"\r\n8,2,three\r\n9,1,four\n\n1,2,five"))
                .isEqualTo(expected);
        assertThat(read("a.tsv", "text\tlabel\none, \"two\"\t1\nthree\t2\nfour\t1\nfive\t2\n"))
                .isEqualTo(expected);
        String objects = """
                {"text": "one, \\"two\\"", "label": 1}
                {"text": "three", "label": "2"}

                {"label": 1, "text": "four"}
                {"text": "five", "label": 2}
                """;
        assertThat(read("a.jsonl", objects)).isEqualTo(expected);
        Path file = Files.writeString(folder.resolve("b.tsv"), "t\ty\na\tx\nb\tz\nc\tx\nd\tz\n");
        assertThat(LabelledTexts.read(file, "t", "y").labels()).containsExactly("x", "z", "x", "z");
    }

    @Test
    void mistakesInLabelledTextsAreNamed() {
        assertMistake(
                "a.csv",
                "text,category\na,b\n",
                "a.csv: expected a column \"label\" (--label-field) in the first row, got text, category");
        assertMistake("a.csv", "", "a.csv: expected a column \"text\" (--text-field) in the first row, got none");
        assertMistake(
                "a.csv", "text,label\n", "a.csv: expected texts of two labels or more in \"label\", got no texts");
        assertMistake(
                "a.csv",
                "text,label\na,x\nb,x\n",
                "a.csv: expected texts of two labels or more in \"label\", got only x");
        assertMistake(
                "a.csv",
                "text,label\na,x\nb,x\nc,y\n",
                "a.csv: expected two texts or more of each label, got one of y");
        assertMistake("a.csv", "text,label\na,x\n ,x\n", "a.csv:3: text: expected a text, got nothing");
        assertMistake("a.tsv", "text\tlabel\na\t\n", "a.tsv:2: label: expected a label, got nothing");
        assertMistake("a.jsonl", "{\"text\": \"a\"}\n", "a.jsonl:1: label: expected a label, got nothing");
        assertMistake("a.xml", "", "a.xml: expected a file of .csv, .tsv or .jsonl, got a.xml");
        assertDamage(
                "a.csv", "text,label\na,x\n\"b,x\n", "a.csv:3: expected a closing quote, got the end of the table");
        assertDamage(
                "a.csv", "text,label\n\"a\nb\",x\nb,x,y\n", "a.csv:4: expected 2 fields, as the first row has, got 3");
        assertDamage("a.jsonl", "\n[]\n", "a.jsonl:2: expected a JSON object, got something else");
        assertThatThrownBy(() -> LabelledTexts.read(folder.resolve("none.csv"), "text", "label"))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith("none.csv: expected a file of .csv, .tsv or .jsonl, got no such file");
    }

    private void assertMistake(String name, String content, String message) {
        assertThatThrownBy(() -> read(name, content))
                .isInstanceOf(UsageException.class)
                .hasMessage(folder + "/" + message);
    }

    private void assertDamage(String name, String content, String message) {
        assertThatThrownBy(() -> read(name, content))
                .isInstanceOf(DataException.class)
                .hasMessage(folder + "/" + message);
    }

    private LabelledTexts read(String name, String content) throws IOException {
        return LabelledTexts.read(Files.writeString(folder.resolve(name), content), "text", "label");
    }

    private TextEmbedder embedder() throws IOException {
        Path tokenizer = folder.resolve("tokenizer");
        Path saved = folder.resolve("model");
        TokenizerFiles.write(tokenizer, TinyVocabulary.letters());
        MaskedLanguageModel model =
                new MaskedLanguageModel(TinyRecipe.on(folder).encoder(), 13);
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            Weights weights = Weights.initial(run, model.parameters(), 3);
            ModelDirectory.write(saved, model.config(), 13, weights.values(), tokenizer, Map.of());
        }
        return TextEmbedder.load(saved, EmbeddingOptions.DEFAULT.with(EmbeddingOptions.Normalisation.NONE));
    }
}
