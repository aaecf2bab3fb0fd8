@NullMarked
package dev.paddock.controlplane;

import org.jspecify.annotations.NullMarked;
