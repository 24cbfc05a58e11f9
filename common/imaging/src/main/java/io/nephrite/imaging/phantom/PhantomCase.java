package io.nephrite.imaging.phantom;

import io.nephrite.core.geometry.Affine;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;

/**
 * One synthetic case in KiTS19's axis order: the fastest file axis runs from head to feet, then front to back, then
 * from the patient's right to left. In the array frame slices are the last axis.
 *
 * @param image HU, integral
 * @param label 0 background, 1 kidney, 2 tumour
 * @param affine of the files, orientation IPL
 */
public record PhantomCase(String caseId, ImageVolume image, LabelVolume label, Affine affine) {}
