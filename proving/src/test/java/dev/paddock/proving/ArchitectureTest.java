package dev.paddock.proving;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The import law of docs/architecture.md.
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.paddock.proving");

    @Test
    void benchAndDrillUseTheSiteAndNotEachOther() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.paddock.proving..")
                .withOptionalLayers(true)
                .layer("site")
                .definedBy("dev.paddock.proving.site")
                .layer("bench")
                .definedBy("dev.paddock.proving.bench..")
                .layer("drill")
                .definedBy("dev.paddock.proving.drill..")
                .layer("day")
                .definedBy("dev.paddock.proving.day")
                .layer("cli")
                .definedBy("dev.paddock.proving.cli")
                .whereLayer("site")
                .mayNotAccessAnyLayer()
                .whereLayer("bench")
                .mayOnlyAccessLayers("site")
                .whereLayer("drill")
                .mayOnlyAccessLayers("site")
                .whereLayer("day")
                .mayNotAccessAnyLayer()
                .check(CLASSES);
    }

    @Test
    void theBenchReadsOffWhatItsLoadDoes() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.paddock.proving.bench..")
                .layer("gauge")
                .definedBy("dev.paddock.proving.bench.gauge")
                .layer("load")
                .definedBy("dev.paddock.proving.bench.load..")
                .layer("bench")
                .definedBy("dev.paddock.proving.bench")
                .whereLayer("gauge")
                .mayNotAccessAnyLayer()
                .whereLayer("load")
                .mayOnlyAccessLayers("gauge")
                .check(CLASSES);
    }

    @Test
    void theServerIsReachedFromOutsideOnlyAndTheAgentByItsClient() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.paddock.controlplane..", "dev.paddock.reviewer..")
                .check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.paddock\\.runner\\.(?!controlplane\\.).*")
                .check(CLASSES);
    }
}
