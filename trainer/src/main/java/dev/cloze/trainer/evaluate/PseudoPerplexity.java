package dev.cloze.trainer.evaluate;

import dev.cloze.core.inference.PseudoLikelihood;
import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.function.LongConsumer;

/**
 * How hard a model finds a text when each token is hidden once, alone (Salazar et al. 2020, section 2.1): the
 * pseudo-log-likelihood of a document is the sum of the log-probabilities of its tokens, each given all the others of its
 * document (of its window, where a document is longer than the model). A text of n tokens costs n rows.
 *
 * <p>Unknown tokens are seen but not asked for: no training asks for them. Their bytes and white space are in the bytes of
 * the text for all other tokens alike, as in {@link HeldOutFigures}. As there is no joint distribution of which these are the conditional ones, none of the numbers is a length to which the text could be
 * compressed, or can be compared with a left-to-right model's.
 *
 * @param tokens of the text, each asked for once
 * @param unknown tokens beside them that stand for what the vocabulary cannot spell
 * @param words what white space separates
 * @param bytes of the text in UTF-8
 * @param nats the negative pseudo-log-likelihood of the text
 * @param perToken the pseudo-perplexity, e to the nats per token; compares models of one vocabulary
 * @param perWord e to the nats per word
 * @param bitsPerByte nats / ln 2 / bytes; compares models whatever their vocabularies
 */
public record PseudoPerplexity(
        long tokens,
        long unknown,
        long words,
        long bytes,
        double nats,
        double perToken,
        double perWord,
        double bitsPerByte) {

    /**
     * Asks about all of a text, a document at a time.
     *
     * @param unknownId the id of the unknown token
     * @param progress hears how many tokens are done
     * @throws UsageException if it has no tokens
     */
    public static PseudoPerplexity of(
            PseudoLikelihood model, DocumentSource documents, int unknownId, LongConsumer progress) throws IOException {
        long tokens = 0;
        long unknown = 0;
        long words = 0;
        long bytes = 0;
        double nats = 0;
        for (Optional<Document> next = documents.next(); next.isPresent(); next = documents.next()) {
            PseudoLikelihood.Score score = model.score(next.get().text());
            for (PseudoLikelihood.TokenScore token : score.tokens()) {
                boolean known = token.id() != unknownId;
                tokens += known ? 1 : 0;
                unknown += known ? 0 : 1;
                nats -= known ? token.logProbability() : 0;
            }
            words += new StringTokenizer(next.get().text()).countTokens();
            bytes += next.get().bytes();
            progress.accept(tokens + unknown);
        }
        if (tokens == 0) {
            throw new UsageException("corpus", "text to ask about", "none");
        }
        return new PseudoPerplexity(
                tokens,
                unknown,
                words,
                bytes,
                nats,
                Math.exp(nats / tokens),
                Math.exp(nats / words),
                nats / Math.log(2) / bytes);
    }
}
