package dev.paddock.runner.container;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The import law of `container` and `result`: see `docs/architecture.md`.
class ContainerImportsTest {

    private final JavaClasses ours = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.paddock.runner.container", "dev.paddock.runner.result");

    @Test
    void containersKnowNothingOfTheRestOfTheAgent() {
        classes()
                .that()
                .resideInAPackage("..runner.container..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.paddock.runner.container..",
                        "dev.paddock.model..",
                        "com.github.dockerjava..",
                        "java..",
                        "org.jboss.logging..",
                        "org.jspecify..")
                .check(ours);
    }

    @Test
    void resultsKnowHowAReviewerEndsAndNothingMore() {
        classes()
                .that()
                .resideInAPackage("..runner.result..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.paddock.runner.result..",
                        "dev.paddock.runner.container",
                        "dev.paddock.model..",
                        "com.fasterxml.jackson..",
                        "java..",
                        "org.jspecify..")
                .check(ours);
    }

    @Test
    void onlyTheDockerPackageSpeaksToAnEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..container.docker")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .check(ours);
    }
}
