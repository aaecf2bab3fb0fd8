package dev.paddock.reviewer.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Severity;
import dev.paddock.reviewer.source.SourceText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No key here is real, and none stands whole in this file: `_+_` is taken out first.
class SecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id = AKIA_+_Q3EGVXRTM2YFH7KW",
                "aws_secret_access_key = \"wJalrXUt_+_nFEMIK7MDENGbPxRfiCYzQ4Kp8TvLm\"",
                "x: ghp_+__16C7e42F292c6912E7710c838347Ae178B4a",
                "x: github_pat_+__u8jzPde0IgxLd6GncfBAep_fJBd0Kh8oOOL8dKLzdocJ2isAjIhKtJ0RlgLKOmxgJTeKdNnFRIBXuDL7Dx",
                "x: glpat_+_-zY9xW8vU7tS6rQ5pO4nM",
                "x: xoxb_+_-738492615038-aK3jd82Hs91mXb48Tq",
                "https://hooks.slack_+_.com/services/T8ZQK2M4P/B9WLX7R3N/q8RkT2mVx5ZbN7wYc4LpHs6D",
                "x: sk_+__live_9aKd83jSm2Lq7Xw4Tz6Rb1Vc",
                "x: AIza_+_SyD8kQ2mXv7Rb4Tz9Lw1Nc6Hs3Jf5Gp0Ye2",
                "x: npm_+__k3Jd82hSm29Lq7Xw4Tz6Rb1VcN5yPf8Gs0Ae",
                "x: pypi_+_-AgEIcHlwaS5vcmcCJDk4ZmQ3YjE2LWE5ZDItNGM3Zi04ZTExLTJhYjNjNGQ1ZTZmNwACKlszLCJi",
                "x: SG_+_.kD83jSm2Lq7Xw4Tz6Rb1Vc.N5yPf8Gs0Aek3Jd82hSm29Lq7Xw4Tz6Rb1VcN5yPf8G",
                "x: dop_+__v1_8f14e45fceea167a5a36dedd4bea2543b1c9d8e7f60514233241506978a9bacd",
                "AccountKey_+_=tpYlSXpfKtHF4vUCsMehGAkWvj7FAc9QeWJKY40uvSwMFLZDe1f8rESQedUStPKR0CsTy4Qwb8DwkNhFdnXsiV==",
                "url = postgres://app:k3Jd_+_82hSm29Lq@db.internal/orders",
                "password = \"Tr0ub4_+_dor&3xQ\"",
                "config.setPassword(\"Tr0ub4_+_dor&3xQ\");",
                "val password: String = \"Tr0ub4_+_dor&3xQ\"",
                "if (password === 'Tr0ub4_+_dor&3xQ') {",
                "String apiKey = \"9f8e7d_+_6c5b4a39281706f5e4d3c2b1a0\";",
                "'client_secret' => 'kD83jSm2_+_Lq7Xw4Tz6Rb1Vc',",
                "{\"dbPassword\": \"xK9#mP2$_+_vL5qR8\"}",
            })
    void aLeakIsFound(String line) {
        assertThat(find("a.py", line)).singleElement().satisfies(finding -> {
            assertThat(finding.type()).isEqualTo("leaked-secret");
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.suggestion()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id = AKIAIOSFODNN7EXAMPLE",
                "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "password = \"changeme123!\"",
                "password = \"${DB_PASSWORD_9}\"",
                "password = System.getenv(\"DB_PASSWORD\")",
                "tokenUrl = \"https://idp.acme.org/oauth2/v2.0/token\"",
                "secretName: \"prod-db-2-credentials\"",
                "KEY_PASSWORD_CONFIG = \"ssl.key.password.v2\"",
                "\"integrity\": \"sha512-kD83jSm2Lq7Xw4Tz6Rb1VcN5yPf8Gs0Aek3Jd82hSm29Lq==\"",
                "header = \"-----BEGIN PRIVATE KEY-----\";",
                "public static final String TOKEN = \"org.acme.security.oauth2.Token\";",
                "throw new Error('the token abc123 is not valid');",
                "postgres://user:password@localhost:5432/db",
                "new SecretKeySpec(secret, \"HmacSHA256\")",
            })
    void whatOnlyLooksLikeOneIsNot(String line) {
        assertThat(find("a.py", line)).isEmpty();
    }

    @Test
    void aPaddockKeyNeedsItsChecksum() {
        String random = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
        var crc = new CRC32();
        crc.update(random.getBytes(StandardCharsets.US_ASCII));
        String key = "dk_live_" + random + "%08x".formatted(crc.getValue());

        assertThat(find("a.txt", "x " + key)).hasSize(1);
        assertThat(find("a.txt", "x " + key.substring(0, 40) + "00000000")).isEmpty();
    }

    @Test
    void aPrivateKeyIsFoundInAFileAndInALiteral() {
        String body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        String begin = "-----BEGIN RSA_+_ PRIVATE KEY-----";

        assertThat(find("id_rsa", begin + "\n" + body + "\n")).hasSize(1);
        assertThat(find("A.java", "class A {\n  String k = \"" + begin + "\\n\"\n    + \"" + body + "\";\n}"))
                .singleElement()
                .matches(finding -> finding.line() == 2);
    }

    @Test
    void aSignedTokenIsAWarningAndTheTextbookOneIsNone() {
        assertThat(find("a.txt", jwt("{\"sub\":\"alice@acme.org\",\"iat\":1718000000}")))
                .singleElement()
                .matches(finding -> finding.severity() == Severity.WARNING);
        assertThat(find("a.txt", jwt("{\"sub\":\"1234567890\",\"name\":\"John Doe\"}")))
                .isEmpty();
    }

    @Test
    void settingsFilesNeedNoQuotes() {
        assertThat(find("config/.env.prod", "DB_PASSWORD=xK9#mP2_+_$vL5qR8")).isEmpty();
        assertThat(find("config/.env.prod", "export DB_PASSWORD=xK9mP2_+_$vL5qR8"))
                .hasSize(1);
        assertThat(find("application.yml", "  password: xK9mP2_+_!vL5qR8")).hasSize(1);
        assertThat(find("notes.txt", "password: xK9mP2_+_!vL5qR8")).isEmpty();
    }

    @Test
    void theMessageShowsFourCharactersAtMost() {
        Finding finding = find("a.py", "x: glpat_+_-zY9xW8vU7tS6rQ5pO4nM").getFirst();

        assertThat(finding.message()).endsWith(": glpa…");
        assertThat(Secrets.masked("Tr0ub4&r")).isEqualTo("Tr…");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\n\n\n",
                "passwordpassword",
                "a.b.secret.token ",
                "eyJaaaaaaaaaaa.",
                "http://aaaaaaaaaaaaaaaaaaaaaaaaa:",
                "password = 'aaaaaaaaaaaaaaaaaaaaaaaaa ",
            })
    @Timeout(10)
    void hostileTextIsSearchedInTime(String part) {
        String text = part.repeat(1900 / part.length()) + "\n";

        assertThat(find("a.properties", text.repeat(500))).isEmpty();
    }

    @Test
    void linesAreRight() {
        assertThat(find("a.txt", "one\r\ntwo AKIA_+_Q3EGVXRTM2YFH7KW\r\nthree\nfour AKIA_+_R4FGVXRTM2YFH7KW"))
                .extracting(Finding::line)
                .containsExactly(2, 4);
    }

    private static String jwt(String claims) {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
                + "."
                + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".kD83jSm2Lq7Xw4Tz6Rb1VcN5yPf8Gs0Aek3Jd82hSm2";
    }

    private static List<Finding> find(String path, String text) {
        return Secrets.in(SourceText.of(path, text.replace("_+_", "")));
    }
}
