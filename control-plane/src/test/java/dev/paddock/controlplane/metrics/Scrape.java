package dev.paddock.controlplane.metrics;

import io.quarkus.test.common.http.TestHTTPResourceManager;
import io.restassured.RestAssured;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What Prometheus reads from a server.
///
/// @param text as it was sent
/// @param series values by name and labels, as in `a_total{b="c",}`
record Scrape(String text, Map<String, Double> series) {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_:][a-z0-9_:]*(?:\\{.*})?) (\\S+)$");

    static Scrape now() {
        String text = RestAssured.given()
                .accept("text/plain")
                .get(TestHTTPResourceManager.getManagementUri() + "/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        Map<String, Double> series = new TreeMap<>();
        SAMPLE.matcher(text)
                .results()
                .forEach(sample -> series.put(
                        sample.group(1), Double.parseDouble(sample.group(2).replace("+Inf", "Infinity"))));
        return new Scrape(text, series);
    }

    /// The names of its series.
    Set<String> names() {
        return series.keySet().stream()
                .map(one -> one.replaceFirst("\\{.*", ""))
                .collect(Collectors.toSet());
    }

    /// The sum over the series of `name` that have these labels, each as in `b="c"`.
    double sum(String name, String... labels) {
        return series.entrySet().stream()
                .filter(one -> one.getKey().replaceFirst("\\{.*", "").equals(name))
                .filter(one -> Set.of(labels).stream().allMatch(one.getKey()::contains))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
