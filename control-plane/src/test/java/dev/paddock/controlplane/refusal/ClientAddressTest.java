package dev.paddock.controlplane.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientAddressTest {

    private static String of(List<String> proxies, String peer, String... forwarded) {
        return new ClientAddress(config(proxies)).of(peer, Arrays.asList(forwarded));
    }

    private static RefusalConfig config(List<String> proxies) {
        return new RefusalConfig() {
            @Override
            public int perMinute() {
                return 10;
            }

            @Override
            public Optional<List<String>> trustedProxies() {
                return Optional.of(proxies);
            }
        };
    }

    @Test
    void nobodyIsBelievedUnlessConfigured() {
        assertThat(of(List.of(), "198.51.100.7", "203.0.113.1")).isEqualTo("198.51.100.7");
        assertThat(of(List.of("10.0.0.0/8"), "198.51.100.7", "203.0.113.1")).isEqualTo("198.51.100.7");
    }

    @Test
    void aProxyIsBelievedAboutWhoCameToIt() {
        List<String> proxies = List.of("10.0.0.0/8", "192.0.2.1");
        assertThat(of(proxies, "10.1.2.3", "203.0.113.1")).isEqualTo("203.0.113.1");
        assertThat(of(proxies, "10.1.2.3", "203.0.113.1:4711")).isEqualTo("203.0.113.1");
        assertThat(of(proxies, "10.1.2.3", "203.0.113.1, 192.0.2.1")).isEqualTo("203.0.113.1");
        assertThat(of(proxies, "10.1.2.3", "203.0.113.1", "192.0.2.1")).isEqualTo("203.0.113.1");
        assertThat(of(proxies, "10.1.2.3")).isEqualTo("10.1.2.3");
    }

    @Test
    void whatTheClientWroteItselfIsNotRead() {
        assertThat(of(List.of("10.0.0.0/8"), "10.1.2.3", "198.51.100.9, 10.0.0.9, 203.0.113.1"))
                .isEqualTo("203.0.113.1");
        assertThat(of(List.of("10.0.0.0/8"), "10.1.2.3", "203.0.113.1, nonsense"))
                .isEqualTo("10.1.2.3");
        assertThat(of(List.of("10.0.0.0/8"), "10.1.2.3", ", ,")).isEqualTo("10.1.2.3");
    }

    @Test
    void halfOfAnAddressOfVersionSixIsACaller() {
        String one = of(List.of("::1"), "::1", "2001:db8:1:2::5");
        assertThat(of(List.of("::1"), "::1", "[2001:db8:1:2:ffff::6]:443")).isEqualTo(one);
        assertThat(of(List.of("::1"), "::1", "2001:db8:1:3::5")).isNotEqualTo(one);
        assertThat(of(List.of(), "::ffff:203.0.113.1")).isEqualTo("203.0.113.1");
    }

    @Test
    void networksHaveAsManyBitsAsTheySay() {
        assertThat(of(List.of("10.128.0.0/9"), "10.128.0.1", "203.0.113.1")).isEqualTo("203.0.113.1");
        assertThat(of(List.of("10.128.0.0/9"), "10.127.0.1", "203.0.113.1")).isEqualTo("10.127.0.1");
        assertThat(of(List.of("0.0.0.0/0"), "10.127.0.1", "203.0.113.1")).isEqualTo("203.0.113.1");
        assertThat(of(List.of("0.0.0.0/0"), "2001:db8::1", "203.0.113.1")).startsWith("2001:db8:");
    }

    @Test
    void aProxyThatIsNoAddressStopsTheServerWithASentence() {
        for (String proxy : List.of("proxy.example.com", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "")) {
            assertThatThrownBy(() -> new ClientAddress(config(List.of(proxy))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("PADDOCK_TRUSTED_PROXIES");
        }
    }
}
