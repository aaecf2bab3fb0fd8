package dev.paddock.controlplane.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;

/// HTTP to one host that was checked. Connections go to the addresses that were checked with it, whatever its name
/// means by now, and every other name is unknown, also one that a redirect leads to. The name stays the name:
/// certificates are checked against it, and the server is told it.
public final class PinnedClient {

    // An answer's head has room in memory, whatever the other side sends.
    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxHeaderCount(200)
            .setMaxLineLength(16 * 1024)
            .build();

    // A name with more is tried at these.
    private static final int MOST_ADDRESSES = 8;

    private PinnedClient() {}

    /// A client that follows no redirect, repeats nothing, keeps no cookie, answers no challenge and knows no proxy,
    /// which would resolve the name once more.
    ///
    /// @param host as the URL has it
    /// @param patience how long a connection may take to be there, at all the addresses together, and how long the
    ///     server may be silent
    /// @param connections how many at once
    public static CloseableHttpClient open(
            String host, List<InetAddress> addresses, Duration patience, int connections, Trust trust) {
        Timeout timeout = Timeout.of(patience);
        List<InetAddress> tried = addresses.subList(0, Math.min(addresses.size(), MOST_ADDRESSES));
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new Names(plain(host), tried))
                        .setMaxConnPerRoute(connections)
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(LIMITS)
                                .build())
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust.context()))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(patience.dividedBy(Math.max(1, tried.size()))))
                                .setSocketTimeout(timeout)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout)
                        .setResponseTimeout(timeout)
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    /// An IPv6 address with or without its brackets.
    private static String plain(String name) {
        return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    }

    /// Knows one host.
    private record Names(String host, List<InetAddress> addresses) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String name) throws UnknownHostException {
            if (!plain(name).equalsIgnoreCase(host)) {
                throw new UnknownHostException(name + " is not the host that was checked");
            }
            return addresses.toArray(new InetAddress[0]);
        }

        @Override
        public String resolveCanonicalHostname(String name) {
            return name;
        }
    }
}
