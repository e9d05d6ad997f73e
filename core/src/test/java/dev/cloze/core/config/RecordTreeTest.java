package dev.cloze.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordTreeTest {
    enum Colour {
        RED,
        DARK_BLUE
    }

    record Wheel(int spokes, double radius) {
        Wheel {
            if (spokes < 1) {
                throw new InvalidConfigException("spokes", "a positive number", spokes);
            }
        }
    }

    record Bicycle(String name, long kilometres, boolean bell, Colour colour, List<String> owners, Wheel front) {}

    private Map<String, Object> tree;

    @BeforeEach
    void makeTree() {
        tree = new LinkedHashMap<>();
        tree.put("name", "Ella");
        tree.put("kilometres", 1L << 40);
        tree.put("bell", true);
        tree.put("colour", "dark_blue");
        tree.put("owners", List.of("Ann", "Bob"));
        tree.put("front", new LinkedHashMap<>(Map.of("spokes", 36, "radius", 0.35)));
    }

    @Test
    void readingAndWritingAreInverse() {
        Bicycle bicycle =
                new Bicycle("Ella", 1L << 40, true, Colour.DARK_BLUE, List.of("Ann", "Bob"), new Wheel(36, 0.35));

        assertThat(RecordTree.read(Bicycle.class, tree)).isEqualTo(bicycle);
        assertThat(RecordTree.write(bicycle)).isEqualTo(tree);
        assertThat(RecordTree.write(bicycle).keySet())
                .containsExactly("name", "kilometres", "bell", "colour", "owners", "front");
    }

    record Bell(Optional<String> tone, Optional<Colour> colour, Optional<String> name) {}

    @Test
    void anythingMayBeOptional() {
        Bell silent = new Bell(Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(RecordTree.write(silent)).isEmpty();
        assertThat(RecordTree.read(Bell.class, Map.of())).isEqualTo(silent);
        Bell loud = new Bell(Optional.of("a"), Optional.of(Colour.RED), Optional.empty());
        assertThat(RecordTree.write(loud)).isEqualTo(Map.of("tone", "a", "colour", "red"));
        assertThat(RecordTree.read(Bell.class, RecordTree.write(loud))).isEqualTo(loud);
        assertThatThrownBy(() -> RecordTree.read(Bell.class, Map.of("colour", "green")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("colour: expected one of red, dark_blue, got green");
    }

    record Chain(int links) {
        Chain {
            if (links < 2) {
                throw new IllegalArgumentException("links: expected 2 or more, got " + links);
            }
        }
    }

    record Drive(Chain chain) {}

    @Test
    void theFaultOfARecordOfAnotherFloorIsNamed() {
        assertThatThrownBy(() -> RecordTree.read(Drive.class, Map.of("chain", Map.of("links", 1))))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("chain.links: expected 2 or more, got 1");
    }

    record Shed(long key, Optional<Wheel> spare) {}

    @Test
    void anOptionalRecordMayBeMissing() {
        Shed empty = new Shed(3, Optional.empty());
        assertThat(RecordTree.write(empty)).isEqualTo(Map.of("key", 3L));
        assertThat(RecordTree.read(Shed.class, RecordTree.write(empty))).isEqualTo(empty);
        Shed full = new Shed(3, Optional.of(new Wheel(36, 0.35)));
        assertThat(RecordTree.read(Shed.class, RecordTree.write(full))).isEqualTo(full);
        assertThatThrownBy(() -> RecordTree.read(Shed.class, Map.of("key", 3, "spare", Map.of("spokes", 0))))
                .hasMessage("spare.radius: expected a value, got nothing");
        assertThatThrownBy(() -> RecordTree.read(Shed.class, Map.of("key", 3, "spare", "none")))
                .hasMessage("spare: expected keys and values, got none");
    }

    @Test
    void unknownKeyNamesTheNearest() {
        tree.put("color", "red");
        refused("color: expected a known key, got an unknown one; the nearest is colour");
    }

    @Test
    void unknownKeyOfAChildHasItsPath() {
        child().put("Radios", 1);
        refused("front.Radios: expected a known key, got an unknown one; the nearest is radius");
    }

    @Test
    void everyKeyMustBeThere() {
        child().remove("radius");
        refused("front.radius: expected a value, got nothing");
        tree.put("front", null);
        refused("front: expected a value, got nothing");
    }

    @Test
    void valuesHaveTheirTypes() {
        refusedWith("name", 7, "name: expected text, got 7");
        refusedWith("kilometres", "far", "kilometres: expected a number, got far");
        refusedWith("kilometres", 1.5, "kilometres: expected a whole number, got 1.5");
        refusedWith("bell", "yes", "bell: expected true or false, got yes");
        refusedWith("owners", "Ann", "owners: expected a list, got Ann");
        refusedWith("owners", List.of("Ann", 5), "owners[1]: expected text, got 5");
        refusedWith("front", 5, "front: expected keys and values, got 5");
    }

    @Test
    void numbersFitTheirTypes() {
        child().put("spokes", 1L << 40);
        refused("front.spokes: expected a whole number, got 1099511627776");
        child().put("spokes", 36L);
        child().put("radius", 1);
        assertThat(RecordTree.read(Bicycle.class, tree).front()).isEqualTo(new Wheel(36, 1));
    }

    @Test
    void constantsAreSpelledInLowerCase() {
        refusedWith("colour", "RED", "colour: expected one of red, dark_blue, got RED");
        refusedWith("colour", 3, "colour: expected one of red, dark_blue, got 3");
    }

    @Test
    void faultThatARecordFindsHasItsPath() {
        child().put("spokes", 0);
        refused("front.spokes: expected a positive number, got 0");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> child() {
        return (Map<String, Object>) tree.get("front");
    }

    private void refusedWith(String key, Object value, String message) {
        Object before = tree.put(key, value);
        refused(message);
        tree.put(key, before);
    }

    private void refused(String message) {
        assertThatThrownBy(() -> RecordTree.read(Bicycle.class, tree))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(message);
    }
}
