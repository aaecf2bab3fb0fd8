package dev.paddock.controlplane.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Opens pages in Chromium, as `deploy/checks/browser/open-page.mjs` says.
final class Browser {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CHECKS = Path.of("..", "deploy", "checks", "browser");
    private static final Path CHROMIUM = Stream.of("chromium", "chromium-browser", "google-chrome")
            .map(name -> Path.of("/usr/bin", name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(Path.of("/usr/bin/chromium"));

    private Browser() {}

    /// Leaves the test out where there is no browser, but not in CI, which installs one.
    static void assume() {
        boolean there = Files.isExecutable(CHROMIUM) && Files.isDirectory(CHECKS.resolve("node_modules"));
        Assumptions.assumeTrue(
                there || System.getenv("PADDOCK_CI") != null,
                "no browser; install chromium and run npm ci in deploy/checks/browser");
    }

    /// Opens `url` with a session and waits until the page shows `text`.
    ///
    /// @param session what the cookie of sessions holds
    /// @param picture where the page is painted
    /// @param attachments files below the page that are opened afterwards, one at most
    /// @return what the page could do, and what it loaded
    static JsonNode open(String url, String session, String text, Path picture, String... attachments)
            throws IOException, InterruptedException {
        Map<String, String> visit = new HashMap<>(Map.of("session", session));
        for (String attachment : attachments) {
            visit.put("attached", attachment);
        }
        return visit(url, text, picture, visit);
    }

    private static JsonNode visit(String url, String text, Path picture, Map<String, String> visit)
            throws IOException, InterruptedException {
        visit.put("executablePath", CHROMIUM.toString());
        visit.put("url", url);
        visit.put("text", text);
        visit.put("picture", picture.toAbsolutePath().toString());
        Process process = new ProcessBuilder("node", "open-page.mjs", JSON.writeValueAsString(visit))
                .directory(CHECKS.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("the page did not open: " + output);
        }
        return JSON.readTree(output);
    }
}
