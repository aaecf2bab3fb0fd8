/// Uploads of results: where each stands, and who hears of it.
@NullMarked
package dev.paddock.controlplane.upload;

import org.jspecify.annotations.NullMarked;
