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
                .whereLayer("services")
                .mayOnlyAccessLayers("base")
                .check(classes);
    }
}
