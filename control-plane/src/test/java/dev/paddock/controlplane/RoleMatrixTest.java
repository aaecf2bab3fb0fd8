package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.access.TaskTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.assertj.core.api.SoftAssertions;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Every call of the OpenAPI document by every kind of caller: those that its declared permission lets in, and nobody
/// else.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class RoleMatrixTest {

    private record Subject(String name, Set<String> permissions, Supplier<RequestSpecification> call) {}

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
            boolean allowed = call.isPublic() || call.permissions().stream().anyMatch(subject.permissions()::contains);
            int status = subject.call()
                    .get()
                    .body(call.hasBody() ? "{}" : "")
                    .redirects()
                    .follow(false)
                    .request(call.verb(), call.path().replaceAll("\\{[^}]*}", Operation.NOBODY))
                    .statusCode();
            softly.assertThat(Set.of(401, 403).contains(status))
                    .as(call + " by " + subject.name() + " is answered " + status)
                    .isEqualTo(!allowed);
            if (subject.permissions().isEmpty() && !allowed) {
                softly.assertThat(status).as(call + " by " + subject.name()).isEqualTo(401);
            }
        })));
    }

    private List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (Role role : Role.values()) {
            String key = Keys.of(ledger, role.wire());
            subjects.add(new Subject("a key of " + role.wire(), role.permissions(), () -> Settings.key(key)));
        }
        for (Role role : List.of(Role.ADMIN, Role.DEVELOPER, Role.VIEWER)) {
            Set<String> permissions = new HashSet<>(role.sessionPermissions());
            permissions.add("session");
            // A new one each time: one of the calls ends it.
            subjects.add(new Subject("a session of " + role.wire(), permissions, () -> Settings.session(role.wire())));
        }
        // The task is the one that the calls name.
        String token = tokens.of(UUID.fromString(Operation.NOBODY));
        subjects.add(new Subject("a task's token", Set.of(Permission.TASK_CALL), () -> Settings.key(token)));
        subjects.add(new Subject("nobody", Set.of(), () -> given().contentType(ContentType.JSON)));
        return subjects;
    }
}
