/// The keys and passwords of a one-machine stack.
@NullMarked
package dev.paddock.standalone.credentials;

import org.jspecify.annotations.NullMarked;
