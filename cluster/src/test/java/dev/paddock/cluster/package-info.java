/// The images on a Docker network: that nothing is lost or done twice, and that clients are told when to come again,
/// whatever happens to the containers.
@NullMarked
package dev.paddock.cluster;

import org.jspecify.annotations.NullMarked;
