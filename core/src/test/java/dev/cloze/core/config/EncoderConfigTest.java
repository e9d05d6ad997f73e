package dev.cloze.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.TinyModels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderConfigTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "layers | 0 | layers: expected a positive number, got 0",
                "width | -8 | width: expected a positive number, got -8",
                "heads | 0 | heads: expected a positive number, got 0",
                "feedForwardWidth | 0 | feedForwardWidth: expected a positive number, got 0",
                "maxPositions | 0 | maxPositions: expected a positive number, got 0",
                "tokenTypes | -1 | tokenTypes: expected 0 or more, got -1",
                "tokenTypes | 2000000000 | tokenTypes: expected a table [tokenTypes, width]"
                        + " of less than 2^29 numbers, got 2000000000",
                "globalEvery | 0 | globalEvery: expected a positive number, got 0",
                "localWindow | 127 | localWindow: expected a positive even number, got 127",
                "localWindow | 0 | localWindow: expected a positive even number, got 0",
                "heads | 3 | heads: expected a divisor of width 8, got 3",
                "heads | 8 | heads: expected an even head width for rotary positions (width 8 / heads), got 8",
                "width | 200000000 | width: expected a matrix [3 width, width] of less than 2^29 numbers, got 200000000",
                "feedForwardWidth | 2000000000 | feedForwardWidth: expected a matrix [2 feedForwardWidth, width]"
                        + " of less than 2^29 numbers, got 2000000000",
                "maxPositions | 2000000000 | maxPositions: expected a table [maxPositions, width]"
                        + " of less than 2^29 numbers, got 2000000000"
            })
    void wholeNumbersAreChecked(String field, int value, String message) {
        refused(field, value, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rotaryTheta | 1 | rotaryTheta: expected a finite number above 1, got 1.0",
                "rotaryTheta | Infinity | rotaryTheta: expected a finite number above 1, got Infinity",
                "normEpsilon | 0 | normEpsilon: expected a number between 0 and 1, got 0.0",
                "normEpsilon | NaN | normEpsilon: expected a number between 0 and 1, got NaN",
                "localRotaryTheta | 0 | localRotaryTheta: expected a finite number above 1, got 0.0",
                "initialDeviation | 1 | initialDeviation: expected a number between 0 and 1, got 1.0"
            })
    void realNumbersAreChecked(String field, double value, String message) {
        refused(field, value, message);
    }

    @ParameterizedTest
    @CsvSource({"embeddings,1", "attention,NaN", "attentionOutput,-0.1", "feedForwardInner,2", "feedForwardOutput,1"})
    void ratesOfDropoutAreChecked(String place, double rate) {
        Map<String, Object> rates = new LinkedHashMap<>(RecordTree.write(Dropout.NONE));
        rates.put(place, rate);

        refused("dropout", rates, "dropout." + place + ": expected a rate from 0 to below 1, got " + rate);
    }

    @Test
    void everyNthLayerIsGlobal() {
        assertThat(IntStream.range(0, 4).mapToObj(TinyModels.LOCAL::reach))
                .containsExactly(OptionalInt.empty(), OptionalInt.of(4), OptionalInt.of(4), OptionalInt.of(4));
        assertThat(IntStream.range(0, 2).mapToObj(TinyModels.MODERN::reach)).containsOnly(OptionalInt.empty());
    }

    @Test
    void learnedPositionsTakeOddHeadWidths() {
        Map<String, Object> tree = RecordTree.write(TinyModels.BERT);
        tree.put("width", 6);

        assertThat(RecordTree.read(EncoderConfig.class, tree).headWidth()).isEqualTo(3);
    }

    private static void refused(String field, Object value, String message) {
        Map<String, Object> tree = new LinkedHashMap<>(RecordTree.write(TinyModels.MODERN));
        tree.put(field, value);

        assertThatThrownBy(() -> RecordTree.read(EncoderConfig.class, tree))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(message);
    }
}
