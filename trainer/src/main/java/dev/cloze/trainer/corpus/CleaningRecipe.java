package dev.cloze.trainer.corpus;

import dev.cloze.corpora.clean.BlockedWords;
import dev.cloze.corpora.clean.C4Rules;
import dev.cloze.corpora.clean.CanonicalForm;
import dev.cloze.corpora.clean.Cleaning;
import dev.cloze.corpora.clean.EncodingRepair;
import dev.cloze.corpora.clean.FineWebRules;
import dev.cloze.corpora.clean.GopherQuality;
import dev.cloze.corpora.clean.GopherRepetition;
import dev.cloze.corpora.clean.LanguageFilter;
import dev.cloze.corpora.clean.LengthLimits;
import dev.cloze.corpora.clean.MarkupRemoval;
import dev.cloze.corpora.clean.PersonalData;
import dev.cloze.corpora.clean.PlainCharacters;
import dev.cloze.corpora.clean.Stage;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stages of cleaning, each with its settings, in the order in which they run; one that is left out does not. Cheap ones come
 * before dear ones, and personal data last, so that no rule sees the replacements.
 */
public record CleaningRecipe(
        Optional<MarkupRemoval> markup,
        Optional<EncodingRepair> encoding,
        Optional<PlainCharacters> characters,
        Optional<CanonicalForm> canonicalForm,
        Optional<LengthLimits> length,
        Optional<GopherRepetition> gopherRepetition,
        Optional<GopherQuality> gopherQuality,
        Optional<C4Rules> c4,
        Optional<FineWebRules> fineWeb,
        Optional<BlockedWordsRecipe> blockedWords,
        Optional<LanguageFilter> language,
        Optional<PersonalData> personalData) {

    Cleaning cleaning() throws IOException {
        Optional<BlockedWords> blocked =
                blockedWords.isPresent() ? Optional.of(blockedWords.get().stage()) : Optional.empty();
        return new Cleaning(Stream.<Optional<? extends Stage>>of(
                        markup,
                        encoding,
                        characters,
                        canonicalForm,
                        length,
                        gopherRepetition,
                        gopherQuality,
                        c4,
                        fineWeb,
                        blocked,
                        language,
                        personalData)
                .flatMap(Optional::stream)
                .map(Stage.class::cast)
                .toList());
    }
}
