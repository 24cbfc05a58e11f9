/**
 * The benchmarks of {@code ./nephrite bench}, beside nnU-Net where it is installed. Nothing here runs in a service.
 */
package io.nephrite.bench;
