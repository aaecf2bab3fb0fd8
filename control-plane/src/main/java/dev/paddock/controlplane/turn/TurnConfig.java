package dev.paddock.controlplane.turn;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How often turns are looked after, whatever was heard or not.
@ConfigMapping(prefix = "paddock.turn")
interface TurnConfig {

    /// Groups with room and agents that changed are looked for this often.
    @WithDefault("2s")
    Duration sweep();

    /// A ready task rises one level of priority for each time that it waited this long.
    @WithDefault("15m")
    Duration levelAfter();

    /// Ages are looked at this often, by one replica: it reads every ready task.
    @WithDefault("1m")
    Duration ageing();
}
