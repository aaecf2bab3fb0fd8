package dev.paddock.standalone.session;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.server.SavedSessions.Saved;
import java.io.IOException;
import java.net.HttpCookie;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Opens a session of the built-in administrator.
final class SignIn {

    private final Connection connection;

    SignIn(Connection connection) {
        this.connection = connection;
    }

    /// The new session. Throws what [Connection] does, and [CouldNotRun] when the answer holds no session.
    Saved as(String user, String password, Instant now) throws IOException, InterruptedException {
        var answer = connection.post("/auth/login", Map.of("user", user, "password", password));
        List<HttpCookie> cookies = answer.headers().allValues("Set-Cookie").stream()
                .flatMap(text -> HttpCookie.parse(text).stream())
                .toList();
        HttpCookie token = cookie(cookies, "paddock_session");
        return new Saved(
                user,
                token.getValue(),
                cookie(cookies, "paddock_csrf").getValue(),
                now.plusSeconds(Math.max(0, token.getMaxAge())));
    }

    private HttpCookie cookie(List<HttpCookie> cookies, String name) {
        return cookies.stream()
                .filter(cookie -> cookie.getName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new CouldNotRun("%s took the password and opened no session; check that it is a Paddock server."
                                .formatted(connection.server())));
    }
}
