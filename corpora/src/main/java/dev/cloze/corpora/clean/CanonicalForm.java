package dev.cloze.corpora.clean;

import java.text.Normalizer;

/**
 * Unicode Normalization Form C (UAX #15): letters and their marks as one character where there is one, so that the same
 * word is the same characters. Compatibility characters such as ligatures and full-width letters stay.
 */
public record CanonicalForm() implements Stage {
    @Override
    public String name() {
        return "nfc";
    }

    @Override
    public Outcome apply(TextIndex text) {
        String before = text.text();
        if (!text.has(CharClass.MAY_COMPOSE) || Normalizer.isNormalized(before, Normalizer.Form.NFC)) {
            return text.kept();
        }
        String after = Normalizer.normalize(before, Normalizer.Form.NFC);
        if (after.equals(before)) {
            return text.kept();
        }
        Findings findings = new Findings();
        int first = 0;
        int end = Math.min(before.length(), after.length());
        while (first < end && before.charAt(first) == after.charAt(first)) {
            first++;
        }
        int common = 0;
        while (common < end - first
                && before.charAt(before.length() - 1 - common) == after.charAt(after.length() - 1 - common)) {
            common++;
        }
        findings.add("nfc.composed", before, first, Math.max(first, before.length() - common));
        return findings.keep(name(), before, after);
    }
}
