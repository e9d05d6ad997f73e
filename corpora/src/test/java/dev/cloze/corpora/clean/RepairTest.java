package dev.cloze.corpora.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepairTest {
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private static String misread(String text, Charset as) {
        return new String(text.getBytes(StandardCharsets.UTF_8), as);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "café déjà vu, naïve Léon",
                "it’s “quoted” — and so on…",
                "20 °C for £5 · ½",
                "привет, мир",
                "γειά σου",
                "水火山川",
                "smile 😀 now",
                "l'été où l'on naît"
            })
    void utf8ThatWasReadAsLatin1IsRepaired(String text) {
        assertThat(Stages.after(EncodingRepair.DEFAULT, misread(text, StandardCharsets.ISO_8859_1)))
                .isEqualTo(text);
        String twice = misread(misread(text, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
        assertThat(Stages.after(EncodingRepair.DEFAULT, twice)).isEqualTo(text);
    }

    @Test
    void utf8ThatWasReadAsWindows1252IsRepaired() {
        assertThat(Stages.after(EncodingRepair.DEFAULT, misread("it’s a café – for €5", WINDOWS)))
                .isEqualTo("it’s a café – for €5");
        assertThat(Stages.finding(EncodingRepair.DEFAULT, misread("it’s a café", WINDOWS), "repair.mojibake"))
                .isEqualTo(new Finding("repair.mojibake", 2, 5, "itâ€™s a cafÃ©"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "il est passé\u00a0» dit-elle",
                "voilà\u00a0» et «\u00a0là\u00a0»",
                "MANHÃ” e AMANHÃ»",
                "CAFÉ” et DÉJÀ”, CAFÉ»",
                "naïve – “crème brûlée”…",
                "«Ã»",
                "Škoda, Łódź, Ångström®",
                "VOILÂ… \u00c5\u2026",
                "日本語、한국어, Ελληνικά"
            })
    void whatMayBeMeantStays(String text) {
        assertThat(Stages.after(EncodingRepair.DEFAULT, text)).isEqualTo(text);
    }

    @Test
    void windowsControlsAndLoneSurrogatesAreRepaired() {
        assertThat(Stages.after(EncodingRepair.DEFAULT, "it\u0092s")).isEqualTo("it’s");
        EncodingRepair patient = new EncodingRepair(1);
        assertThat(Stages.after(patient, "a\ud800b\udc00c 😀")).isEqualTo("a\ufffdb\ufffdc 😀");
    }

    @Test
    void tooManyReplacementCharactersRemoveTheDocument() {
        assertThat(Stages.verdict(EncodingRepair.DEFAULT, "\ufffd" + "a".repeat(199)))
                .isEqualTo("kept");
        assertThat(Stages.verdict(EncodingRepair.DEFAULT, "\ufffd" + "a".repeat(198)))
                .isEqualTo("repair.replacement-characters");
    }

    @Test
    void composedFormIsReached() {
        assertThat(Stages.after(new CanonicalForm(), "cafe\u0301 und mehr")).isEqualTo("café und mehr");
        assertThat(Stages.finding(new CanonicalForm(), "cafe\u0301 und mehr", "nfc.composed")
                        .characters())
                .isEqualTo(2);
        assertThat(Stages.after(new CanonicalForm(), "ﬁ Ａ")).isEqualTo("ﬁ Ａ");
    }

    @Test
    void invisibleCharactersAndOddSpacesGo() {
        String text = "\ufeffa\u00adb\u200bc\u0000d\u00a0e\tf  \r\ng\u2028h\n\n\n\ni \u202e";
        assertThat(Stages.after(new PlainCharacters(), text)).isEqualTo("abcd e f\ng\nh\n\ni");
        assertThat(Stages.finding(new PlainCharacters(), text, "characters.invisible")
                        .count())
                .isEqualTo(5);
        assertThat(Stages.finding(new PlainCharacters(), text, "characters.white-space")
                        .count())
                .isEqualTo(2);
        assertThat(Stages.finding(new PlainCharacters(), text, "characters.line-end")
                        .count())
                .isEqualTo(2);
        assertThat(Stages.finding(new PlainCharacters(), text, "characters.blank")
                        .characters())
                .isEqualTo(5);
        assertThat(Stages.after(new PlainCharacters(), "می\u200cخواهم 👨\u200d👩"))
                .isEqualTo("می\u200cخواهم 👨\u200d👩");
        assertThat(Stages.verdict(new PlainCharacters(), "\u200b")).isEqualTo("characters.nothing-left");
    }

    @Test
    void tagsReferencesAndScriptsGo() {
        MarkupRemoval markup = new MarkupRemoval();
        assertThat(Stages.after(markup, "<p class=\"x\">Tom &amp; <b>Jer</b>ry&#8217;s &eacute;&#xe9;</p>end"))
                .isEqualTo("\nTom & Jerry’s éé\nend");
        assertThat(Stages.after(markup, "a<!-- b > c -->d<script src=x>if (a < b) {}</script>e"))
                .isEqualTo("ad\ne");
        assertThat(Stages.after(markup, "&amp;amp;lt;b&amp;gt;bold&lt;/b&gt;")).isEqualTo("bold");
        assertThat(Stages.finding(markup, "a <b>c</b>", "markup.tag"))
                .isEqualTo(new Finding("markup.tag", 2, 7, "a <b>c</b>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a < b and b > c",
                "List<String> of Map<K, V>",
                "AT&T; R&D &unknown; & so",
                "mail <ada at home>",
                "<!-- never closed",
                "&#xd800; &#0;",
                "x <b y"
            })
    void whatIsNoMarkupStays(String text) {
        assertThat(Stages.after(new MarkupRemoval(), text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@example.org",
                "Ada.L+news@mail.example.co.uk",
                "8.8.8.4",
                "2a00:1450:4001:81b::200e",
                "2001:4860:4860:0:0:0:0:8888",
                "4111 1111 1111 1111",
                "4111-1111-1111-1111",
                "5500005555555559",
                "3782 822463 10005",
                "+49 30 901820",
                "+1 (415) 555-2671",
                "+442079460958",
                "(415) 555-2671",
                "1-415-555-2671",
                "415.555.2671",
                "030/901820-12",
                "020 7946 0958",
                "01 23 45 67 89"
            })
    void personalDataIsReplaced(String data) {
        for (String around : new String[] {"%s", "call %s.", "(%s)", "x: %s, and more", "mail\n%s\n"}) {
            String text = String.format(around, data);
            assertThat(Stages.after(PersonalData.DEFAULT, text))
                    .doesNotContainPattern("[0-9@]")
                    .matches(cleaned -> cleaned.replaceAll("\\[(email|ip|card|phone)]", data)
                            .equals(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b",
                "@handle and x @ y.com",
                "version 1.2.3.4",
                "v1.2.3.4",
                "v. 1.2.3.4",
                "section 3.1.4.1",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "192.168.1.1 and 127.0.0.1",
                "at 12:30:45",
                "std::vector and a::b",
                "fe80::1",
                "2001:db8::1",
                "4111 1111 1111 1112",
                "1234567890123456",
                "2002-11-22 10:30",
                "22.11.2002",
                "1,234,567.89",
                "978-3-16-148410-0",
                "+1.000.000.000",
                "C++11 and 3+4",
                "100 200 3000",
                "pages 123-456",
                "0.5 0.25 0.125",
                "2001-2002-2003"
            })
    void whatOnlyLooksLikePersonalDataStays(String text) {
        assertThat(Stages.after(PersonalData.DEFAULT, text)).isEqualTo(text);
    }

    @Test
    void samplesOfPersonalDataAreMasked() {
        Finding finding = Stages.finding(
                PersonalData.DEFAULT, "Write to ada@example.org or bob@example.org now", "personal-data.email");
        assertThat(finding).isEqualTo(new Finding("personal-data.email", 2, 30, "Write to xxx@xxxxxxx.xxx"));
    }

    @Test
    void replacementsAreSettings() {
        assertThat(Stages.after(
                        new PersonalData("E", "P", "C", "I"), "a@b.org 8.8.8.8 (415) 555-2671 4111111111111111"))
                .isEqualTo("E I P C");
        assertThatIllegalArgumentException().isThrownBy(() -> new PersonalData("a@b.org", "P", "C", "I"));
    }
}
