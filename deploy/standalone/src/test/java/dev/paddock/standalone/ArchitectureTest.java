package dev.paddock.standalone;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

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
                .layer("terminal")
                .definedBy("dev.paddock.standalone.terminal")
                .layer("client")
                .definedBy("dev.paddock.standalone.client")
                .layer("demo")
                .definedBy("dev.paddock.standalone.demo")
                .layer("server")
                .definedBy("dev.paddock.standalone.server")
                .layer("commands")
                .definedBy(
                        "dev.paddock.standalone.runs",
                        "dev.paddock.standalone.gate",
                        "dev.paddock.standalone.reports",
                        "dev.paddock.standalone.keys",
                        "dev.paddock.standalone.session",
                        "dev.paddock.standalone.upload")
                .layer("runners")
                .definedBy("dev.paddock.standalone.runners")
                .layer("cli")
                .definedBy("dev.paddock.standalone.cli")
                .whereLayer("services")
                .mayOnlyAccessLayers("base")
                .whereLayer("source")
                .mayOnlyAccessLayers("base")
                .whereLayer("terminal")
                .mayOnlyAccessLayers("base")
                .whereLayer("credentials")
                .mayOnlyAccessLayers("base", "services")
                .whereLayer("containers")
                .mayOnlyAccessLayers("base", "services")
                .whereLayer("client")
                .mayOnlyAccessLayers("base", "credentials", "terminal")
                .whereLayer("stack")
                .mayOnlyAccessLayers("base", "services", "credentials", "containers")
                .whereLayer("demo")
                .mayOnlyAccessLayers("source", "client", "stack", "terminal")
                .whereLayer("server")
                .mayOnlyAccessLayers("base", "services", "credentials", "stack", "client")
                .whereLayer("commands")
                .mayOnlyAccessLayers("base", "server", "client", "terminal")
                .whereLayer("runners")
                .mayOnlyAccessLayers(
                        "base", "services", "credentials", "containers", "stack", "server", "client", "terminal")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(classes);
    }

    @Test
    void aCommandKnowsNoOther() {
        slices().matching("dev.paddock.standalone.(runs|gate|reports|keys|session|upload|runners)..")
                .should()
                .notDependOnEachOther()
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.paddock.standalone"));
    }
}
