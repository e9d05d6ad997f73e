package dev.cloze.core.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.TinyModelFolder;
import dev.cloze.core.TinyModels;
import dev.cloze.core.inference.FillMask.Candidate;
import dev.cloze.core.inference.PseudoLikelihood.Score;
import dev.cloze.core.inference.PseudoLikelihood.TokenScore;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.torch.NothingLeftBehind;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NothingLeftBehind.class)
class PseudoLikelihoodTest {
    private static final double ROUNDING = 2e-5;

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyModelFolder.write(folder, TinyModels.MODERN);
    }

    @Test
    void eachTokenIsAsProbableAsInTheFillingOfItsMask() throws IOException {
        assertAsProbableAsInFillings(model);
    }

    /** A table is often padded to a round number of rows, which no token stands behind. */
    @Test
    void rowsOfTheTableWithoutTokensTakeNoProbability() throws IOException {
        int tokens = TinyModelFolder.pieces().pieces().size();
        int rows = tokens + 8;
        Map<String, float[]> weights = TinyModelFolder.weights(TinyModels.BERT, rows);
        Arrays.fill(weights.get("head.bias"), tokens, rows, 3);
        Path padded = folder.resolve("padded");
        ModelDirectory.write(padded, TinyModels.BERT, rows, weights, folder.resolve("tokenizer"), Map.of());
        assertAsProbableAsInFillings(padded);
        try (PseudoLikelihood likelihood = PseudoLikelihood.load(padded);
                TextEmbedder embedder = TextEmbedder.load(padded)) {
            assertThat(likelihood.score("house").logLikelihood()).isGreaterThan(-2 * Math.log(tokens));
            assertThatThrownBy(() -> embedder.embedTokens(List.of(new int[] {tokens})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("tokens: expected ids from 0 to " + (tokens - 1) + ", got " + tokens);
        }
    }

    private static void assertAsProbableAsInFillings(Path model) throws IOException {
        String[] words = "the blue house and the old stone".split(" ");
        try (PseudoLikelihood likelihood = PseudoLikelihood.load(model);
                FillMask fill = FillMask.load(model)) {
            Score score = likelihood.score(String.join(" ", words));

            assertThat(score.tokens()).extracting(TokenScore::token).containsExactly(words);
            double sum = 0;
            for (int i = 0; i < words.length; i++) {
                String[] hidden = words.clone();
                hidden[i] = "[MASK]";
                int id = score.tokens().get(i).id();
                double probability = fill.predict(String.join(" ", hidden), 1_000).get(0).candidates().stream()
                        .filter(candidate -> candidate.id() == id)
                        .mapToDouble(Candidate::probability)
                        .sum();
                assertThat(score.tokens().get(i).logProbability()).isCloseTo(Math.log(probability), within(ROUNDING));
                sum += Math.log(probability);
            }
            assertThat(score.logLikelihood()).isCloseTo(sum, within(8 * ROUNDING));
            assertThat(PseudoLikelihood.perplexity(List.of(score)))
                    .isCloseTo(Math.exp(-sum / words.length), within(1e-3));
        }
    }

    @Test
    void textsTogetherScoreAsAlone() throws IOException {
        List<String> texts = List.of("the red house", "", "stone", "the old stone and the blue house near the stand");
        try (PseudoLikelihood likelihood = PseudoLikelihood.load(model)) {
            List<Score> together = likelihood.score(texts);
            double sum = 0;
            int tokens = 0;
            for (int i = 0; i < texts.size(); i++) {
                Score alone = likelihood.score(texts.get(i));
                assertThat(together.get(i).logLikelihood()).isCloseTo(alone.logLikelihood(), within(ROUNDING));
                assertThat(together.get(i).tokens()).hasSameSizeAs(alone.tokens());
                sum += alone.logLikelihood();
                tokens += alone.tokens().size();
            }
            assertThat(tokens).isEqualTo(14);
            assertThat(PseudoLikelihood.perplexity(together)).isCloseTo(Math.exp(-sum / tokens), within(1e-3));
            assertThat(likelihood.score(List.of())).isEmpty();
        }
    }

    @Test
    void windowsAreScoredEachForItself() throws IOException {
        String window = "the old stone house and the red house near the blue house and the old stone house near"
                + " the blue house stand";
        assertThatThrownBy(() -> {
                    try (PseudoLikelihood likelihood = PseudoLikelihood.load(model)) {
                        likelihood.score(window + " near");
                    }
                })
                .isInstanceOf(UsageException.class)
                .hasMessage("text: expected at most 24 tokens, got 25");
        try (PseudoLikelihood likelihood = PseudoLikelihood.load(model, LongText.WINDOWS, "cpu")) {
            double alone = likelihood.score(window).logLikelihood()
                    + likelihood.score("near").logLikelihood();
            Score score = likelihood.score(window + " near");
            assertThat(score.tokens()).hasSize(23);
            assertThat(score.logLikelihood()).isCloseTo(alone, within(23 * ROUNDING));
        }
        try (PseudoLikelihood likelihood = PseudoLikelihood.load(model, LongText.TRUNCATE, "cpu")) {
            assertThat(likelihood.score(window + " near")).isEqualTo(likelihood.score(window));
        }
    }

    @Test
    void manyTokensAreScoredInSeveralGoes() throws IOException {
        try (PseudoLikelihood likelihood = PseudoLikelihood.load(model, LongText.WINDOWS, "cpu")) {
            // 22 rows of 24 tokens for each window: more than is read ahead.
            int windows = ServedModel.AHEAD / (22 * 24) + 3;
            Score score = likelihood.score("house ".repeat(22 * windows));
            List<TokenScore> first = likelihood.score("house ".repeat(22)).tokens();
            assertThat(score.tokens()).hasSize(22 * windows);
            for (int i = 0; i < score.tokens().size(); i++) {
                assertThat(score.tokens().get(i).logProbability())
                        .isCloseTo(first.get(i % 22).logProbability(), within(ROUNDING));
            }
        }
    }

    @Test
    void masksInTheTextAreText() throws IOException {
        try (PseudoLikelihood likelihood = PseudoLikelihood.load(model)) {
            assertThat(likelihood.score("[MASK]").tokens())
                    .isNotEmpty()
                    .noneMatch(token -> token.token().equals("[MASK]"));
        }
    }

    @Test
    void noTokensHaveNoPerplexity() {
        assertThatThrownBy(() -> PseudoLikelihood.perplexity(List.of(new Score(List.of()))))
                .isInstanceOf(UsageException.class)
                .hasMessage("texts: expected at least one token, got none");
    }
}
