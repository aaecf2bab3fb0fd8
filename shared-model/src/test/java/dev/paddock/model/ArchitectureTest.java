package dev.paddock.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void theModelUsesTheJdkJacksonAnnotationsAndJspecifyOnly() {
        var model = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.paddock.model");

        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.paddock.model..", "java..", "com.fasterxml.jackson.annotation..", "org.jspecify..")
                .check(model);
    }
}
