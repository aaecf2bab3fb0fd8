/// Log lines in, stored, served.
@NullMarked
package dev.paddock.controlplane.log;

import org.jspecify.annotations.NullMarked;
