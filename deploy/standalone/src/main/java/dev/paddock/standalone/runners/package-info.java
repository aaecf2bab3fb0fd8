/// `./paddock runners` and `./paddock runner`: the runners of any control plane, and one on this machine.
@NullMarked
package dev.paddock.standalone.runners;

import org.jspecify.annotations.NullMarked;
