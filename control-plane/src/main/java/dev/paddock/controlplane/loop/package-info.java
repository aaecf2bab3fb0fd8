/// Things that run for as long as the server does.
@NullMarked
package dev.paddock.controlplane.loop;

import org.jspecify.annotations.NullMarked;
