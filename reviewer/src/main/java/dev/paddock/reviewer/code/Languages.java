package dev.paddock.reviewer.code;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Which of PMD's languages a file is in, by its name.
final class Languages {

    static final String JAVASCRIPT = "ecmascript";

    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            Map.entry("java", "java"),
            Map.entry("js", JAVASCRIPT),
            Map.entry("cjs", JAVASCRIPT),
            Map.entry("kt", "kotlin"),
            Map.entry("kts", "kotlin"),
            Map.entry("pom", "pom"),
            Map.entry("xml", "xml"),
            Map.entry("xsd", "xml"),
            Map.entry("xsl", "xsl"),
            Map.entry("xslt", "xsl"),
            Map.entry("wsdl", "wsdl"),
            Map.entry("fxml", "xml"));

    private Languages() {}

    /// PMD's id of the language; empty when there are no rules for such files, or when the file is made by a tool and
    /// read by nobody.
    static Optional<String> idOf(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (name.equals("pom.xml")) {
            return Optional.of("pom");
        }
        if (name.endsWith(".min.js") || name.endsWith(".bundle.js")) {
            return Optional.empty();
        }
        return Optional.ofNullable(BY_EXTENSION.get(name.substring(name.lastIndexOf('.') + 1)));
    }
}
