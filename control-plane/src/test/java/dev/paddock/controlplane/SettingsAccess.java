package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;

import dev.paddock.controlplane.access.Permission;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/// A key that may see the settings, which no key of the server's may.
@Singleton
public class SettingsAccess implements SecurityIdentityAugmentor {

    private static final String ID = "key_of_the_settings_tests";
    private static final String KEY = Keys.unknown();

    /// A caller with that key.
    public static RequestSpecification caller() {
        Arc.container().instance(Jdbi.class).get().useHandle(handle -> handle.execute("""
                insert into api_key (id, name, role, hash) values (?, 'test', 'admin', sha256(convert_to(?, 'UTF8')))
                on conflict do nothing
                """, ID, KEY));
        return given().header("x-api-key", KEY).contentType(ContentType.JSON);
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        boolean ours =
                !identity.isAnonymous() && identity.getPrincipal().getName().equals(ID);
        return Uni.createFrom()
                .item(
                        ours
                                ? QuarkusSecurityIdentity.builder(identity)
                                        .addPermissionsAsString(Set.of(Permission.SETTINGS))
                                        .build()
                                : identity);
    }
}
