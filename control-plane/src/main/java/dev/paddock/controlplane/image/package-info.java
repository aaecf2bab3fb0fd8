/// Images from strangers: looked at before they are decoded, and compared pixel by pixel.
@NullMarked
package dev.paddock.controlplane.image;

import org.jspecify.annotations.NullMarked;
