/** The format NIfTI: {@code .nii} and {@code .nii.gz}. Rules that all formats share are in {@code imaging.format}. */
package io.nephrite.imaging.nifti;
