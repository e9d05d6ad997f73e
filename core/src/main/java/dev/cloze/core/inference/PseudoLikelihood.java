package dev.cloze.core.inference;

import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores texts by how probable a masked language model finds them (Salazar et al. 2020): each token is masked in turn,
 * and the logarithms of the probabilities of what stood there are summed. A text of n tokens costs n passes over it.
 * The text is plain: nothing in it is a special token.
 *
 * <p>Safe for several threads, which share the weights. Closing waits for batches under way; after it every call throws
 * {@link IllegalStateException}. Owns native memory.
 *
 * <p>Of a text longer than the model, when that is to be no error, the beginning is scored, or each window for itself: a
 * token is then guessed from its window only.
 */
public final class PseudoLikelihood implements AutoCloseable {
    private final ServedModel model;

    /**
     * A token in its place.
     *
     * @param logProbability the natural logarithm of its probability, given all others
     */
    public record TokenScore(String token, int id, double logProbability) {}

    /** The scores of a text's tokens, in their order. */
    public record Score(List<TokenScore> tokens) {
        public Score {
            tokens = List.copyOf(tokens);
        }

        /** The pseudo-log-likelihood of the text, in nats: the sum over its tokens; 0 for none. */
        public double logLikelihood() {
            return tokens.stream().mapToDouble(TokenScore::logProbability).sum();
        }
    }

    private PseudoLikelihood(ServedModel model) {
        this.model = model;
    }

    /** Loads a model's folder onto the CPU; a text longer than the model is an error. */
    public static PseudoLikelihood load(Path folder) throws IOException {
        return load(folder, LongText.ERROR, "cpu");
    }

    /**
     * Loads a model's folder onto {@code auto}, {@code cpu} or {@code gpu:N}.
     *
     * @throws UsageException if the folder is not a model's or has no head that guesses masked tokens, or there is no
     *     such device
     * @throws dev.cloze.tokenizer.DataException if the model is damaged
     */
    public static PseudoLikelihood load(Path folder, LongText longText, String device) throws IOException {
        return new PseudoLikelihood(ServedModel.load(folder, ServedModel.Answer.LOSSES, longText, device));
    }

    /**
     * The score of a text.
     *
     * @throws UsageException if the text is longer than the model, and that is to be an error
     */
    public Score score(String text) {
        Questions questions = new Questions();
        return scored(questions, questions.add("text", text));
    }

    /** The scores of texts, in their order; none for no texts. */
    public List<Score> score(List<String> texts) {
        Questions questions = new Questions();
        List<int[]> tokens = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            tokens.add(questions.add("texts[" + i + "]", texts.get(i)));
        }
        return scored(questions, tokens);
    }

    private Score scored(Questions questions, int[] ids) {
        return scored(questions, List.of(ids)).get(0);
    }

    private List<Score> scored(Questions questions, List<int[]> texts) {
        questions.ask();
        Tokenizer tokenizer = model.tokenizer();
        List<Score> scores = new ArrayList<>();
        int first = 0;
        for (int[] ids : texts) {
            int from = first;
            scores.add(new Score(IntStream.range(0, ids.length)
                    .mapToObj(i ->
                            new TokenScore(tokenizer.token(ids[i]), ids[i], questions.logProbabilities.get(from + i)))
                    .toList()));
            first += ids.length;
        }
        return scores;
    }

    /**
     * The pseudo-perplexity of texts together: e to the mean, over all their tokens, of the negative log-probability.
     *
     * @throws UsageException if they have no tokens
     */
    public static double perplexity(Collection<Score> scores) {
        long tokens = scores.stream().mapToLong(score -> score.tokens().size()).sum();
        if (tokens == 0) {
            throw new UsageException("texts", "at least one token", "none");
        }
        return Math.exp(-scores.stream().mapToDouble(Score::logLikelihood).sum() / tokens);
    }

    /** Rows with one token hidden, asked some thousands of tokens at a time. */
    private final class Questions {
        private final List<Row> rows = new ArrayList<>();
        private final List<Double> logProbabilities = new ArrayList<>();
        private long tokens;

        /** The tokens that will be scored. */
        int[] add(String where, String text) {
            IntStream.Builder scored = IntStream.builder();
            for (int[] ids : model.rows(where, model.encode(where, text))) {
                for (int place = 1; place + 1 < ids.length; place++) {
                    scored.add(ids[place]);
                    hide(ids, place);
                }
            }
            return scored.build().toArray();
        }

        private void hide(int[] ids, int place) {
            rows.add(Row.hiding(ids, place, model.tokenizer().special().mask()));
            tokens += ids.length;
            if (tokens >= ServedModel.AHEAD) {
                ask();
            }
        }

        void ask() {
            Double[] found = new Double[rows.size()];
            model.ask(rows, (number, losses, start) -> found[number] = -(double) losses[start]);
            logProbabilities.addAll(List.of(found));
            rows.clear();
            tokens = 0;
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
