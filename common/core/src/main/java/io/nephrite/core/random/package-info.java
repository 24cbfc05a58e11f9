/** The random numbers of this project, seeded. Those that must equal NumPy's are in {@code core.numpy}. */
package io.nephrite.core.random;
