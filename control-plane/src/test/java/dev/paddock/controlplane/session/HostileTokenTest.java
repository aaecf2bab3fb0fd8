package dev.paddock.controlplane.session;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.SignedIn;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.http.PublicUrl;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens that this server did not make, or made for something else.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class HostileTokenTest {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Sessions sessions;
    private final SigningKeys keys;
    private final SessionTokens tokens;
    private final PublicUrl url;

    private SignedIn user = new SignedIn("", "");
    private SessionTokens.Claims claims = new SessionTokens.Claims("", "");

    HostileTokenTest(Sessions sessions, SigningKeys keys, SessionTokens tokens, PublicUrl url) {
        this.sessions = sessions;
        this.keys = keys;
        this.tokens = tokens;
        this.url = url;
    }

    @BeforeEach
    void signIn() {
        user = SignedIn.as(sessions, "token@example.com", Role.ADMIN);
        claims = tokens.read(user.session()).orElseThrow();
    }

    @Test
    void aTokenLikeOursIsTaken() throws JoseException {
        // So that each of the others is refused for its one difference.
        given().cookie(SignedIn.SESSION, sign(good(), keys.newest().privateKey(), "ES256"))
                .get("/auth/me")
                .then()
                .statusCode(200);
    }

    @Test
    void aTamperedTokenIsRefused() {
        List<String> parts = parts();
        String payload = new String(Base64.getUrlDecoder().decode(parts.get(1)), UTF_8);
        String other = BASE64.encodeToString(payload.replace("token@", "other@").getBytes(UTF_8));

        refused(parts.get(0) + "." + other + "." + parts.get(2));
        refused(parts.get(0) + "." + parts.get(1) + "." + flipped(parts.get(2)));
        refused(parts.get(0) + "." + parts.get(1) + ".");
        refused(parts.get(0) + "." + parts.get(1));
        refused(parts.get(0) + "." + parts.get(1) + "." + BASE64.encodeToString(new byte[64]));
    }

    private List<String> parts() {
        return List.of(user.session().split("[.]", -1));
    }

    private static String flipped(String signature) {
        byte[] bytes = Base64.getUrlDecoder().decode(signature);
        bytes[10] ^= 1;
        return BASE64.encodeToString(bytes);
    }

    @Test
    void aTokenWithoutASignatureIsRefused() throws JoseException {
        String header = BASE64.encodeToString("{\"alg\":\"none\",\"kid\":\"%s\"}"
                .formatted(keys.newest().id())
                .getBytes(UTF_8));
        String payload = BASE64.encodeToString(good().toJson().getBytes(UTF_8));

        refused(header + "." + payload + ".");
        refused(header.replace("none", "None") + "." + payload + ".");
        refused(header + "." + payload + "." + parts().get(2));
    }

    @Test
    void thePublicKeyIsNoSharedSecret() throws JoseException {
        byte[] encoded = keys.newest().publicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(encoded)
                + "\n-----END PUBLIC KEY-----\n";

        refused(sign(good(), new HmacKey(encoded), "HS256"));
        refused(sign(good(), new HmacKey(pem.getBytes(UTF_8)), "HS256"));
    }

    @Test
    void anotherServersKeyIsNotOurs() throws JoseException {
        KeyPair foreign = SigningKey.random();

        refused(sign(good(), foreign.getPrivate(), "ES256"));
        refused(sign(good(), foreign.getPrivate(), "ES256", "sk_" + UUID.randomUUID()));
        refused(sign(good(), keys.newest().privateKey(), "ES256", "../../etc/passwd"));
    }

    @Test
    void aTokenForSomebodyOrSomethingElseIsRefused() throws JoseException {
        JwtClaims audience = good();
        audience.setAudience("another-service");
        JwtClaims noAudience = good();
        noAudience.unsetClaim("aud");
        JwtClaims issuer = good();
        issuer.setIssuer("https://elsewhere.example.com");
        JwtClaims noIssuer = good();
        noIssuer.unsetClaim("iss");
        JwtClaims noCsrf = good();
        noCsrf.unsetClaim("csrf");
        JwtClaims noSession = good();
        noSession.unsetClaim("jti");
        JwtClaims unknownSession = good();
        unknownSession.setJwtId("ses_00000000000000000000000000");
        PrivateKey key = keys.newest().privateKey();
        for (JwtClaims bad : List.of(audience, noAudience, issuer, noIssuer, noCsrf, noSession, unknownSession)) {
            refused(sign(bad, key, "ES256"));
        }
    }

    @Test
    void anExpiredTokenIsRefusedWhateverItsSessionSays() throws JoseException {
        JwtClaims expired = good();
        expired.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() - 1));
        JwtClaims endless = good();
        endless.unsetClaim("exp");

        refused(sign(expired, keys.newest().privateKey(), "ES256"));
        refused(sign(endless, keys.newest().privateKey(), "ES256"));
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (String text : List.of("x", "...", "a.b.c", "a.b.c.d.e", "%00", "null", "9".repeat(3000))) {
            refused(text);
        }
        assertThat(tokens.read(user.session() + "\u0000")).isEmpty();
        assertThat(tokens.read(user.session() + " ".repeat(3000))).isEmpty();
    }

    private JwtClaims good() {
        JwtClaims all = new JwtClaims();
        all.setIssuer(url.publicUrl());
        all.setAudience(SessionTokens.AUDIENCE);
        all.setSubject("user:token@example.com");
        all.setJwtId(claims.session());
        all.setStringClaim("csrf", claims.csrf());
        all.setIssuedAtToNow();
        all.setExpirationTimeMinutesInTheFuture(10);
        return all;
    }

    private String sign(JwtClaims what, java.security.Key key, String algorithm) throws JoseException {
        return sign(what, key, algorithm, keys.newest().id());
    }

    private static String sign(JwtClaims what, java.security.Key key, String algorithm, String id)
            throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setPayload(what.toJson());
        signature.setKey(key);
        signature.setKeyIdHeaderValue(id);
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setDoKeyValidation(false);
        return signature.getCompactSerialization();
    }

    private static void refused(String token) {
        given().cookie(SignedIn.SESSION, token)
                .get("/auth/me")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("code", equalTo("unauthenticated"));
    }
}
