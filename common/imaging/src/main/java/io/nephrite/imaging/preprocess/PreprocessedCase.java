package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.volume.LabelArray;

/**
 * A case as the network sees it. Arrays are in C order of the plan frame and are handed over without a copy.
 *
 * @param image float32 (C, Z, Y, X)
 * @param segmentation (Z, Y, X), −1 outside of the non-zero mask
 * @param shape of one channel
 */
@SuppressWarnings("ArrayRecordComponent")
public record PreprocessedCase(
        float[] image, LabelArray segmentation, Shape3 shape, int channels, CaseProperties properties) {}
