/// Load by its bytes.
@NullMarked
package dev.paddock.proving.bench.load.bulk;

import org.jspecify.annotations.NullMarked;
