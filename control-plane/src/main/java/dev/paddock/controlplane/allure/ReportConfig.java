package dev.paddock.controlplane.allure;

import dev.paddock.controlplane.http.MergePatch;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a report is made with: the members of Allure's own config that are allowed, and nothing else. Others run code
/// (`plugins.*.import`) or read any file (`globalAttachments`).
///
/// @param members as in `allurerc.json`
/// @param warnings what was left out
public record ReportConfig(Map<String, @Nullable Object> members, List<String> warnings) {

    /// Only this much is known to be harmless; Allure's own names.
    private static final List<String> PLUGINS = List.of("awesome", "allure2", "classic", "dashboard", "csv");

    /// The server's to say.
    private static final List<String> IGNORED = List.of("output", "historyPath");

    private static final int MOST = 100;
    private static final Shape LINE = Shape.text(200);
    private static final Shape LONG_LINE = Shape.text(2000);
    private static final Shape WORD = Shape.text(Pattern.compile("[A-Za-z][A-Za-z-]{0,19}"), "a word of letters");
    private static final Shape BASE_NAME = Shape.text(
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,127}"),
            "the name of a file without a folder: letters, digits, spaces, dots, hyphens and underscores");

    private static final Shape OPTIONS = Shape.object(Map.of(
            "reportName", LINE,
            "singleFile", Shape.flag(),
            "reportLanguage", WORD,
            "theme", WORD,
            "groupBy", Shape.oneOrMore(LINE, MOST),
            "fileName", BASE_NAME,
            "separator", Shape.text(Pattern.compile("[,;|:\\t]"), "a comma, semicolon, bar, colon or tabulator")));

    private static final Shape RULE = Shape.object(Map.of(
            "maxFailures", Shape.count(),
            "minTestsCount", Shape.count(),
            "successRate", Shape.share(),
            "maxDuration", Shape.count(),
            "fastFail", Shape.flag(),
            "id", LINE));

    private static final Shape ALL = Shape.object(allowed());

    /// What is made when neither the server nor the caller says more.
    static final ReportConfig PLAIN =
            new ReportConfig(Map.of("plugins", Map.of("awesome", Map.of("options", Map.of()))), List.of());

    private static Map<String, Shape> allowed() {
        Map<String, Shape> plugins = new HashMap<>();
        PLUGINS.forEach(name -> plugins.put(name, Shape.object(Map.of("options", OPTIONS))));
        return Map.of(
                "name", LINE,
                "variables", Shape.named(LONG_LINE, MOST),
                "hideLabels", Shape.list(LINE, MOST),
                "defaultLabels", Shape.named(Shape.oneOrMore(LINE, MOST), MOST),
                "qualityGate", Shape.object(Map.of("rules", Shape.list(RULE, MOST))),
                "plugins", Shape.object(plugins));
    }

    /// What `given` says. Throws a 400 that names each member that is not allowed; `output` and `historyPath` are left
    /// out, with a warning.
    ///
    /// @param at what the members stand in
    public static ReportConfig of(String at, Map<String, @Nullable Object> given) {
        Map<String, @Nullable Object> members = new TreeMap<>(given);
        List<String> warnings = new ArrayList<>();
        for (String name : IGNORED) {
            if (members.containsKey(name)) {
                members.remove(name);
                warnings.add(at + "." + name + " is the server's to say and was left out.");
            }
        }
        List<FieldError> errors = new ArrayList<>();
        ALL.check(at, members, errors);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new ReportConfig(members, warnings);
    }

    /// This one with `overrides` over it: objects member by member, everything else replaced, null removes.
    ReportConfig with(ReportConfig overrides) {
        return new ReportConfig(MergePatch.merge(members, overrides.members), overrides.warnings);
    }

    /// The rules of the quality gate, in their order; none when nobody set any.
    public List<Map<String, Object>> rules() {
        List<Map<String, Object>> rules = new ArrayList<>();
        if (members.get("qualityGate") instanceof Map<?, ?> gate && gate.get("rules") instanceof List<?> list) {
            for (Object rule : list) {
                Map<String, Object> one = new TreeMap<>();
                ((Map<?, ?>) rule).forEach((name, value) -> {
                    if (value != null) {
                        one.put(String.valueOf(name), value);
                    }
                });
                rules.add(one);
            }
        }
        return rules;
    }

    /// Whether the report is one page of one plugin, rather than a page that leads to several.
    public boolean isOfOnePlugin() {
        return !(members.get("plugins") instanceof Map<?, ?> plugins) || plugins.size() <= 1;
    }
}
