/// Starts, watches and stops the parts of Paddock on one machine.
@NullMarked
package dev.paddock.standalone.stack;

import org.jspecify.annotations.NullMarked;
