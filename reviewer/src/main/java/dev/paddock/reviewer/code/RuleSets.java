package dev.paddock.reviewer.code;

import dev.paddock.model.finding.Severity;
import java.util.List;
import net.sourceforge.pmd.lang.rule.RulePriority;
import net.sourceforge.pmd.lang.rule.RuleSet;
import net.sourceforge.pmd.lang.rule.RuleSetLoader;

/// Our curated rule sets, one a language. PMD's priorities carry our severities: 1 and 2 are errors, 3 warnings, 4 and
/// 5 infos.
final class RuleSets {

    private static final String FOLDER = "dev/paddock/reviewer/code/";

    private static final List<String> RESOURCES =
            List.of(FOLDER + "java.xml", FOLDER + "javascript.xml", FOLDER + "kotlin.xml", FOLDER + "xml.xml");

    private RuleSets() {}

    /// The rules that are as grave as `floor` or graver.
    static List<RuleSet> atLeast(Severity floor, RuleSetLoader loader) {
        return loader.loadResourcesWith(RuleSets.class.getClassLoader())
                .filterAbovePriority(leastPriority(floor))
                .loadFromResources(RESOURCES);
    }

    static Severity severity(RulePriority priority) {
        return switch (priority) {
            case HIGH, MEDIUM_HIGH -> Severity.ERROR;
            case MEDIUM -> Severity.WARNING;
            case MEDIUM_LOW, LOW -> Severity.INFO;
        };
    }

    private static RulePriority leastPriority(Severity floor) {
        return switch (floor) {
            case ERROR -> RulePriority.MEDIUM_HIGH;
            case WARNING -> RulePriority.MEDIUM;
            case INFO -> RulePriority.LOW;
        };
    }
}
