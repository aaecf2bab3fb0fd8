package dev.paddock.controlplane.dispatch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/// One call of git's smart protocol. Its body is what asks for refs, which is short, so it waits in memory until the
/// reply is asked for. Time limits are the client's. Not thread-safe.
final class GitCall implements HttpConnection {

    private final CloseableHttpClient client;
    private final URL url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private @Nullable ClassicHttpResponse reply;

    GitCall(CloseableHttpClient client, URL url) {
        this.client = client;
        this.url = url;
    }

    private ClassicHttpResponse reply() throws IOException {
        if (reply == null) {
            HttpUriRequestBase request = new HttpUriRequestBase(method, URI.create(url.toString()));
            headers.forEach(request::setHeader);
            if (body.size() > 0) {
                request.setEntity(new ByteArrayEntity(body.toByteArray(), null));
            }
            ClassicHttpResponse answer = client.executeOpen(null, request, null);
            GitReply.requirePlain(answer);
            reply = answer;
        }
        return reply;
    }

    @Override
    public void connect() throws IOException {
        reply();
    }

    @Override
    public int getResponseCode() throws IOException {
        return reply().getCode();
    }

    @Override
    public String getResponseMessage() throws IOException {
        return reply().getReasonPhrase();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        HttpEntity entity = reply().getEntity();
        return entity == null ? InputStream.nullInputStream() : new GitReply(entity.getContent());
    }

    @Override
    public OutputStream getOutputStream() {
        return body;
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return reply == null
                ? Map.of()
                : Arrays.stream(reply.getHeaders())
                        .collect(Collectors.groupingBy(
                                Header::getName,
                                () -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
                                Collectors.mapping(Header::getValue, Collectors.toList())));
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return getHeaderFields().getOrDefault(name, List.of());
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        List<String> values = getHeaderFields(name);
        return values.isEmpty() ? null : values.getLast();
    }

    @Override
    public @Nullable String getContentType() {
        return getHeaderField(HttpHeaders.CONTENT_TYPE);
    }

    @Override
    public int getContentLength() {
        HttpEntity entity = reply == null ? null : reply.getEntity();
        return entity == null ? -1 : (int) Math.min(Integer.MAX_VALUE, entity.getContentLength());
    }

    /// Compressed replies are not asked for: a small one may be an endless one.
    @Override
    public void setRequestProperty(String name, String value) {
        if (!name.equalsIgnoreCase(HttpHeaders.ACCEPT_ENCODING)) {
            headers.put(name, value);
        }
    }

    @Override
    public void setRequestMethod(String method) {
        this.method = method;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public URL getURL() {
        return url;
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    /// Certificates are always checked.
    @Override
    public void configure(KeyManager @Nullable [] keys, TrustManager[] trusted, SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("nobody else decides here which certificates are good");
    }

    /// As [#configure].
    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) throws KeyManagementException {
        throw new KeyManagementException("nobody else decides here whose certificates are good");
    }

    @Override
    public void setInstanceFollowRedirects(boolean followed) {
        // They never are.
    }

    @Override
    public void setUseCaches(boolean used) {
        // There are none.
    }

    @Override
    public void setConnectTimeout(int milliseconds) {
        // The client has its own.
    }

    @Override
    public void setReadTimeout(int milliseconds) {
        // The client has its own.
    }

    @Override
    public void setDoOutput(boolean output) {
        // Who writes a body has one.
    }

    @Override
    public void setFixedLengthStreamingMode(int length) {
        // The body is in memory.
    }

    @Override
    public void setChunkedStreamingMode(int length) {
        // The body is in memory.
    }
}
