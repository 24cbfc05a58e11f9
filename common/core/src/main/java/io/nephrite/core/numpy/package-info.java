/**
 * Numbers as Python and NumPy make them: random numbers, sums, half precision and JSON. NumPy's array files are in
 * {@code imaging.npy}.
 */
package io.nephrite.core.numpy;
