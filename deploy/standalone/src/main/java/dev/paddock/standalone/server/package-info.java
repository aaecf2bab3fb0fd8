/// Which control plane a command calls, and with which credential.
@NullMarked
package dev.paddock.standalone.server;

import org.jspecify.annotations.NullMarked;
