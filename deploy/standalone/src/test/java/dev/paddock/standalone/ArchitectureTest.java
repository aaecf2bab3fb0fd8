package dev.paddock.standalone;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void eachPackageUsesOnlyWhatStandsBelowIt() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.paddock.standalone");

        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.paddock.standalone..")
                .layer("base")
                .definedBy("dev.paddock.standalone")
                .layer("services")
                .definedBy("dev.paddock.standalone.services")
                .layer("credentials")
                .definedBy("dev.paddock.standalone.credentials")
                .layer("containers")
                .definedBy("dev.paddock.standalone.containers")
                .layer("stack")
                .definedBy("dev.paddock.standalone.stack")
                .layer("source")
                .definedBy("dev.paddock.standalone.source")
                .layer("client")
                .definedBy("dev.paddock.standalone.client")
                .layer("demo")
                .definedBy("dev.paddock.standalone.demo")
                .layer("cli")
                .definedBy("dev.paddock.standalone.cli")
                .whereLayer("services")
                .mayOnlyAccessLayers("base")
                .whereLayer("source")
                .mayOnlyAccessLayers("base")
                .whereLayer("credentials")
                .mayOnlyAccessLayers("base", "services")
                .whereLayer("containers")
                .mayOnlyAccessLayers("base", "services")
                .whereLayer("client")
                .mayOnlyAccessLayers("credentials")
                .whereLayer("stack")
                .mayOnlyAccessLayers("base", "services", "credentials", "containers")
                .whereLayer("demo")
                .mayOnlyAccessLayers("source", "client", "stack")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(classes);
    }
}
