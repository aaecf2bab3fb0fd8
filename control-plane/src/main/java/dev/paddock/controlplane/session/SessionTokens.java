package dev.paddock.controlplane.session;

import dev.paddock.controlplane.http.PublicUrl;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Singleton;
import java.security.Key;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.UnresolvableKeyException;

/// The JWTs that stand for sessions: ES256, with the server's public URL as issuer. A token says which session it is;
/// whether that session is still on is the ledger's to say.
@Singleton
class SessionTokens {

    static final String AUDIENCE = "paddock-session";
    private static final String CSRF = "csrf";
    // The library reads over characters that do not belong there.
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    // Longer than any of ours.
    private static final int MOST_CHARACTERS = 2048;

    private final SigningKeys keys;
    private final PublicUrl url;
    private final InstantSource clock;

    /// What a token says.
    ///
    /// @param csrf what mutations have to repeat
    record Claims(String session, String csrf) {}

    SessionTokens(SigningKeys keys, PublicUrl url, InstantSource clock) {
        this.keys = keys;
        this.url = url;
        this.clock = clock;
    }

    /// The token of a session.
    String sign(Claims claims, String principal, Instant expires) {
        SigningKey key = keys.newest();
        return Jwt.claims()
                .issuer(url.publicUrl())
                .audience(AUDIENCE)
                .subject(principal)
                .claim("jti", claims.session())
                .claim(CSRF, claims.csrf())
                .issuedAt(clock.instant())
                .expiresAt(expires)
                .jws()
                .algorithm(SignatureAlgorithm.ES256)
                .keyId(key.id())
                .sign(key.privateKey());
    }

    /// What a token says that this server signed for itself and that has not expired; empty for any other text.
    Optional<Claims> read(String token) {
        if (token.length() > MOST_CHARACTERS || !SHAPE.matcher(token).matches()) {
            return Optional.empty();
        }
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setVerificationKeyResolver((signature, nested) -> key(signature))
                    .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                            ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                    .setExpectedIssuer(url.publicUrl())
                    .setExpectedAudience(AUDIENCE)
                    .setRequireExpirationTime()
                    .setRequireSubject()
                    .setRequireJwtId()
                    .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                    .build()
                    .processToClaims(token);
            String csrf = claims.getStringClaimValue(CSRF);
            return csrf == null ? Optional.empty() : Optional.of(new Claims(claims.getJwtId(), csrf));
        } catch (InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }

    private Key key(JsonWebSignature signature) throws UnresolvableKeyException {
        String id = signature.getKeyIdHeaderValue();
        return Optional.ofNullable(id)
                .flatMap(keys::find)
                .map(SigningKey::publicKey)
                .orElseThrow(() -> new UnresolvableKeyException("nobody signs with this key"));
    }
}
