package dev.paddock.controlplane.dispatch;

import dev.paddock.model.source.SourceCheck;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URL;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/// Git over HTTP to one host that was checked. Connections go to the addresses that were checked with it, whatever its
/// name means by now, and every other name is unknown here, also one that a redirect leads to. The name stays the name:
/// certificates are checked against it, and the server is told it. Not thread-safe.
final class CheckedHttp implements HttpConnectionFactory, AutoCloseable {

    // Far more than a listing of refs needs, also by the older protocol, where replies may be left unread.
    private static final int CONNECTIONS = 16;

    private final Names names;
    private final Timeout patience;
    private @Nullable CloseableHttpClient client;

    /// @param patience how long a connection may take to be there, and how long the server may be silent
    CheckedHttp(SourceCheck.Allowed checked, Duration patience) {
        this.names = new Names(String.valueOf(checked.uri().getHost()), checked.addresses());
        this.patience = Timeout.of(patience);
    }

    @Override
    public HttpConnection create(URL url) {
        if (client == null) {
            client = open();
        }
        return new GitCall(client, url);
    }

    /// A proxy would resolve the name once more.
    @Override
    public HttpConnection create(URL url, @Nullable Proxy proxy) {
        return create(url);
    }

    @Override
    public void close() {
        if (client != null) {
            client.close(CloseMode.IMMEDIATE);
        }
    }

    /// JGit decides itself about redirects, credentials and cookies, and who calls about repeating all of it.
    private CloseableHttpClient open() {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(names)
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(patience)
                                .setSocketTimeout(patience)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(patience)
                        .setResponseTimeout(patience)
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

    /// Knows one host.
    private record Names(String host, List<InetAddress> addresses) implements DnsResolver {

        Names {
            host = plain(host);
        }

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

        /// An IPv6 address with or without its brackets.
        private static String plain(String name) {
            return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        }
    }
}
