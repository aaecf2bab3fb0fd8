package dev.paddock.controlplane.oidc;

import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a user's browser does at a sign-in: follows redirects, keeps cookies by host, fills in forms.
final class Browser implements AutoCloseable {

    private static final String SERVER = "http://localhost:8080";
    private static final Pattern ACTION = Pattern.compile("<form[^>]+action=\"([^\"]+)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\"[^>]*value=\"([^\"]*)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Map<String, String>> cookies = new HashMap<>();
    private final List<String> setByServer = new ArrayList<>();

    /// Asks our server to sign in; returns where it sends the browser.
    URI leave() throws IOException, InterruptedException {
        HttpResponse<String> away = get(URI.create(SERVER + "/auth/keycloak"));
        if (away.statusCode() != 302) {
            throw new IllegalStateException("not sent to Keycloak: " + away.statusCode() + " " + away.body());
        }
        return location(away);
    }

    /// Signs in at Keycloak and consents; returns where it sends the browser back to.
    URI signIn(URI login, String user) throws IOException, InterruptedException {
        HttpResponse<String> next = enter(login, user);
        return next.statusCode() == 302 ? location(next) : location(consent(next, "accept"));
    }

    /// Signs in at Keycloak and does not consent; returns where it sends the browser back to.
    URI deny(URI login, String user) throws IOException, InterruptedException {
        return location(consent(enter(login, user), "cancel"));
    }

    /// Up to the page that asks for consent, or to the redirect when it was given before.
    private HttpResponse<String> enter(URI login, String user) throws IOException, InterruptedException {
        HttpResponse<String> page = get(login);
        HttpResponse<String> next =
                post(action(page), Map.of("username", user, "password", "password of " + user, "credentialId", ""));
        while (next.statusCode() == 302 && !location(next).toString().startsWith(SERVER)) {
            next = get(location(next));
        }
        return next;
    }

    private HttpResponse<String> consent(HttpResponse<String> page, String choice)
            throws IOException, InterruptedException {
        Map<String, String> form = new HashMap<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            form.put(hidden.group(1), hidden.group(2));
        }
        form.put(choice, "x");
        return post(action(page), form);
    }

    HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), uri);
    }

    private HttpResponse<String> post(URI uri, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                uri);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, URI uri) throws IOException, InterruptedException {
        Map<String, String> jar = cookies.computeIfAbsent(uri.getAuthority(), host -> new HashMap<>());
        if (!jar.isEmpty()) {
            request.header(
                    "Cookie",
                    jar.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> response =
                client.send(request.uri(reachable(uri)).build(), HttpResponse.BodyHandlers.ofString());
        for (String cookie : response.headers().allValues("Set-Cookie")) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            if (pair[1].isEmpty()) {
                jar.remove(pair[0]);
            } else {
                jar.put(pair[0], pair[1]);
            }
            if (uri.toString().startsWith(SERVER)) {
                setByServer.add(cookie);
            }
        }
        return response;
    }

    /// The public URL is not where the tested server listens.
    private static URI reachable(URI uri) {
        return URI.create(uri.toString().replace(SERVER, "http://localhost:" + RestAssured.port));
    }

    /// A cookie that our server has set.
    Optional<String> cookie(String name) {
        return Optional.ofNullable(cookies.getOrDefault(URI.create(SERVER).getAuthority(), Map.of())
                .get(name));
    }

    /// The `Set-Cookie` headers of our server.
    List<String> setByServer() {
        return setByServer;
    }

    void dropCookiesOfServer() {
        cookies.remove(URI.create(SERVER).getAuthority());
    }

    private static URI action(HttpResponse<String> page) {
        Matcher action = ACTION.matcher(page.body());
        if (!action.find()) {
            throw new IllegalStateException("no form: " + page.statusCode() + " " + page.body());
        }
        URI target = URI.create(action.group(1).replace("&amp;", "&"));
        return page.request().uri().resolve(target);
    }

    private static URI location(HttpResponse<String> response) {
        return response.request()
                .uri()
                .resolve(response.headers()
                        .firstValue("Location")
                        .orElseThrow(() -> new IllegalStateException(
                                "no redirect: " + response.statusCode() + " " + response.body())));
    }

    @Override
    public void close() {
        client.close();
    }
}
