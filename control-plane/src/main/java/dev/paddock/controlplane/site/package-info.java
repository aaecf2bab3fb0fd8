/// Serves reports, which hold whatever tests put there, so that they cannot reach anything of their readers.
@NullMarked
package dev.paddock.controlplane.site;

import org.jspecify.annotations.NullMarked;
