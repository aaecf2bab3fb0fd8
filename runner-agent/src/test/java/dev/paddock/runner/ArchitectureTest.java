package dev.paddock.runner;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The import law: who may use whom.
class ArchitectureTest {

    private static final JavaClasses AGENT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.paddock.runner");

    @Test
    void packagesUseOnlyWhatTheLawAllows() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.paddock.runner..")
                .layer("boot")
                .definedBy("dev.paddock.runner.boot..")
                .layer("worker")
                .definedBy("dev.paddock.runner.worker..")
                .layer("review")
                .definedBy("dev.paddock.runner.review..")
                .layer("controlplane")
                .definedBy("dev.paddock.runner.controlplane..")
                .layer("enrolment")
                .definedBy("dev.paddock.runner.enrolment..")
                .layer("kubernetes")
                .definedBy("dev.paddock.runner.kubernetes..")
                .layer("log")
                .definedBy("dev.paddock.runner.log..")
                .layer("workspace")
                .definedBy("dev.paddock.runner.workspace..")
                .layer("container")
                .definedBy("dev.paddock.runner.container..")
                .optionalLayer("result")
                .definedBy("dev.paddock.runner.result..")
                .whereLayer("boot")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("worker")
                .mayOnlyBeAccessedByLayers("boot")
                .whereLayer("review")
                .mayOnlyBeAccessedByLayers("boot", "worker")
                .whereLayer("controlplane")
                .mayOnlyBeAccessedByLayers("boot", "worker", "review", "enrolment")
                .whereLayer("enrolment")
                .mayOnlyBeAccessedByLayers("boot", "worker")
                .whereLayer("kubernetes")
                .mayOnlyBeAccessedByLayers("boot")
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("boot", "worker", "review")
                .whereLayer("result")
                .mayOnlyBeAccessedByLayers("boot")
                .whereLayer("workspace")
                .mayOnlyBeAccessedByLayers("boot", "review", "result")
                .whereLayer("container")
                .mayOnlyBeAccessedByLayers("boot", "review", "result")
                .check(AGENT);
    }

    @Test
    void theAgentNeverImportsTheServer() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.paddock.server..", "dev.paddock.controlplane..")
                .check(AGENT);
    }

    @Test
    void aPackageHasAtMostTwelveTypes() {
        Map<String, Long> types = AGENT.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().contains("_"))
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(types).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(12));
    }
}
