package dev.cloze.trainer.run;

import dev.cloze.core.inference.FillMask;
import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.corpora.pack.PackedRows;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.evaluate.MaskFilling;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.run.RunResult.FilledSentence;
import dev.cloze.trainer.run.RunResult.Guess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Pieces of held-out text with one whole word hidden, and what the model makes of them. */
final class FilledSentences {
    private static final int SENTENCES = 5;
    private static final int TOP = 5;
    private static final int LEAST_TOKENS = 8;
    private static final int MOST_TOKENS = 24;
    private static final int LEAST_LETTERS = 3;

    private FilledSentences() {}

    /**
     * A sentence with one word hidden.
     *
     * @param masked its tokens between start and end, one of them the mask
     */
    record Question(String text, String word, MaskedRow masked) {}

    /** The first fitting piece of rows spread evenly over the text; no choice looks at an answer. */
    static List<Question> questions(PackedRows heldOut, Tokenizer tokenizer) {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < SENTENCES; i++) {
            long row = (2L * i + 1) * heldOut.rows() / (2L * SENTENCES);
            question(heldOut.row(row), tokenizer).ifPresent(questions::add);
        }
        return questions;
    }

    /** Asks a finished model, by text. */
    static List<FilledSentence> ask(FillMask fill, List<Question> questions, Tokenizer tokenizer) {
        return questions.stream()
                .map(question -> answer(fill, question, tokenizer))
                .toList();
    }

    /** Asks a model in training, by tokens. */
    static List<FilledSentence> ask(Learner learner, List<Question> questions, Tokenizer tokenizer) {
        if (questions.isEmpty()) {
            return List.of();
        }
        int length = questions.stream()
                .mapToInt(question -> question.masked().ids().length)
                .max()
                .orElseThrow();
        MaskedBatch batch = MaskedBatch.of(
                questions.stream()
                        .map(question -> new PackedRow(question.masked().ids(), new int[] {0}))
                        .toList(),
                questions.stream().map(Question::masked).toList(),
                length,
                tokenizer.special().padding());
        List<List<MaskFilling.Candidate>> candidates = learner.fill(batch, TOP);
        List<FilledSentence> sentences = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            List<Guess> guesses = candidates.get(i).stream()
                    .map(one -> new Guess(tokenizer.decode(one.id()).strip(), one.probability()))
                    .toList();
            sentences.add(
                    new FilledSentence(questions.get(i).text(), questions.get(i).word(), guesses));
        }
        return sentences;
    }

    private static FilledSentence answer(FillMask fill, Question question, Tokenizer tokenizer) {
        List<Guess> guesses = fill.predict(question.text(), TOP).get(0).candidates().stream()
                .map(candidate -> new Guess(tokenizer.decode(candidate.id()).strip(), candidate.probability()))
                .toList();
        return new FilledSentence(question.text(), question.word(), guesses);
    }

    private static Optional<Question> question(PackedRow row, Tokenizer tokenizer) {
        int[] starts = row.documentStarts();
        for (int d = 0; d < starts.length; d++) {
            int end = d + 1 < starts.length ? starts[d + 1] : row.ids().length;
            int[] piece = Arrays.stream(row.ids(), starts[d], Math.min(end, starts[d] + MOST_TOKENS))
                    .filter(id -> !tokenizer.isSpecial(id))
                    .toArray();
            Optional<Question> question =
                    piece.length < LEAST_TOKENS ? Optional.empty() : hideMiddleWord(piece, tokenizer);
            if (question.isPresent()) {
                return question;
            }
        }
        return Optional.empty();
    }

    private static Optional<Question> hideMiddleWord(int[] piece, Tokenizer tokenizer) {
        for (int place = piece.length / 2; place < piece.length - 1; place++) {
            String word = tokenizer.decode(piece[place]).strip();
            boolean whole = !tokenizer.isContinuation(piece[place]) && !tokenizer.isContinuation(piece[place + 1]);
            if (whole && word.length() >= LEAST_LETTERS && word.chars().allMatch(Character::isLetter)) {
                String before = tokenizer.decode(Arrays.copyOfRange(piece, 0, place));
                String after = tokenizer.decode(Arrays.copyOfRange(piece, place + 1, piece.length));
                return Optional.of(new Question(
                        before.stripTrailing() + " " + tokenizer.maskToken() + " " + after.stripLeading(),
                        word,
                        masked(piece, place, tokenizer.special())));
            }
        }
        return Optional.empty();
    }

    private static MaskedRow masked(int[] piece, int place, SpecialTokens special) {
        int[] ids = new int[piece.length + 2];
        ids[0] = special.start();
        System.arraycopy(piece, 0, ids, 1, piece.length);
        ids[place + 1] = special.mask();
        ids[ids.length - 1] = special.end();
        return new MaskedRow(ids, new int[] {place + 1}, new int[] {piece[place]});
    }
}
