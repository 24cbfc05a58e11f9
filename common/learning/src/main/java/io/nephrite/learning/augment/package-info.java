/** nnU-Net's augmentation of patches, in Java and seeded. No tensors are used here. */
package io.nephrite.learning.augment;
