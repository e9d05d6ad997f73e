package dev.cloze.trainer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.cloze.tokenizer.Internal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FloorsTest {
    private static final String TRAINER = "dev.cloze.trainer";
    private static final Set<String> API = Set.of(TRAINER, TRAINER + ".recipe", TRAINER + ".run");

    /** Each floor of rooms may use those after it; rooms of one floor do not know each other. */
    private static final List<List<String>> ROOMS = List.of(
            List.of("cli"),
            List.of("export"),
            List.of("run"),
            List.of("checkpoint", "evaluate", "observe", "page", "step"),
            List.of("batch"),
            List.of("objective", "optim", "schedule"),
            List.of("corpus"),
            List.of("recipe"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cloze");

    private static final JavaClasses OURS = CLASSES.that(resideInAPackage(TRAINER + ".."));

    @Test
    void neitherTheFloorAboveNorTheEngineIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.cloze.benchmarks..", "ai.djl..", "com.sun.jna..")
                .check(OURS);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(TRAINER + ".(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void eachRoomStandsOnThoseBelowIt() {
        for (int floor = 0; floor < ROOMS.size(); floor++) {
            for (String room : ROOMS.get(floor)) {
                String[] closed = ROOMS.subList(0, floor + 1).stream()
                        .flatMap(List::stream)
                        .filter(other -> !other.equals(room))
                        .map(FloorsTest::packageOf)
                        .toArray(String[]::new);
                noClasses()
                        .that()
                        .resideInAPackage(packageOf(room))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(closed)
                        .check(OURS);
            }
        }
    }

    @Test
    void everyRoomHasItsPlaceInTheOrder() {
        Set<String> placed = new TreeSet<>(Set.of(TRAINER));
        ROOMS.forEach(floor -> floor.forEach(room -> placed.add(packageOf(room))));
        assertThat(packages()).isEqualTo(placed);
    }

    @Test
    void whatIsNotApiIsMarked() {
        Set<String> unmarked = packages();
        unmarked.removeIf(name -> CLASSES.getPackage(name).isAnnotatedWith(Internal.class));
        assertThat(unmarked).isEqualTo(new TreeSet<>(API));
    }

    /** Enums apart: a recipe names a kernel of attention and a unit of documents. */
    @Test
    void theApiMentionsNothingInternal() {
        Set<String> mentions = OURS.that(describe("public API", FloorsTest::isPublicApi)).stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(FloorsTest::mentionsInternalType)
                .map(JavaCodeUnit::getFullName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(mentions).isEmpty();
    }

    private static boolean isPublicApi(JavaClass type) {
        return API.contains(type.getPackageName()) && type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean mentionsInternalType(JavaCodeUnit unit) {
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .filter(type -> !type.isEnum())
                .anyMatch(type -> type.isAnnotatedWith(Internal.class)
                        || type.getPackage().isAnnotatedWith(Internal.class));
    }

    private static String packageOf(String room) {
        return TRAINER + "." + room;
    }

    private static Set<String> packages() {
        return OURS.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    }
}
