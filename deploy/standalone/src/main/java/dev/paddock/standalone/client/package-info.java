/// The control plane as any caller sees it, over HTTP.
@NullMarked
package dev.paddock.standalone.client;

import org.jspecify.annotations.NullMarked;
