package dev.paddock.controlplane.enrolment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// When the server forgets runners.
@ConfigMapping(prefix = "paddock.enrolment")
interface EnrolmentConfig {

    /// An ephemeral runner not heard of for this long is removed, and so is a credential that nobody registered with.
    @WithDefault("1h")
    Duration forgetAfter();

    /// An ephemeral runner that deregistered is removed after this long; until then its calls get 410, so that a
    /// process that stood still meanwhile ends, too.
    @WithDefault("6h")
    Duration goneFor();

    /// The server looks this often.
    @WithDefault("30s")
    Duration look();
}
