package dev.cloze.tokenizer;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cloze");

    @Test
    void tokenizerIsTheLowestFloor() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cloze.core..", "dev.cloze.corpora..", "dev.cloze.trainer..", "dev.cloze.benchmarks..")
                .check(CLASSES);
    }

    @Test
    void noArrayOfTheEngineIsHere() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.ndarray..")
                .check(CLASSES);
    }

    @Test
    void packagesAreFreeOfCycles() {
        // The mark itself stands in the root, which stands on what is marked.
        slices().matching("dev.cloze.(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(alwaysTrue(), type(Internal.class))
                .check(CLASSES);
    }

    @Test
    void machineryIsMarkedInternalAndTheApiIsNot() {
        for (String machinery : List.of("encode", "text", "train")) {
            assertThat(CLASSES.getPackage("dev.cloze.tokenizer." + machinery).isAnnotatedWith(Internal.class))
                    .as(machinery)
                    .isTrue();
        }
        assertThat(CLASSES.getPackage("dev.cloze.tokenizer").isAnnotatedWith(Internal.class))
                .isFalse();
    }

    @Test
    void theApiMentionsNothingInternal() {
        List<String> mentions = CLASSES.getPackage("dev.cloze.tokenizer").getClasses().stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(ArchitectureTest::mentionsInternalType)
                .map(JavaCodeUnit::getFullName)
                .toList();

        assertThat(mentions).isEmpty();
    }

    private static boolean mentionsInternalType(JavaCodeUnit unit) {
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .anyMatch(type -> type.isAnnotatedWith(Internal.class)
                        || type.getPackage().isAnnotatedWith(Internal.class));
    }
}
