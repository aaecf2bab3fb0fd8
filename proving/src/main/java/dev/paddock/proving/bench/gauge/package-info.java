/// What is read off while a site works: rates, latencies, processor time, metrics.
@NullMarked
package dev.paddock.proving.bench.gauge;

import org.jspecify.annotations.NullMarked;
