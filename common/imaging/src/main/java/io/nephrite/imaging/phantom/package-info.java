/** Synthetic cases with known anatomy, for demonstrations, benchmarks and tests. No real data may be put here. */
package io.nephrite.imaging.phantom;
