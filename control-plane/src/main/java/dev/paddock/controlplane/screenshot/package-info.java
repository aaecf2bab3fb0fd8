/// Screenshots: checked, stored once, and served to those whose repository they are of.
@NullMarked
package dev.paddock.controlplane.screenshot;

import org.jspecify.annotations.NullMarked;
