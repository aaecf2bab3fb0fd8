/// Runners whose every step the drill knows: the agent's own client, its lease and its pace, and work that only takes
/// time. They write down what they do, and run in processes that can be killed and stopped.
@NullMarked
package dev.paddock.proving.drill.runner;

import org.jspecify.annotations.NullMarked;
