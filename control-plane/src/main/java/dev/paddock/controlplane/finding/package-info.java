/// Results in: checked, stored.
@NullMarked
package dev.paddock.controlplane.finding;

import org.jspecify.annotations.NullMarked;
