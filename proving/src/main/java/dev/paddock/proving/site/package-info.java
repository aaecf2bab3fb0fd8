/// A live stack of its own, every part of which can be stopped, killed, paused and started again.
@NullMarked
package dev.paddock.proving.site;

import org.jspecify.annotations.NullMarked;
