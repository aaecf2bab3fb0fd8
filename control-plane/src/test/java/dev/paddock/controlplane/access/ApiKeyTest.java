package dev.paddock.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    @Test
    void aKeyWithItsChecksumIsRead() {
        assertThat(ApiKey.parse(RealServices.ADMIN_KEY)).isPresent();
    }

    @Test
    void aTypoIsRefusedWithoutALook() {
        assertThat(ApiKey.parse(RealServices.ADMIN_KEY.replace("01d", "02d"))).isEmpty();
        assertThat(ApiKey.parse(RealServices.ADMIN_KEY + "0")).isEmpty();
        assertThat(ApiKey.parse(" " + RealServices.ADMIN_KEY)).isEmpty();
        assertThat(ApiKey.parse("")).isEmpty();
    }

    @Test
    void aNewKeyIsOneAndNoOther() {
        ApiKey key = ApiKey.random();

        assertThat(ApiKey.parse(key.text())).contains(key);
        assertThat(ApiKey.random()).isNotEqualTo(key);
        assertThat(key.prefix()).isEqualTo(key.text().substring(0, 16));
    }

    @Test
    void aKeyDoesNotPrintItself() {
        assertThat(ApiKey.parse(RealServices.ADMIN_KEY).orElseThrow().toString())
                .doesNotContain(RealServices.ADMIN_KEY.substring(10));
    }
}
