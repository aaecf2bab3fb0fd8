/// Networks, and what comes over them.
@NullMarked
package dev.paddock.proving.drill.fault.network;

import org.jspecify.annotations.NullMarked;
