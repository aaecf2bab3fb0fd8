package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;

import dev.paddock.controlplane.access.Role;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/// Somebody who has done nothing before.
///
/// @param id as the audit log names the caller
record AuditedCaller(Jdbi ledger, String id, Supplier<RequestSpecification> calls) {

    static AuditedCaller withKey(Jdbi ledger, Role role) {
        String key = Keys.of(ledger, role.wire());
        String id = ledger.withHandle(
                handle -> handle.select("select id from api_key where hash = sha256(convert_to(?, 'UTF8'))", key)
                        .mapTo(String.class)
                        .one());
        return new AuditedCaller(
                ledger, id, () -> given().header("x-api-key", key).contentType(ContentType.JSON));
    }

    RequestSpecification call() {
        return calls.get();
    }

    /// What the log says that the caller did, in order.
    List<String> actions() {
        return ledger.withHandle(
                handle -> handle.select("select action from audit_entry where actor = ? order by id", id)
                        .mapTo(String.class)
                        .list());
    }
}
