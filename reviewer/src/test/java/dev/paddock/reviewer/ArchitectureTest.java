package dev.paddock.reviewer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.paddock.reviewer");

    @Test
    void packagesUseOnlyTheTiersBelowThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.paddock.reviewer..")
                .layer("program")
                .definedBy("dev.paddock.reviewer")
                .layer("code")
                .definedBy("dev.paddock.reviewer.code")
                .layer("secret")
                .definedBy("dev.paddock.reviewer.secret")
                .layer("text")
                .definedBy("dev.paddock.reviewer.text")
                .layer("report")
                .definedBy("dev.paddock.reviewer.report")
                .layer("source")
                .definedBy("dev.paddock.reviewer.source")
                .whereLayer("program")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("code")
                .mayOnlyBeAccessedByLayers("program")
                .whereLayer("secret")
                .mayOnlyBeAccessedByLayers("program")
                .whereLayer("text")
                .mayOnlyBeAccessedByLayers("program")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("program", "code")
                .check(CLASSES);
    }

    @Test
    void onlyTheCodePackageKnowsItsParsers() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.paddock.reviewer.code")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.sourceforge.pmd..", "org.mozilla..")
                .check(CLASSES);
    }

    @Test
    void nothingOfTheServerOrTheRunnerIsKnown() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.paddock.control..", "dev.paddock.runner..", "java.net..")
                .check(CLASSES);
    }
}
