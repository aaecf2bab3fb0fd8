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
    void aKeyDoesNotPrintItself() {
        assertThat(ApiKey.parse(RealServices.ADMIN_KEY).orElseThrow().toString())
                .doesNotContain(RealServices.ADMIN_KEY.substring(10));
    }
}
