package dev.paddock.controlplane.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/// How webhooks are told.
@ConfigMapping(prefix = "paddock.delivery")
interface DeliveryConfig {

    /// What is due is looked for this often, whatever wakes the loop.
    @WithDefault("1s")
    Duration look();

    /// How long an attempt may take, from the first look for the host's address to the end of the answer.
    @WithDefault("15s")
    Duration timeout();

    /// How many attempts a replica has in work at once.
    @WithDefault("32")
    int atOnce();

    /// How many of them at one webhook.
    @WithDefault("4")
    int atOnceEach();

    /// The pauses before the second attempt and those after it, about; Standard Webhooks recommends these.
    @WithDefault("5s,5m,30m,2h,5h,10h,14h,20h,24h")
    List<Duration> pauses();

    /// A webhook that takes nothing for so long is disabled.
    @WithDefault("P5D")
    Duration giveUpAfter();

    /// For how long it is remembered what a webhook was told.
    @WithDefault("P30D")
    Duration keep();

    /// How often it is looked whether there is something to forget.
    @WithDefault("1m")
    Duration sweep();
}
