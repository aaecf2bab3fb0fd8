package dev.paddock.proving.bench.gauge;

import dev.paddock.proving.site.Replica;
import dev.paddock.proving.site.Site;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the claims of all replicas were woken, by their own metric `paddock_claims_total`. Empty where it is missing.
public final class WokenClaims {

    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^paddock_claims_total\\{[^}]*woken=\"([a-z]+)\"[^}]*}\\s+([0-9.eE+]+)");

    private final Map<String, Long> counts;

    private WokenClaims(Map<String, Long> counts) {
        this.counts = counts;
    }

    /// What has been counted until now.
    public static WokenClaims of(Site site) throws IOException, InterruptedException {
        var counts = new TreeMap<String, Long>();
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (Replica replica : site.replicas()) {
                var request = HttpRequest.newBuilder(replica.management().resolve("/q/metrics"))
                        .build();
                Matcher sample = SAMPLE.matcher(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
                while (sample.find()) {
                    counts.merge(sample.group(1), (long) Double.parseDouble(sample.group(2)), Long::sum);
                }
            }
        }
        return new WokenClaims(counts);
    }

    /// How many more there are than there were, by what woke them.
    public Map<String, Long> since(WokenClaims earlier) {
        var more = new TreeMap<String, Long>();
        counts.forEach((woken, count) -> more.put(woken, count - earlier.counts.getOrDefault(woken, 0L)));
        return more;
    }
}
