package dev.cloze.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What scikit-learn finds, as src/test/parity/probe.py records it. */
class LogisticRegressionTest {
    private static final double TOLERANCE = 1e-6;

    @SuppressWarnings("ArrayRecordComponent") // read from JSON, compared by nobody
    private record Case(
            int classes,
            double strength,
            double[][] features,
            int[] labels,
            double[] means,
            double[] deviations,
            double[][] weights,
            double[] intercepts,
            double[][] fresh,
            int[] predicted) {}

    @Test
    void weightsAndPredictionsAreThoseOfScikitLearn() throws IOException {
        List<Case> cases = cases();
        assertThat(cases.stream().map(Case::classes)).containsExactly(2, 3, 4, 3);
        for (Case each : cases) {
            LinearProbe.Standard standard = LinearProbe.Standard.of(each.features);
            assertThat(standard.means()).containsExactly(each.means, within(1e-12));
            assertThat(standard.deviations()).containsExactly(each.deviations, within(1e-12));
            LogisticRegression found = LogisticRegression.fit(
                    standard.apply(each.features), each.labels, each.classes, each.strength, 1e-10);
            assertThat(found.weights()).hasDimensions(each.weights.length, each.means.length);
            for (int k = 0; k < each.weights.length; k++) {
                assertThat(found.weights()[k]).containsExactly(each.weights[k], within(TOLERANCE));
            }
            assertThat(found.intercepts()).containsExactly(each.intercepts, within(TOLERANCE));
            assertThat(Arrays.stream(each.fresh).mapToInt(row -> found.predict(standard.apply(row))))
                    .containsExactly(Arrays.stream(each.predicted).boxed().toArray(Integer[]::new));
        }
    }

    @Test
    void theSameExamplesGiveTheSameBits() throws IOException {
        Case one = cases().get(1);
        double[][] features = LinearProbe.Standard.of(one.features).apply(one.features);
        assertThat(LogisticRegression.fit(features, one.labels, 3, 1, 1e-6).weights())
                .isDeepEqualTo(
                        LogisticRegression.fit(features, one.labels, 3, 1, 1e-6).weights());
    }

    private static List<Case> cases() throws IOException {
        try (InputStream in = LogisticRegressionTest.class.getResourceAsStream("probe.json")) {
            return List.of(new Gson().fromJson(new InputStreamReader(in, StandardCharsets.UTF_8), Case[].class));
        }
    }
}
