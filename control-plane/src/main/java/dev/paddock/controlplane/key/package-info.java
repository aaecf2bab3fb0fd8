/// Keys and client credentials: how administrators make them and end them.
@NullMarked
package dev.paddock.controlplane.key;

import org.jspecify.annotations.NullMarked;
