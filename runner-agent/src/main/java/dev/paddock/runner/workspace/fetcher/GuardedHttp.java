package dev.paddock.runner.workspace.fetcher;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/// Connects to one host only, wherever redirects point, and speaks git's smart protocol only: the older one fetches
/// object by object, past the checks of packs.
final class GuardedHttp implements HttpConnectionFactory {

    private static final String SERVICE = "git-upload-pack";
    private static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";

    /// A redirect, or what the server made of one, points to where nobody checked.
    static final class OtherHost extends IOException {
        OtherHost(String host) {
            super(host);
        }
    }

    /// Something answers, but not as a git server does.
    static final class NoGitServer extends IOException {
        NoGitServer() {
            super("not a git server");
        }
    }

    private final URI origin;
    private int lastStatus;

    GuardedHttp(URI origin) {
        this.origin = origin;
    }

    /// The newest HTTP status; 0 before the first.
    int lastStatus() {
        return lastStatus;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
        if (!isOrigin(url)) {
            throw new OtherHost(url.getHost());
        }
        if (!isAdvertisement(url) && !url.getPath().endsWith("/" + SERVICE)) {
            throw new NoGitServer();
        }
        // A proxy would resolve the name once more.
        return new Connection(url);
    }

    /// The same host and port; or TLS on its usual port instead of none.
    private boolean isOrigin(URL url) {
        if (!url.getHost().equalsIgnoreCase(origin.getHost())) {
            return false;
        }
        int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
        int originPort = origin.getPort() < 0 ? (origin.getScheme().equals("https") ? 443 : 80) : origin.getPort();
        boolean same = url.getProtocol().equals(origin.getScheme()) && port == originPort;
        return same || (url.getProtocol().equals("https") && port == 443);
    }

    private static boolean isAdvertisement(URL url) {
        return url.getPath().endsWith("/info/refs") && ("service=" + SERVICE).equals(url.getQuery());
    }

    private final class Connection extends JDKHttpConnection {

        Connection(URL url) throws IOException {
            super(url, Proxy.NO_PROXY);
        }

        @Override
        public int getResponseCode() throws IOException {
            int status = super.getResponseCode();
            lastStatus = status;
            if (status == HTTP_OK && isAdvertisement(getURL()) && !ADVERTISEMENT.equals(getContentType())) {
                throw new NoGitServer();
            }
            return status;
        }
    }
}
