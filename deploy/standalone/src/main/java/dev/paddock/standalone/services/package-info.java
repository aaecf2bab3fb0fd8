/// The servers that Paddock stands on, run from Maven artefacts.
@NullMarked
package dev.paddock.standalone.services;

import org.jspecify.annotations.NullMarked;
