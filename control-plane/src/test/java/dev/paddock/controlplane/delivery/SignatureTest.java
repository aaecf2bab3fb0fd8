package dev.paddock.controlplane.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {

    /// The example that Standard Webhooks gives.
    @Test
    void itIsWhatTheStandardSays() {
        assertThat(Signature.of(
                        List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void severalSecretsGiveSeveralSignatures() {
        String one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        String other = "whsec_" + "A".repeat(32);
        Instant at = Instant.ofEpochSecond(1);

        assertThat(Signature.of(List.of(one, other), "id", at, "body"))
                .isEqualTo(Signature.of(List.of(one), "id", at, "body") + " "
                        + Signature.of(List.of(other), "id", at, "body"));
    }
}
