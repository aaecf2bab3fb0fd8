package dev.paddock.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceRulesTest {

    private static final Map<String, String[]> KNOWN = Map.of(
            "forge.example", new String[] {"93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"},
            "half.example", new String[] {"93.184.216.34", "10.1.2.3"},
            "inside.example", new String[] {"192.168.1.10"});

    private final SourceRules rules = new SourceRules(Set.of(), false, null, SourceRulesTest::resolve);
    private final SourceRules relaxed = new SourceRules(Set.of("http"), true, null, SourceRulesTest::resolve);

    private static InetAddress[] resolve(String host) throws UnknownHostException {
        var known = KNOWN.get(host);
        if (known != null) {
            return Arrays.stream(known).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        }
        // Literals only: no test asks a name service.
        try {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        } catch (IllegalArgumentException e) {
            throw new UnknownHostException(host);
        }
    }

    @Test
    void aPublicHostIsAllowedWithAllItsAddresses() {
        assertThat(rules.check("https://forge.example/owner/repo.git"))
                .isInstanceOfSatisfying(SourceCheck.Allowed.class, allowed -> {
                    assertThat(allowed.uri()).hasToString("https://forge.example/owner/repo.git");
                    assertThat(allowed.addresses()).hasSize(2);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "git@forge.example:owner/repo.git, ssh://git@forge.example/owner/repo.git",
        "git@forge.example:/srv/repo.git, ssh://git@forge.example/srv/repo.git",
        "forge.example:owner/repo, ssh://forge.example/owner/repo",
        "git@[2606:2800::1]:owner/repo, ssh://git@[2606:2800::1]/owner/repo",
        "git@forge.example:owner/größe.git, ssh://git@forge.example/owner/gr%C3%B6%C3%9Fe.git",
        "ssh://git@forge.example:2222/owner/repo, ssh://git@forge.example:2222/owner/repo",
        "HTTPS://Forge.Example./owner/repo, https://forge.example/owner/repo",
        "https://someone@forge.example/owner/repo, https://forge.example/owner/repo",
        "https://forge.example:8443/a%20b, https://forge.example:8443/a%20b",
    })
    void everySpellingBecomesOneUri(String url, String expected) {
        assertThat(rules.check(url))
                .isInstanceOfSatisfying(
                        SourceCheck.Allowed.class,
                        allowed -> assertThat(allowed.uri()).hasToString(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/r",
                "https://0.0.0.0/r",
                "https://[::1]/r",
                "https://[::]/r",
                "https://[::ffff:127.0.0.1]/r",
                "https://[::ffff:a9fe:a9fe]/r",
                "https://[::127.0.0.1]/r",
                "https://[64:ff9b::7f00:1]/r",
                "https://[2002:7f00:1::]/r",
                "https://[2001:0:1::1]/r",
                "https://[fe80::1]/r",
                "https://[fc00::1]/r",
                "https://[fd12:3456::1]/r",
                "https://[ff02::1]/r",
                "https://[fec0::1]/r",
                "https://169.254.169.254/latest/meta-data",
                "https://[fd00:ec2::254]/r",
                "https://10.0.0.1/r",
                "https://172.31.255.255/r",
                "https://192.168.0.1/r",
                "https://100.64.0.1/r",
                "https://224.0.0.1/r",
                "https://255.255.255.255/r",
                "ssh://git@127.0.0.1/r",
                "git@127.0.0.1:r",
                "git@[::1]:r",
                "https://inside.example/r",
                "https://half.example/r"
            })
    void addressesThatAreNotPublicAreRefusedUnlessAllowed(String url) {
        assertThat(rules.check(url))
                .isInstanceOfSatisfying(
                        SourceCheck.Refused.class,
                        refused -> assertThat(refused.sentence()).contains("not public"));
        assertThat(relaxed.check(url)).isInstanceOf(SourceCheck.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://93.184.216.34/r",
                "https://172.32.0.1/r",
                "https://100.128.0.1/r",
                "https://[2606:2800::1]/r",
                "https://[64:ff9b::5db8:d822]/r"
            })
    void publicAddressesAreAllowed(String url) {
        assertThat(rules.check(url)).isInstanceOf(SourceCheck.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/r",
                "https://0177.0.0.1/r",
                "https://0x7f.0.0.1/r",
                "https://0x7f000001/r",
                "https://127.1/r",
                "https://127.0.0.01/r",
                "https://256.1.1.1/r",
                "https://1.2.3.4.5/r"
            })
    void ambiguousAddressesAreRefusedEvenWherePrivateOnesAreAllowed(String url) {
        assertThat(relaxed.check(url)).isInstanceOf(SourceCheck.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "/srv/repo",
                "../repo",
                "C:\\repo",
                "https:///r",
                "https://127.0.0.1./r",
                "https://",
                "https://forge.example",
                "https://forge.example/",
                "https://forge.example:0/r",
                "https://forge.example:99999/r",
                "https://forge.example/r?x=1",
                "https://forge.example/r#x",
                "https://forge.example/a b",
                "https://forge.example/\"r\"",
                "https://fo_rge.example/r",
                "https://förge.example/r",
                "https://[fe80::1%25eth0]/r",
                "https://forge.example\\@inside.example/r",
                "https://forge.example/r\n",
                "git@forge.example:a b",
                "-oProxyCommand=x:y",
                "ext::sh -c touch% /tmp/x",
                "https:forge.example/r"
            })
    void whatIsNoCloneUrlIsRefusedInASentence(String url) {
        assertThat(relaxed.check(url))
                .isInstanceOfSatisfying(
                        SourceCheck.Refused.class,
                        refused -> assertThat(refused.sentence()).endsWith("."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://forge.example/r", "git://forge.example/r", "ftp://forge.example/r", "file:///srv"})
    void otherSchemesAreRefusedByName(String url) {
        assertThat(rules.check(url))
                .isInstanceOfSatisfying(
                        SourceCheck.Refused.class,
                        refused -> assertThat(refused.sentence()).contains("https, ssh"));
    }

    @Test
    void httpIsAllowedWhereItIsConfigured() {
        assertThat(relaxed.check("http://forge.example/r")).isInstanceOf(SourceCheck.Allowed.class);
        assertThatThrownBy(() -> new SourceRules(Set.of("gopher"), false, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://someone:hunter2@forge.example/r",
                "https://:hunter2@forge.example/r",
                "ssh://git:hunter2@forge.example/r",
                "https://someone:hunter2@forge.example/a b"
            })
    void aPasswordIsRefusedAndNotRepeated(String url) {
        assertThat(rules.check(url))
                .isInstanceOfSatisfying(
                        SourceCheck.Refused.class,
                        refused -> assertThat(refused.sentence()).doesNotContain("hunter2"));
    }

    @Test
    void anUnknownHostIsUnreachableForNow() {
        assertThat(rules.check("https://nowhere.invalid/r"))
                .isInstanceOfSatisfying(
                        SourceCheck.Unreachable.class,
                        unreachable -> assertThat(unreachable.sentence()).contains("nowhere.invalid"));
    }
}
