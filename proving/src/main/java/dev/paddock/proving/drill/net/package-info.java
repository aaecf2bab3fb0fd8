/// What stands between runners and the control plane, and can be made to fail.
@NullMarked
package dev.paddock.proving.drill.net;

import org.jspecify.annotations.NullMarked;
