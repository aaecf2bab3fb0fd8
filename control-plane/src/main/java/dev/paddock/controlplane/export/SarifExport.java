package dev.paddock.controlplane.export;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Sarif;
import dev.paddock.model.finding.Severity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A completed review as SARIF 2.1.0.
final class SarifExport {

    private static final String TOOL = "Paddock";
    /// Under which name a finding's identity stands: the same finding has the same in another run.
    private static final String FINGERPRINT = "paddock/v1";

    private SarifExport() {}

    static Sarif of(List<FindingReader.Placed> findings) {
        List<String> rules = findings.stream()
                .map(placed -> placed.finding().type())
                .distinct()
                .sorted()
                .toList();
        Sarif.ToolComponent driver = new Sarif.ToolComponent(
                TOOL, null, null, rules.stream().map(SarifExport::rule).toList(), Map.of());
        return new Sarif(
                Sarif.SCHEMA,
                Sarif.VERSION,
                List.of(new Sarif.Run(
                        new Sarif.Tool(driver, List.of()),
                        List.of(new Sarif.Invocation(true, List.of())),
                        Map.of(),
                        List.of(),
                        findings.stream()
                                .map(placed -> result(
                                        placed, rules.indexOf(placed.finding().type())))
                                .toList())));
    }

    private static Sarif.Rule rule(String id) {
        return new Sarif.Rule(id, null, null, null, null, null, Map.of(), null);
    }

    private static Sarif.Result result(FindingReader.Placed placed, int rule) {
        Finding finding = placed.finding();
        return new Sarif.Result(
                finding.type(),
                rule,
                null,
                level(finding.severity()),
                null,
                null,
                Sarif.Message.of(text(finding)),
                List.of(new Sarif.Location(new Sarif.PhysicalLocation(
                        new Sarif.ArtifactLocation(uri(placed.file()), null, null), region(finding)))),
                // A fix would have to say which characters to replace; a suggestion is a sentence.
                List.of(),
                List.of(),
                Map.of(),
                finding.fingerprint() == null ? Map.of() : Map.of(FINGERPRINT, finding.fingerprint()));
    }

    private static String text(Finding finding) {
        String message = finding.message().isBlank() ? finding.type() + " applies here." : finding.message();
        return finding.suggestion() == null ? message : message + "\n" + finding.suggestion();
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }

    /// None for a finding about the whole file.
    private static Sarif.@Nullable Region region(Finding finding) {
        if (finding.line() < 1) {
            return null;
        }
        Integer end = finding.endLine();
        return new Sarif.Region(finding.line(), null, end == null || end < finding.line() ? null : end, null);
    }

    /// The path as a relative URI, whatever characters its parts have.
    static String uri(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }
}
