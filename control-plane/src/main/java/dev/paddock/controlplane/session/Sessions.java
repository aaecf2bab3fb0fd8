package dev.paddock.controlplane.session;

import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.sql.Ids;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/// Opens and ends sessions.
@Singleton
public class Sessions {

    /// The cookie with the session's token; scripts cannot read it.
    static final String COOKIE = "paddock_session";

    /// The cookie with what mutations repeat in `X-CSRF-Token`; scripts can read it.
    static final String CSRF_COOKIE = "paddock_csrf";

    private static final int CSRF_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final SessionStore store;
    private final SessionTokens tokens;
    private final SessionConfig config;
    private final PublicUrl url;
    private final InstantSource clock;

    Sessions(SessionStore store, SessionTokens tokens, SessionConfig config, PublicUrl url, InstantSource clock) {
        this.store = store;
        this.tokens = tokens;
        this.config = config;
        this.url = url;
        this.clock = clock;
    }

    /// Opens a session of `person`. The cookies that stand for it; whoever has both may do what the person may.
    public List<NewCookie> open(Person person) {
        String id = Ids.prefixed("ses");
        byte[] drawn = new byte[CSRF_BYTES];
        random.nextBytes(drawn);
        String csrf = Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
        store.add(id, person, config.length());
        String token = tokens.sign(
                new SessionTokens.Claims(id, csrf),
                person.principal(),
                clock.instant().plus(config.length()));
        return cookies(token, csrf, (int) config.length().toSeconds());
    }

    /// Ends a session at this replica and every other. The cookies that take its cookies away.
    List<NewCookie> end(String id) {
        store.end(id);
        return cookies("", "", 0);
    }

    private List<NewCookie> cookies(String token, String csrf, int seconds) {
        return List.of(
                cookie(COOKIE, token, seconds).httpOnly(true).build(),
                cookie(CSRF_COOKIE, csrf, seconds).build());
    }

    private NewCookie.Builder cookie(String name, String value, int seconds) {
        return new NewCookie.Builder(name)
                .value(value)
                .path("/")
                .maxAge(seconds)
                .sameSite(NewCookie.SameSite.LAX)
                .secure(url.publicUrl().startsWith("https:"));
    }
}
