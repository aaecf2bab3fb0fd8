/// A scripted control plane over real HTTP, and stand-ins that obey the ports.
@NullMarked
package dev.paddock.runner.fake;

import org.jspecify.annotations.NullMarked;
