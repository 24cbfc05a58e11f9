/** NumPy's array files, in memory and mapped from a disk. What the arrays mean is up to their users. */
package io.nephrite.imaging.npy;
