package dev.paddock.controlplane.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The queries of `deploy/grafana/paddock.json`, and those of the alerts.
final class Dashboard {

    static final Path FOLDER = Path.of("..", "deploy", "grafana");

    private static final Pattern VARIABLE = Pattern.compile("label_values\\((.*),\\s*\\w+\\)");
    // Labels, ranges, texts, and the lists of labels behind these words: no metric's name stands in them.
    private static final Pattern NO_NAMES = Pattern.compile(
            "\"[^\"]*\"|\\{[^}]*}|\\[[^\\]]*]|\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("\\b[a-zA-Z_:][a-zA-Z0-9_:]*\\b(?!\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    private Dashboard() {}

    /// The PromQL of every panel and of every variable that lists values.
    static List<String> queries() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(FOLDER.resolve("paddock.json").toFile());
        List<String> queries = new ArrayList<>();
        dashboard.get("panels").forEach(panel -> {
            panel.path("targets")
                    .forEach(target -> queries.add(target.get("expr").asText()));
        });
        dashboard.get("templating").get("list").forEach(variable -> {
            if (variable.get("type").asText().equals("query")) {
                queries.add(VARIABLE.matcher(variable.get("query").get("query").asText())
                        .replaceFirst("$1"));
            }
        });
        return queries;
    }

    /// The PromQL of every alert that the manifests for Kubernetes have.
    static List<String> alerts() throws IOException {
        Path rules = FOLDER.resolveSibling("kubernetes").resolve("components/monitoring/rules.yaml");
        return new YAMLMapper().readTree(rules.toFile()).findValuesAsText("expr");
    }

    /// The metrics that a query reads.
    static Set<String> metrics(String query) {
        Set<String> names = new TreeSet<>(NAME.matcher(NO_NAMES.matcher(query).replaceAll(" "))
                .results()
                .map(MatchResult::group)
                .toList());
        names.removeAll(WORDS);
        return names;
    }

    /// The queries as a file of recording rules, with Grafana's own variables filled in.
    static String rules() throws IOException {
        List<Object> rules = new ArrayList<>();
        for (String query : queries()) {
            rules.add(Map.of("record", "panel_" + rules.size(), "expr", query.replace("$__rate_interval", "5m")));
        }
        return new ObjectMapper()
                .writeValueAsString(Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules))));
    }
}
