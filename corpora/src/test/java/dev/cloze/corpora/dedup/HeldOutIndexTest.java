package dev.cloze.corpora.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.tokenizer.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeldOutIndexTest {
    private static final long MEMORY = 1L << 26;
    private static final DedupRules RULES = DedupRules.all();

    private final PlantedTexts planted = new PlantedTexts(11);
    private final List<String> first = planted.texts(50, 150, 300);
    private final List<String> second = planted.texts(50, 150, 300);

    private KeyMaker maker(DedupRules rules, LeakRule leakRule, long memoryBytes) {
        return new KeyMaker(rules, Optional.of(index(rules, leakRule, memoryBytes)));
    }

    private HeldOutIndex index(DedupRules rules, LeakRule leakRule, long memoryBytes) {
        HeldOutIndex.Builder builder = HeldOutIndex.builder(rules, leakRule, memoryBytes);
        for (int i = 0; i < first.size(); i++) {
            builder.add("first", first.get(i));
            builder.add("second", second.get(i));
        }
        return builder.build();
    }

    private static String words(String text, int from, int to) {
        return String.join(" ", Arrays.asList(text.split("\\s+")).subList(from, to));
    }

    @Test
    void eachKindOfLeakIsFoundWithItsSetAndText() {
        KeyMaker maker = maker(RULES, LeakRule.DEFAULT, MEMORY);
        assertThat(maker.of(PlantedTexts.respaced(second.get(7))).leak())
                .contains(new Leak(RemovalReason.HELD_OUT_EXACT, 1, 7, 1));

        Leak near = maker.of(planted.changed(first.get(9), 0.005)).leak().orElseThrow();
        assertThat(near.reason()).isEqualTo(RemovalReason.HELD_OUT_NEAR);
        assertThat(near.set()).isZero();
        assertThat(near.document()).isEqualTo(9);
        assertThat(near.share()).isBetween(0.8, 0.999);

        String paragraph = Arrays.stream(second.get(20).split("\n"))
                .filter(line -> line.length() >= 100)
                .findFirst()
                .orElseThrow();
        assertThat(maker.of(planted.text(3000) + "\n" + paragraph + "\n" + planted.text(3000))
                        .leak())
                .contains(new Leak(RemovalReason.HELD_OUT_PARAGRAPH, 1, 20, 1));
    }

    /** 60 words have 48 runs of 13; the text between others, itself of 60 words, gives all of them. */
    @Test
    void overlapIsAShareOfTheShorterText() {
        DedupRules rules = DedupRules.exact();
        KeyMaker maker = maker(rules, LeakRule.DEFAULT, MEMORY);
        String piece = words(first.get(3), 20, 80);
        assertThat(maker.of(piece).leak()).contains(new Leak(RemovalReason.HELD_OUT_OVERLAP, 0, 3, 1));

        String half = words(first.get(3), 20, 50) + " zzz " + planted.text(30).replace("\n", " ");
        Leak leak = maker.of(half).leak().orElseThrow();
        assertThat(leak.share()).isEqualTo(18.0 / (half.split("\\s+").length - 12), within(1e-9));

        String whole = planted.text(5000) + " " + words(first.get(3), 0, 150) + " " + planted.text(5000);
        assertThat(maker.of(whole).leak().orElseThrow().document()).isEqualTo(3);

        String little = planted.text(200) + " " + words(first.get(3), 0, 20) + " " + planted.text(200);
        assertThat(maker.of(little).leak()).isEmpty();
        assertThat(maker(rules, new LeakRule(13, 0), MEMORY)
                        .of(little)
                        .leak()
                        .orElseThrow()
                        .document())
                .isEqualTo(3);
    }

    @Test
    void otherTextsHaveNoLeak() {
        KeyMaker maker = maker(RULES, new LeakRule(13, 0), MEMORY);
        for (String text : planted.texts(500, 20, 400)) {
            assertThat(maker.of(text).leak()).isEmpty();
        }
    }

    /** With less memory, runs are sampled: less certain, but what is copied wholly is still found. */
    @Test
    void littleMemoryKeepsASampleOfTheRuns() {
        HeldOutIndex small = index(RULES, LeakRule.DEFAULT, 200_000);
        assertThat(small.sampledShare()).isLessThan(1).isGreaterThan(0.05);
        assertThat(index(RULES, LeakRule.DEFAULT, MEMORY).sampledShare()).isEqualTo(1);
        KeyMaker maker = new KeyMaker(RULES, Optional.of(small));
        for (int i = 0; i < first.size(); i++) {
            String longer = planted.text(500) + " " + first.get(i).replace("\n", " ") + " " + planted.text(500);
            Leak leak = maker.of(longer).leak().orElseThrow();
            assertThat(leak.document()).isEqualTo(i);
            assertThat(leak.share()).isGreaterThan(0.9);
        }
        assertThatThrownBy(() -> index(RULES, LeakRule.DEFAULT, 10_000))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("10000 bytes");
    }

    /** 20,000 held-out texts with the same 100 words and one of their own, and as many documents. */
    @Test
    void whatManyHeldOutTextsShareIsFoundFast() {
        String shared = planted.text(100).replace("\n", " ");
        HeldOutIndex.Builder builder = HeldOutIndex.builder(RULES, LeakRule.DEFAULT, 1L << 28);
        for (int i = 0; i < 20_000; i++) {
            builder.add("same", shared + " own" + i);
        }
        KeyMaker maker = new KeyMaker(RULES, Optional.of(builder.build()));
        long start = System.nanoTime();
        for (int i = 0; i < 20_000; i++) {
            Leak leak = maker.of("other" + i + " " + shared).leak().orElseThrow();
            assertThat(leak.reason()).isEqualTo(RemovalReason.HELD_OUT_NEAR);
        }
        Leak overlap =
                maker.of(words(shared, 0, 90) + " " + planted.text(300)).leak().orElseThrow();
        assertThat(overlap).isEqualTo(new Leak(RemovalReason.HELD_OUT_OVERLAP, 0, 0, 78.0 / 89));
        assertThat(maker.of(shared + " own15000").leak())
                .contains(new Leak(RemovalReason.HELD_OUT_EXACT, 0, 15_000, 1));
        assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }

    @Test
    void anIndexOfNothingFindsNothing() {
        HeldOutIndex empty =
                HeldOutIndex.builder(RULES, LeakRule.DEFAULT, MEMORY).build();
        assertThat(new KeyMaker(RULES, Optional.of(empty)).of(first.get(0)).leak())
                .isEmpty();
    }
}
