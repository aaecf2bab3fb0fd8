package dev.paddock.controlplane.oidc;

import dev.paddock.controlplane.http.CleanText;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// What a provider says of a user in the ID token.
///
/// @param email as the provider spells it
/// @param verified whether the provider says that the address is the user's
record Claims(
        String email,
        boolean verified,
        String name,
        @Nullable String avatarUrl) {

    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,255}");
    private static final int MOST_NAME = 200;
    private static final int MOST_URL = 2048;

    /// The claims of a token; empty without an e-mail address.
    static Optional<Claims> of(JsonWebToken token) {
        String email = text(token, "email");
        if (email == null || !EMAIL.matcher(email).matches()) {
            return Optional.empty();
        }
        Object verified = token.getClaim("email_verified");
        String name = text(token, "name");
        return Optional.of(new Claims(
                email,
                verified != null && verified.toString().equals("true"),
                name == null || name.isBlank() ? email : name.substring(0, Math.min(MOST_NAME, name.length())),
                picture(text(token, "picture"))));
    }

    private static @Nullable String text(JsonWebToken token, String name) {
        Object claim = token.getClaim(name);
        return claim == null ? null : CleanText.clean(claim.toString());
    }

    /// Only what a page can show: no script, no page of this server.
    private static @Nullable String picture(@Nullable String url) {
        if (url == null || url.length() > MOST_URL) {
            return null;
        }
        try {
            URI uri = URI.create(url);
            return "https".equals(uri.getScheme()) && uri.getHost() != null ? url : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
