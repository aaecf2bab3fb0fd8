package dev.paddock.controlplane.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.access.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredRolesTest {

    private final ConfiguredRoles roles = new ConfiguredRoles(
            Map.of("Ada@Example.com", Role.ADMIN, "example.com", Role.DEVELOPER, "b.example.com", Role.VIEWER));

    @Test
    void anAddressComesBeforeItsDomain() {
        assertThat(roles.of("ada@example.com")).contains(Role.ADMIN);
        assertThat(roles.of("bob@example.com")).contains(Role.DEVELOPER);
        assertThat(roles.of("bob@b.example.com")).contains(Role.VIEWER);
    }

    @Test
    void whoIsNotNamedHasNoRole() {
        for (String other : new String[] {
            "bob@a.example.com",
            "bob@example.com.evil.org",
            "bob@evilexample.com",
            "example.com@evil.org",
            "ada@example.com@evil.org",
            "ada"
        }) {
            assertThat(roles.of(other)).as(other).isEmpty();
        }
    }

    @Test
    void noUserIsARunner() {
        for (Role program : List.of(Role.RUNNER, Role.ENROLMENT)) {
            assertThatThrownBy(() -> new ConfiguredRoles(Map.of("example.com", program)))
                    .hasMessageContaining("example.com")
                    .hasMessageContaining(program.wire());
        }
    }
}
