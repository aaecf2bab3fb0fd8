package dev.paddock.controlplane.dispatch;

import dev.paddock.controlplane.outbound.PinnedClient;
import dev.paddock.controlplane.outbound.Trust;
import dev.paddock.model.source.SourceCheck;
import java.net.Proxy;
import java.net.URL;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/// Git over HTTP to one host that was checked, by a [PinnedClient]. JGit decides itself about redirects, credentials
/// and cookies, and who calls about repeating all of it. Not thread-safe.
final class CheckedHttp implements HttpConnectionFactory, AutoCloseable {

    // Far more than a listing of refs needs, also by the older protocol, where replies may be left unread.
    private static final int CONNECTIONS = 16;

    private final SourceCheck.Allowed checked;
    private final Duration patience;
    private final Trust trust;
    private @Nullable CloseableHttpClient client;

    /// @param patience how long a connection may take to be there, and how long the server may be silent
    CheckedHttp(SourceCheck.Allowed checked, Duration patience, Trust trust) {
        this.checked = checked;
        this.patience = patience;
        this.trust = trust;
    }

    @Override
    public HttpConnection create(URL url) {
        if (client == null) {
            String host = String.valueOf(checked.uri().getHost());
            client = PinnedClient.open(host, checked.addresses(), patience, CONNECTIONS, trust);
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
}
