package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.build.BuildKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// Every parameter of every call: given twice, malformed, out of range, and beyond the end of a list. A call or a
/// parameter that is new fails here until the tables below have it.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ParametersTest {

    private static final List<Operation> ALL = Operation.all();

    /// The parameters of calls that read them by themselves.
    private static final Map<String, List<String>> READ = Map.ofEntries(
            Map.entry(
                    "GET /v1/runs",
                    List.of(
                            "agent_id",
                            "repository_id",
                            "status",
                            "pr_number",
                            "kind",
                            "since",
                            "until",
                            "sort",
                            "order",
                            "page",
                            "per_page")),
            Map.entry("GET /v1/runs/stats", List.of("period", "by", "agent_id", "repository_id")),
            Map.entry("GET /v1/agents", List.of("page", "per_page")),
            Map.entry("GET /v1/repositories", List.of("page", "per_page")),
            Map.entry("GET /api/settings/apikeys", List.of("enrolment", "limit", "offset")),
            Map.entry("GET /api/settings/audit", List.of("actor", "action", "since", "until", "limit", "offset")),
            Map.entry("DELETE /api/settings/apikeys/{id}", List.of("action")),
            Map.entry("GET /api/settings/clients", List.of("limit", "offset")),
            Map.entry("GET /api/notifications", List.of("unread", "limit")),
            Map.entry("GET /v1/webhooks", List.of("page", "per_page")),
            Map.entry("GET /v1/webhooks/{id}/deliveries", List.of("page", "per_page")),
            Map.entry("GET /api/uploads", List.of("limit", "offset")),
            Map.entry("GET /api/environments/{envId}/projects/{projectId}/reports", List.of("limit", "offset")),
            // These pass on what the pages themselves are asked for.
            Map.entry("GET /reports/{envId}/{projectId}/{buildId}", List.of()),
            Map.entry("GET /reports/{envId}/{projectId}/{buildId}/{file}", List.of()),
            Map.entry("GET /reports/~{signature}/{envId}/{projectId}/{buildId}/{file}", List.of()),
            Map.entry("GET /api/v1/usage", List.of("repository", "page", "per_page")),
            Map.entry("GET /api/fleet/desired", List.of("lane", "once", "slots", "min_idle", "max", "cooldown")),
            Map.entry("GET /api/v1/baselines", List.of("repository", "kind", "page", "per_page")),
            Map.entry("GET /api/v1/baselines/{target}", List.of("repository", "kind", "page", "per_page")),
            Map.entry("GET /api/v1/baselines/{target}/latest", List.of("repository", "kind")),
            Map.entry("GET /api/v1/baselines/{target}/versions/{n}", List.of("repository", "kind")));

    private static final List<String> NUMBERS =
            List.of("x", "", "1.5", "-1", "+1", "\u0661", " 1", "99999999999999999999", "0x10");
    private static final List<String> TIMES = List.of(
            "yesterday",
            "",
            "2026-01-15",
            "2026-13-01T00:00:00Z",
            "2026-01-15T10:30:00",
            "0000-12-31T23:59:59Z",
            "+10000-01-01T00:00:00Z");
    private static final List<String> WORDS = List.of("", "nonsense", "NULL", "\0");
    private static final List<String> TEXTS = List.of("", " ", "a\0b", "x".repeat(256));

    /// What each parameter must not be; with its call, where the name means different things.
    private static final Map<String, List<String>> BAD = Map.ofEntries(
            Map.entry("agent_id", TEXTS),
            Map.entry("repository_id", TEXTS),
            Map.entry("actor", TEXTS),
            Map.entry("enrolment", TEXTS),
            Map.entry("DELETE /api/settings/apikeys/{id} action", WORDS),
            Map.entry("GET /api/settings/audit action", TEXTS),
            Map.entry("status", WORDS),
            Map.entry("pr_number", with(NUMBERS, "0", "2147483648")),
            Map.entry("kind", TEXTS),
            Map.entry("GET /v1/runs kind", WORDS),
            Map.entry("repository", List.of("", " ", "a\0b", "x".repeat(2001))),
            Map.entry("pending", WORDS),
            Map.entry("since", TIMES),
            Map.entry("until", TIMES),
            Map.entry("sort", WORDS),
            Map.entry("order", WORDS),
            Map.entry("page", with(NUMBERS, "0", "2147483648")),
            Map.entry("per_page", with(NUMBERS, "0", "101")),
            Map.entry("period", WORDS),
            Map.entry("by", WORDS),
            Map.entry("unread", WORDS),
            Map.entry("GET /api/notifications limit", with(NUMBERS, "2147483648")),
            Map.entry("limit", with(NUMBERS, "0", "10001")),
            Map.entry("offset", with(NUMBERS, "2147483648")),
            Map.entry("buildId", List.of("", " ", "-a", "a/b", "..", "a\0b", "x".repeat(129))),
            Map.entry("level", WORDS),
            Map.entry("min_level", WORDS),
            Map.entry("after", with(WORDS, "1", "1-", "-1-1", "9999999999-1")),
            Map.entry("wait", with(NUMBERS, "61")),
            Map.entry("lane", with(TEXTS, "GPU", "a,,b", ",a", "a,", "a b", "a,".repeat(40) + "a")),
            Map.entry("once", WORDS),
            Map.entry("slots", with(NUMBERS, "0", "257")),
            Map.entry("min_idle", with(NUMBERS, "10001")),
            Map.entry("max", with(NUMBERS, "0", "10001")),
            Map.entry("cooldown", with(NUMBERS, "3601")),
            Map.entry("runnerId", List.of("", "a b", "a\0b", "x".repeat(129))));

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private static Stream<String> parameters(Operation operation) {
        return Stream.concat(
                operation.queries().stream().map(Operation.Query::name),
                READ.getOrDefault(operation.name(), List.of()).stream());
    }

    private static void each(BiConsumer<Operation, String> test) {
        ALL.forEach(operation -> parameters(operation).forEach(name -> test.accept(operation, name)));
    }

    @Test
    void everyParameterIsTriedHere() {
        assertThat(ALL.stream().filter(Operation::readsItsParameters).map(Operation::name))
                .containsExactlyInAnyOrderElementsOf(READ.keySet());
        Set<String> names = new HashSet<>();
        each((operation, name) -> names.add(inBad(operation, name)));
        assertThat(names).containsExactlyInAnyOrderElementsOf(BAD.keySet());
    }

    @Test
    void aParameterThatIsGivenTwiceIsNamed() {
        SoftAssertions.assertSoftly(softly ->
                each((operation, name) -> named(softly, operation, name, name + "=1&" + name + "=1", "twice")));
    }

    @Test
    void aParameterThatIsMalformedOrOutOfRangeIsNamed() {
        SoftAssertions.assertSoftly(softly ->
                each((operation, name) -> Objects.requireNonNull(BAD.get(inBad(operation, name)))
                        .forEach(bad -> named(
                                softly,
                                operation,
                                name,
                                others(operation, name) + name + "=" + URLEncoder.encode(bad, StandardCharsets.UTF_8),
                                bad))));
    }

    private static String inBad(Operation operation, String name) {
        String own = operation + " " + name;
        return BAD.containsKey(own) ? own : name;
    }

    /// What the call needs beside the parameter that is tried.
    private static String others(Operation operation, String name) {
        return operation.path().endsWith("/pending") && !name.equals("runnerId") ? "runnerId=nobody&" : "";
    }

    private static void named(SoftAssertions softly, Operation operation, String parameter, String query, String what) {
        Response response = operation.call(operation.caller().urlEncodingEnabled(false), query);
        String as = operation + " " + parameter + " [" + what + "] " + response.asString();
        softly.assertThat(response.statusCode()).as(as).isEqualTo(400);
        if (response.statusCode() == 400) {
            softly.assertThat(response.<String>path("code")).as(as).isEqualTo("invalid_value");
            softly.assertThat(response.<List<String>>path("errors.field"))
                    .as(as)
                    .containsExactly(parameter);
        }
    }

    @Test
    void unknownParametersAreIgnored() {
        Server.admin().get("/v1/agents?other=1&other=2").then().statusCode(200);
        Settings.admin().get("/api/settings/audit?other=1&other=2").then().statusCode(200);
    }

    @Test
    void aPageBeyondTheEndIsEmpty() {
        Map<String, String> lists = Map.ofEntries(
                Map.entry("/v1/runs?page=2147483647&per_page=100", "data"),
                Map.entry("/v1/agents?page=2147483647", "data"),
                Map.entry("/api/v1/usage?page=2147483647", "data"),
                Map.entry("/api/v1/baselines?page=2147483647", "data"),
                Map.entry("/api/v1/baselines/{target}?page=2147483647", "data"),
                Map.entry("/v1/repositories?page=2147483647", "data"),
                Map.entry("/v1/webhooks?page=2147483647", "data"),
                Map.entry("/api/uploads?offset=2147483647", ""),
                Map.entry("/api/environments/{envId}/projects/{projectId}/reports?offset=2147483647", ""),
                Map.entry("/api/settings/apikeys?offset=2147483647", "keys"),
                Map.entry("/api/settings/clients?offset=2147483647", "clients"),
                Map.entry("/api/settings/users?offset=2147483647", "users"),
                Map.entry("/api/settings/audit?offset=2147483647", "entries"));
        Set<String> paged = new HashSet<>();
        each((operation, name) -> {
            // That of one webhook is tried where there is one.
            if (Set.of("page", "offset").contains(name) && !operation.path().equals("/v1/webhooks/{id}/deliveries")) {
                paged.add(operation.path());
            }
        });
        assertThat(lists.keySet().stream().map(list -> list.replaceFirst("\\?.*", "")))
                .containsExactlyInAnyOrderElementsOf(paged);
        Server.admin()
                .body(Map.of("target", "beyond-the-end", "kind", "dom", "snapshot", 1))
                .post("/api/v1/baselines?repository=" + Settings.repository().id())
                .then()
                .statusCode(201);
        BuildKey build = TestBuilds.key("none");
        lists.forEach((list, member) -> {
            String path = list.replace("{target}", "beyond-the-end")
                    .replace("{envId}", build.environment())
                    .replace("{projectId}", build.project());
            Response page = (path.startsWith("/api/settings") ? Settings.admin() : Server.admin()).get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.<List<?>>path(member)).as(path).isEmpty();
        });
    }
}
