package dev.paddock.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who reaches whom: NetworkPolicies allow what the settings name, and no more than that.
class ReachTest {

    private static final String ALL = "dev.paddock.kubernetes.Rendered#all";
    private static final String OVERLAYS = "dev.paddock.kubernetes.Rendered#overlays";
    private static final Pattern ADDRESS = Pattern.compile("(?:([a-z0-9:]+)://)?([a-z0-9.-]+\\.[a-z]+)(?::(\\d+))?");

    /// Where a setting leads to.
    private record Target(String setting, String host, int port) {}

    @ParameterizedTest
    @MethodSource(ALL)
    void everyHostThatASettingNamesIsAllowed(Rendered rendered) {
        List<Target> server =
                targets(rendered, "paddock", List.of("PADDOCK_DB_URL", "PADDOCK_KAFKA", "PADDOCK_S3_ENDPOINT"));
        List<Target> runner = targets(rendered, "paddock-runner", List.of("PADDOCK_URL"));
        assertThat(server).hasSizeGreaterThanOrEqualTo(2);
        assertThat(runner).hasSize(1);

        for (String pod : List.of("control-plane", "reports")) {
            server.forEach(target -> assertThat(allows(rendered, "paddock", pod, target))
                    .as(pod + " → " + target)
                    .isTrue());
        }
        assertThat(allows(rendered, "paddock-runners", "runner", runner.getFirst()))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void runnersReachNoNetworkOfTheCluster(Rendered rendered) {
        for (JsonNode policy : policies(rendered, "paddock-runners", "runner")) {
            for (JsonNode block : policy.findValues("ipBlock")) {
                String reached = block.path("cidr").asText();
                String except = block.path("except").toString();
                // The internet without networks of one's own, or one address.
                assertThat(reached.endsWith("/0") ? except : reached)
                        .as(Rendered.name(policy))
                        .containsPattern("10\\.0\\.0\\.0/8|fc00::/7|/32$");
            }
        }
    }

    @ParameterizedTest
    @MethodSource(OVERLAYS)
    void onlyProxiesAreBelievedWhoCalls(Rendered rendered) {
        String proxies = rendered.setting("paddock", "PADDOCK_TRUSTED_PROXIES");
        if (rendered.ofKind("Ingress").isEmpty()) {
            assertThat(proxies).isEmpty();
        } else {
            // Addresses, or networks too small for the pods of a cluster.
            assertThat(proxies.split(",", -1)).allMatch(one -> one.matches("[0-9.]+(/(2[4-9]|3[0-2]))?"));
        }
    }

    private static List<Target> targets(Rendered rendered, String map, List<String> settings) {
        List<Target> targets = new ArrayList<>();
        for (String setting : settings) {
            Matcher address = ADDRESS.matcher(rendered.setting(map, setting).replaceFirst("\\?.*", ""));
            while (address.find()) {
                targets.add(new Target(setting, address.group(2), port(address)));
            }
        }
        return targets;
    }

    private static int port(Matcher address) {
        if (address.group(3) != null) {
            return Integer.parseInt(address.group(3));
        }
        return switch (String.valueOf(address.group(1))) {
            case "http" -> 80;
            case "https" -> 443;
            case "jdbc:postgresql" -> 5432;
            default -> throw new AssertionError("no port in " + address.group());
        };
    }

    private static boolean allows(Rendered rendered, String namespace, String pod, Target target) {
        return policies(rendered, namespace, pod).stream()
                .flatMap(policy -> policy.at("/spec/egress").valueStream())
                .anyMatch(rule -> leadsTo(rule, target)
                        && rule.path("ports").valueStream().anyMatch(port -> isWithin(port, target.port())));
    }

    /// The policies that are about a pod.
    private static List<JsonNode> policies(Rendered rendered, String namespace, String pod) {
        return rendered.ofKind("NetworkPolicy").stream()
                .filter(policy -> Rendered.namespace(policy).equals(namespace))
                .filter(policy -> policy.at("/spec/podSelector").toString().contains("\"" + pod + "\""))
                .toList();
    }

    private static boolean leadsTo(JsonNode rule, Target target) {
        return rule.path("to").valueStream().anyMatch(peer -> {
            String namespace = peer.at("/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                    .asText();
            // What is outside of it is so for both kinds of addresses.
            return target.host().endsWith(".svc")
                    ? target.host().endsWith("." + namespace + ".svc")
                    : peer.at("/ipBlock/cidr").asText().equals("0.0.0.0/0");
        });
    }

    private static boolean isWithin(JsonNode port, int wanted) {
        int first = port.path("port").asInt();
        return wanted >= first && wanted <= port.path("endPort").asInt(first);
    }
}
