package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.access.TaskTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.assertj.core.api.SoftAssertions;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Every call of the OpenAPI document by every kind of caller: those that its declared permission lets in, and nobody
/// else.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class RoleMatrixTest {

    /// @param permissions what it may do at the path of a call
    private record Subject(
            String name, Function<String, Set<String>> permissions, Supplier<RequestSpecification> call) {

        static Subject anywhere(String name, Set<String> permissions, Supplier<RequestSpecification> call) {
            return new Subject(name, path -> permissions, call);
        }
    }

    private final Jdbi ledger;
    private final TaskTokens tokens;

    RoleMatrixTest(Jdbi ledger, TaskTokens tokens) {
        this.ledger = ledger;
        this.tokens = tokens;
    }

    @Test
    void onlyThoseWithADeclaredPermissionAreLetIn() {
        List<ApiDocument.Call> calls = ApiDocument.read().calls();
        assertThat(calls)
                .hasSizeGreaterThan(50)
                .allMatch(call -> call.isPublic() || !call.permissions().isEmpty());
        List<Subject> subjects = subjects();
        SoftAssertions.assertSoftly(softly -> calls.forEach(call -> subjects.forEach(subject -> {
            Set<String> permissions = subject.permissions().apply(call.path());
            boolean allowed = call.isPublic() || call.permissions().stream().anyMatch(permissions::contains);
            int status = subject.call()
                    .get()
                    // So that no stream begins, which would not end.
                    .header("Last-Event-ID", Operation.NOBODY)
                    .config(plain(call.bodyType()))
                    .contentType(call.bodyType())
                    .body((call.hasBody() ? "{}" : "").getBytes(StandardCharsets.UTF_8))
                    .redirects()
                    .follow(false)
                    .request(call.verb(), call.path().replaceAll("\\{[^}]*}", Operation.NOBODY))
                    .statusCode();
            softly.assertThat(Set.of(401, 403).contains(status))
                    .as(call + " by " + subject.name() + " is answered " + status)
                    .isEqualTo(!allowed);
            if (permissions.isEmpty() && !allowed) {
                softly.assertThat(status).as(call + " by " + subject.name()).isEqualTo(401);
            }
        })));
    }

    /// Bodies of `type` are sent as they are.
    private static RestAssuredConfig plain(String type) {
        return type.equals(ContentType.JSON.toString())
                ? RestAssuredConfig.config()
                : RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig().encodeContentTypeAs(type, ContentType.BINARY));
    }

    private List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (Role role : Role.values()) {
            String key = Keys.of(ledger, role.wire());
            subjects.add(Subject.anywhere("a key of " + role.wire(), role.permissions(), () -> Settings.key(key)));
        }
        for (Role role : List.of(Role.ADMIN, Role.DEVELOPER, Role.VIEWER)) {
            Set<String> permissions = new HashSet<>(role.sessionPermissions());
            permissions.add("session");
            // A new one each time: one of the calls ends it.
            subjects.add(new Subject(
                    "a session of " + role.wire(),
                    path -> ofSessions(path, permissions),
                    () -> Settings.session(role.wire())));
        }
        // The task is the one that the calls name.
        String token = tokens.of(UUID.fromString(Operation.NOBODY));
        subjects.add(Subject.anywhere("a task's token", Set.of(Permission.TASK_CALL), () -> Settings.key(token)));
        Response client = Settings.client(Settings.repository().id());
        subjects.add(new Subject(
                "client credentials",
                RoleMatrixTest::ofClients,
                () -> given().contentType(ContentType.JSON)
                        .auth()
                        .preemptive()
                        .basic(client.path("client_id"), client.path("client_secret"))));
        subjects.add(Subject.anywhere("nobody", Set.of(), () -> given().contentType(ContentType.JSON)));
        return subjects;
    }

    /// Where client credentials count no cookie does.
    private static Set<String> ofSessions(String path, Set<String> permissions) {
        return path.startsWith("/api/v1/") ? Set.of() : permissions;
    }

    /// Elsewhere they are nobody's.
    private static Set<String> ofClients(String path) {
        return path.startsWith("/external/") || path.startsWith("/api/v1/") ? Role.DEVELOPER.permissions() : Set.of();
    }

    @Test
    void noSessionIsARunners() {
        assertThatThrownBy(() -> Settings.session(Role.RUNNER.wire())).hasMessageContaining("session_role_check");
        assertThat(Role.ADMIN.sessionPermissions()).doesNotContain(Permission.TASK, Permission.TASK_CALL);
    }
}
