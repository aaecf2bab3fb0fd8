package dev.paddock.controlplane.generation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.SignedIn;
import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.build.BuildKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Reports that are made, and read, at the same time.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@Timeout(300)
class ReportsAtOnceTest {

    private static final String OLD = "The old report";
    private static final String NEW = "The new report";

    private final Jdbi ledger;
    private final GenerationConfig config;

    ReportsAtOnceTest(Jdbi ledger, GenerationConfig config) {
        this.ledger = ledger;
        this.config = config;
    }

    /// The builds whose reports are being made, and those whose reports wait.
    private List<String> inState(String state) {
        return ledger.withHandle(handle -> handle.createQuery("select build from generation where state = :state")
                .bind("state", state)
                .mapTo(String.class)
                .list());
    }

    @Test
    void asManyAreMadeAtOnceAsThereIsRoomForAndTheOthersWait() {
        for (int i = 0; i < 6; i++) {
            TestBuilds.uploaded("build-" + i);
        }
        Set<Integer> numbers = new HashSet<>();
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    numbers.add(inState("running").size());
                    return inState("running").isEmpty() && inState("waiting").isEmpty();
                });

        assertThat(numbers).contains(config.atOnce()).allMatch(number -> number <= config.atOnce());
    }

    /// Reads a page and, where all files are of the same report, a second file; returns the name that both have.
    private static String read(Response page, String path) {
        page.then().statusCode(200);
        String beside = path.replace("index.html", "summary.json");
        String name = given().get(beside).then().statusCode(200).extract().path("name");
        assertThat(page.asString()).contains("<title> " + name + " </title>");
        return name;
    }

    private static String withKey(BuildKey key) {
        Response page = Server.admin().get("/reports/" + key + "/index.html");
        return read(page, page.header("Content-Location"));
    }

    private static String withSession(SignedIn session, BuildKey key) {
        Response sent = session.call().redirects().follow(false).get("/reports/" + key + "/index.html");
        String path = sent.then().statusCode(302).extract().header("Location");
        return read(given().get(path), path);
    }

    /// All that a reader sees until the new report is there.
    private static List<String> follow(Supplier<String> reader, CountDownLatch read) {
        List<String> seen = new ArrayList<>();
        while (!seen.contains(NEW)) {
            seen.add(reader.get());
            read.countDown();
        }
        return seen;
    }

    @Test
    void aReaderDuringARegenerationHasTheOldReportOrTheNewOneAndNeverAMix() throws Exception {
        BuildKey key = TestBuilds.uploaded("read");
        TestBuilds.ended(key);
        TestBuilds.regenerate(key, Map.of("name", OLD));
        TestBuilds.ended(key);
        SignedIn session = SignedIn.admin();
        CountDownLatch read = new CountDownLatch(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<List<String>>> readers = List.of(
                    threads.submit(() -> follow(() -> withKey(key), read)),
                    threads.submit(() -> follow(() -> withSession(session, key), read)));
            read.await();
            TestBuilds.regenerate(key, Map.of("name", NEW));
            for (Future<List<String>> reader : readers) {
                assertThat(reader.get()).startsWith(OLD).endsWith(NEW).containsOnly(OLD, NEW);
            }
        }
    }
}
