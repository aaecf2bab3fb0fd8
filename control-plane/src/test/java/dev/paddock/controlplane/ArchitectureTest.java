package dev.paddock.controlplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The import law of docs/architecture.md.
class ArchitectureTest {

    private static final String ROOT = "dev.paddock.controlplane.";

    /// From left to right. A package uses only tiers before its own; access may be used by catalog.
    private static final List<List<String>> TIERS = List.of(
            List.of("sql", "secret", "trace", "storage", "image", "archive", "outbound", "child", "scratch"),
            List.of("loop", "outcome"),
            List.of("http", "event", "blob"),
            List.of("access", "refusal", "watch", "feed", "memory", "tail", "trend"),
            List.of("audit", "idempotency", "edge"),
            List.of(
                    "catalog",
                    "repository",
                    "authentication",
                    "tenant",
                    "session",
                    "user",
                    "project",
                    "notification",
                    "openapi",
                    "health"),
            List.of("run", "fleet", "key", "login", "oidc", "webhook", "upload", "allure", "usage", "details"),
            List.of("submit", "claim", "tally", "screenshot", "report", "delivery", "build", "enrolment"),
            List.of("baseline"),
            List.of(
                    "dispatch",
                    "queue",
                    "scaling",
                    "turn",
                    "lease",
                    "command",
                    "log",
                    "finding",
                    "history",
                    "retry",
                    "decision",
                    "export",
                    "ingest",
                    "receive",
                    "generation",
                    "site",
                    "overview",
                    "disk",
                    "retention"),
            List.of("gate", "metrics", "diff", "chunk"),
            List.of("notify"),
            List.of("boot"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.paddock.controlplane");

    @Test
    void aPackageUsesOnlyTiersToItsLeft() {
        for (int tier = 0; tier < TIERS.size(); tier++) {
            for (String name : TIERS.get(tier)) {
                List<String> forbidden = new ArrayList<>();
                TIERS.subList(tier, TIERS.size()).forEach(forbidden::addAll);
                forbidden.remove(name);
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + name)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                forbidden.stream().map(other -> ROOT + other).toArray(String[]::new))
                        .allowEmptyShould(true)
                        .check(CLASSES);
            }
        }
    }

    @Test
    void everyPackageHasATierAndAtMostTwelveTypes() {
        Map<String, Long> types = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .filter(type -> !type.getSimpleName().contains("_"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(types.keySet())
                .containsExactlyInAnyOrderElementsOf(TIERS.stream()
                        .flatMap(List::stream)
                        .map(name -> ROOT + name)
                        .toList());
        assertThat(types).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(12));
    }

    @Test
    void theAgentAndTheStandaloneAreNotKnown() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.paddock.runner..", "dev.paddock.standalone..", "dev.paddock.reviewer..")
                .check(CLASSES);
    }
}
