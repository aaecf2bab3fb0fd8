/// How runs come in: checked, stored once, whatever is repeated.
@NullMarked
package dev.paddock.controlplane.submit;

import org.jspecify.annotations.NullMarked;
