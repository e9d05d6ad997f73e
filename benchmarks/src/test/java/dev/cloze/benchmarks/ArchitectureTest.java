package dev.cloze.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cloze.benchmarks");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.cloze.benchmarks.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTrainingUsesDjlItself() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.cloze.benchmarks.training..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(CLASSES);
    }

    @Test
    void theHarnessDoesNotKnowWhatItMeasures() {
        noClasses()
                .that()
                .resideInAPackage("dev.cloze.benchmarks.harness..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.cloze.benchmarks.training..", "dev.cloze.benchmarks.cli..")
                .check(CLASSES);
    }
}
