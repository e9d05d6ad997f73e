package dev.cloze.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import dev.cloze.tokenizer.Internal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FloorsTest {
    private static final Set<String> API =
            Set.of("dev.cloze.core", "dev.cloze.core.model", "dev.cloze.core.inference", "dev.cloze.core.config");

    /** Each room may use those after it. */
    private static final List<String> ROOMS =
            List.of("inference", "model", "torch", "nn", "attention", "graph", "config");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cloze.core", "dev.cloze.tokenizer");

    private static final JavaClasses CORE = CLASSES.that(resideInAPackage("dev.cloze.core.."));

    @Test
    void nothingAboveCoreIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.cloze.corpora..", "dev.cloze.trainer..", "dev.cloze.benchmarks..")
                .check(CORE);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.cloze.core.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void eachRoomStandsOnThoseBelowIt() {
        LayeredArchitecture rooms = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (int i = 0; i < ROOMS.size(); i++) {
            rooms = rooms.layer(ROOMS.get(i)).definedBy("dev.cloze.core." + ROOMS.get(i) + "..");
        }
        for (int i = 0; i < ROOMS.size(); i++) {
            String[] above = ROOMS.subList(0, i).toArray(String[]::new);
            rooms = i == 0
                    ? rooms.whereLayer(ROOMS.get(i)).mayNotBeAccessedByAnyLayer()
                    : rooms.whereLayer(ROOMS.get(i)).mayOnlyBeAccessedByLayers(above);
        }
        rooms.check(CORE);
    }

    @Test
    void everyRoomHasItsPlaceInTheOrder() {
        Set<String> placed = new TreeSet<>(Set.of("dev.cloze.core"));
        ROOMS.forEach(room -> placed.add("dev.cloze.core." + room));

        assertThat(packages(CORE)).isEqualTo(placed);
    }

    @Test
    void onlyTheEnginesRoomKnowsTheEngine() {
        noClasses()
                .that(not(resideInAPackage("dev.cloze.core.torch..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..", "com.sun.jna..")
                .check(CORE);
    }

    @Test
    void whatIsNotApiIsMarked() {
        Set<String> unmarked = packages(CORE);
        unmarked.removeIf(name -> CLASSES.getPackage(name).isAnnotatedWith(Internal.class));

        assertThat(unmarked).isEqualTo(new TreeSet<>(API));
    }

    @Test
    void theApiMentionsNothingInternal() {
        Set<String> mentions = API.stream()
                .flatMap(name -> CLASSES.getPackage(name).getClasses().stream())
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(FloorsTest::mentionsInternalType)
                .map(JavaCodeUnit::getFullName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(mentions).isEmpty();
    }

    private static boolean mentionsInternalType(JavaCodeUnit unit) {
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .anyMatch(type -> type.isAnnotatedWith(Internal.class)
                        || type.getPackage().isAnnotatedWith(Internal.class));
    }

    private static Set<String> packages(JavaClasses classes) {
        return classes.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    }
}
