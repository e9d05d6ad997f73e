package dev.cloze.corpora.clean;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * Keeps documents in the languages wanted, as Apache OpenNLP's detector names them (its model of 103 languages, from the
 * class path; character n-grams of 1 to 3 units). The detector sees the beginning of a text;
 * it takes some 0.2 ms for 500 units, more than all rules together take for a page.
 *
 * @param languages the languages to keep, in ISO 639-1 ("en") or 639-3 ("eng"); stored as the latter. A macrolanguage
 *     ("zh", "no") stands for its members
 * @param leastConfidence the least probability of the language found. It grows with the text: on Europarl its median is
 *     0.13 for 100 characters, 0.49 for 200, 0.96 for 500, while each language is found about as often
 * @param sampleCharacters the UTF-16 units from the beginning of a text that the detector sees
 */
public record LanguageFilter(List<String> languages, double leastConfidence, int sampleCharacters) implements Stage {
    private static final int SAMPLE_CHARACTERS = 500;

    private static final String MODEL = "/langdetect-183.bin";

    /** What the detector calls by the name of a member, by the name in ISO 639-1 (ISO 639-3's macrolanguages). */
    private static final Map<String, String> MACROLANGUAGES =
            Map.of("cmn", "zho", "lvs", "lav", "ekk", "est", "pes", "fas", "plt", "mlg", "nob", "nor", "nno", "nor");

    /** A detector is not safe for use by several threads; its model, which is most of it, is shared. */
    private static final ThreadLocal<LanguageDetectorME> DETECTOR =
            ThreadLocal.withInitial(() -> new LanguageDetectorME(Loaded.MODEL));

    private static final class Loaded {
        private static final LanguageDetectorModel MODEL = load();

        private static final Set<String> LANGUAGES = Set.of(new LanguageDetectorME(MODEL).getSupportedLanguages());

        private static LanguageDetectorModel load() {
            try (InputStream in = LanguageDetectorModel.class.getResourceAsStream(LanguageFilter.MODEL)) {
                if (in == null) {
                    throw new IllegalStateException(LanguageFilter.MODEL
                            + ": expected opennlp-models-langdetect on the class path, got nothing");
                }
                return new LanguageDetectorModel(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public LanguageFilter {
        if (languages.isEmpty()) {
            throw new IllegalArgumentException("languages: expected one or more, got none");
        }
        languages = languages.stream().map(LanguageFilter::threeLetters).toList();
        Check.share("leastConfidence", leastConfidence);
        if (sampleCharacters < 1) {
            throw new IllegalArgumentException("sampleCharacters: expected 1 or more, got " + sampleCharacters);
        }
    }

    /** The filter for some languages with a least confidence of 0.1 on 500 characters. */
    public static LanguageFilter of(List<String> languages) {
        return new LanguageFilter(languages, 0.1, SAMPLE_CHARACTERS);
    }

    private static String threeLetters(String code) {
        String lower = code.toLowerCase(Locale.ROOT);
        try {
            String three = lower.length() == 2 ? Locale.forLanguageTag(lower).getISO3Language() : lower;
            if (Loaded.LANGUAGES.contains(three) || MACROLANGUAGES.containsValue(three)) {
                return three;
            }
        } catch (MissingResourceException e) {
            // Two letters that are no language: refused below as all others are.
        }
        throw new IllegalArgumentException("languages: expected codes of ISO 639 that the detector knows ("
                + String.join(" ", new TreeSet<>(Loaded.LANGUAGES)) + "), got " + code);
    }

    /** Whether a language found is one of those wanted, by itself or as a member of a macrolanguage. */
    private boolean isWanted(String code) {
        return languages.contains(code) || languages.contains(MACROLANGUAGES.getOrDefault(code, code));
    }

    @Override
    public String name() {
        return "language";
    }

    /** The language that the detector finds most probable, in ISO 639-3; empty if it finds none. */
    public static Optional<String> languageOf(String text) {
        return best(text, SAMPLE_CHARACTERS).map(Language::getLang);
    }

    private static Optional<Language> best(String text, int sampleCharacters) {
        Language[] found =
                DETECTOR.get().predictLanguages(text.substring(0, Math.min(text.length(), sampleCharacters)));
        return found.length == 0 ? Optional.empty() : Optional.of(found[0]);
    }

    @Override
    public Outcome apply(TextIndex text) {
        Optional<Language> best = best(text.text(), sampleCharacters);
        String code = best.map(Language::getLang).orElse("none");
        double confidence = best.map(Language::getConfidence).orElse(0.0);
        if (!isWanted(code)) {
            return text.removed("language." + code, "one of " + String.join(" ", languages), confidence);
        }
        if (confidence < leastConfidence) {
            return text.removed("language.uncertain", "at least " + leastConfidence, confidence);
        }
        return text.kept();
    }
}
