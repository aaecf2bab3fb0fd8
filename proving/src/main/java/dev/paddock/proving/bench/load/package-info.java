/// What a site is given to do: submissions, records, runners that only pretend to review.
@NullMarked
package dev.paddock.proving.bench.load;

import org.jspecify.annotations.NullMarked;
