package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;

import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.session.Sessions;
import io.quarkus.arc.Arc;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jdbi.v3.core.Jdbi;

/// What administrators do with a session.
public final class Settings {

    /// A repository that no other test uses.
    ///
    /// @param url its clone URL
    public record Repository(String id, String name, String url) {}

    private static final Map<String, SignedIn> ADMINS = new ConcurrentHashMap<>();

    private Settings() {}

    /// A call with the session of a user of `role`, as after a sign-in through a provider.
    public static RequestSpecification session(String role) {
        Sessions sessions = Arc.container().instance(Sessions.class).get();
        return SignedIn.as(sessions, role + "@example.com", Role.of(role)).call();
    }

    /// A call of the built-in administrator, who signs in once at each server: another one may follow at its port.
    public static RequestSpecification admin() {
        String ledger = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
        return ADMINS.computeIfAbsent(RestAssured.port + " " + ledger, server -> SignedIn.admin())
                .call();
    }

    public static RequestSpecification key(String text) {
        return given().header("Authorization", "Bearer " + text).contentType(ContentType.JSON);
    }

    /// Makes a key; returns the reply `{key, plaintext}`.
    public static Response create(Map<String, ?> body) {
        return admin().body(body)
                .post("/api/settings/apikeys")
                .then()
                .statusCode(201)
                .extract()
                .response();
    }

    /// The text of a new key.
    public static String text(Map<String, ?> body) {
        return create(body).path("plaintext");
    }

    /// The text of a key that enrols any number of runners.
    public static String enrolmentKey() {
        return Keys.of(Arc.container().instance(Jdbi.class).get(), Role.ENROLMENT.wire());
    }

    /// Client credentials of a repository: `{client_id, client_secret}`.
    public static Response client(String repository) {
        return admin().body(Map.of("repository", repository))
                .post("/api/settings/clients")
                .then()
                .statusCode(201)
                .extract()
                .response();
    }

    public static Repository repository() {
        String url = Agents.repository();
        Response made = Server.admin()
                .body(Map.of("clone_url", url))
                .post("/v1/repositories")
                .then()
                .statusCode(201)
                .extract()
                .response();
        return new Repository(made.path("id"), made.path("name"), url);
    }

    /// A member of every repository, page by page.
    public static List<String> repositories(String member) {
        List<String> all = new ArrayList<>();
        for (int page = 1; ; page++) {
            List<String> some = Server.admin()
                    .get("/v1/repositories?per_page=100&page=" + page)
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("data." + member);
            all.addAll(some);
            if (some.size() < 100) {
                return all;
            }
        }
    }

    /// Repeats a call until it is refused with 401.
    ///
    /// @return how long after `since`, by [System#nanoTime], the last call began that was still served
    public static Duration served(long since, Supplier<Response> call) {
        long[] last = {since};
        Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> {
            long begun = System.nanoTime();
            boolean refused = call.get().statusCode() == 401;
            last[0] = refused ? last[0] : begun;
            return refused;
        });
        return Duration.ofNanos(last[0] - since);
    }
}
