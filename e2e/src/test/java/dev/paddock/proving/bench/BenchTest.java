package dev.paddock.proving.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.stack.Shutdown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

    private static final BenchPlan TINY =
            new BenchPlan(4, 40, 2, Duration.ofMillis(300), 20, 3000, EnumSet.allOf(Figure.class));

    @Test
    void aTinyBenchFindsEveryDocumentedFigure(@TempDir Path folder) throws Exception {
        Report report;
        try (var ending = Shutdown.unguarded()) {
            Layout layout = Layout.of(Path.of(".."), Map.of());
            report = BenchCommand.measure(TINY, layout, folder, ending, step -> {});
        }

        JsonNode json = new ObjectMapper().valueToTree(report);
        assertThat(names(json)).containsExactlyInAnyOrderElementsOf(documented());
        for (String rate : new String[] {"submit_per_s", "intake_per_s", "claim_result_per_s", "lifecycle_per_s"}) {
            assertThat(json.path(rate).doubleValue()).as(rate).isPositive();
        }
        for (String pickup : new String[] {"pickup_ms", "pickup_other_replica_ms"}) {
            assertThat(json.path(pickup).path("p50").doubleValue()).as(pickup).isPositive();
            assertThat(json.path(pickup).path("p99").doubleValue()).as(pickup).isPositive();
        }
        assertThat(json.path("heartbeat"))
                .hasSize(2)
                .allSatisfy(level ->
                        assertThat(level.path("beats_per_s").doubleValue()).isPositive());
        JsonNode reads = json.path("reads");
        assertThat(reads.path("row_per_s").doubleValue()).isPositive();
        assertThat(reads.path("read_of_bare").doubleValue())
                .isPositive()
                .isEqualTo(reads.path("read_per_s").doubleValue()
                        / reads.path("bare_read_per_s").doubleValue());
        JsonNode uploads = json.path("uploads");
        assertThat(uploads.path("size_mb").intValue()).isEqualTo(8);
        assertThat(uploads.path("upload_of_write").doubleValue())
                .isPositive()
                .isEqualTo(uploads.path("upload_mb_per_s").doubleValue()
                        / uploads.path("write_mb_per_s").doubleValue());
        assertThat(uploads.path("chunked_mb_per_s").doubleValue()).isPositive();
        assertThat(json.path("overview_ms").path("builds").intValue()).isEqualTo(400);
        assertThat(json.path("overview_ms").path("p50").doubleValue()).isPositive();
        JsonNode retention = json.path("retention");
        assertThat(retention.path("builds").intValue()).isEqualTo(40);
        assertThat(retention.path("swept_per_s").doubleValue()).isPositive();
        assertThat(retention.path("longest_transaction_ms").doubleValue()).isPositive();
        // Of each its results and two blobs of small files, and the three that all of them share.
        assertThat(retention.path("bytes_freed").longValue()).isEqualTo(40 * (100_000 + 2 * 50_000) + 3 * 50_000);
        assertThat(json.path("followers").path("rss_while_mb").doubleValue()).isPositive();
        assertThat(json.path("growth").path("queue")).hasSize(3);
        assertThat(json.path("growth").path("queue_ratio").doubleValue()).isPositive();
        assertThat(json.path("growth").path("pollers"))
                .hasSize(3)
                .allSatisfy(
                        level -> assertThat(level.path("control_plane_rss_mb").doubleValue())
                                .isPositive());
        assertThat(json.path("replicas").path("ratio").doubleValue()).isPositive();
    }

    /// The names of all members, with those of maps left out.
    private static TreeSet<String> names(JsonNode json) {
        var names = new TreeSet<String>();
        json.properties().forEach(member -> {
            names.add(member.getKey());
            if (!member.getKey().equals("woken") && !member.getKey().equals("cpu_cores")) {
                names.addAll(names(member.getValue()));
            }
        });
        if (json.isArray()) {
            json.forEach(element -> names.addAll(names(element)));
        }
        return names;
    }

    private static TreeSet<String> documented() throws Exception {
        var names = new TreeSet<String>();
        Matcher member =
                Pattern.compile("(?m)^\\| `([a-z0-9_]+)`").matcher(Files.readString(Path.of("../docs/bench.md")));
        while (member.find()) {
            names.add(member.group(1));
        }
        return names;
    }
}
