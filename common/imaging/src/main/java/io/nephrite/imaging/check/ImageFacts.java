package io.nephrite.imaging.check;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.util.Map;
import java.util.Optional;

/**
 * The result of the check of one image file.
 *
 * @param file relative to the dataset's folder
 * @param shape array frame
 * @param channels volumes in the file
 * @param spacing array frame, mm
 * @param affine image frame to mm
 * @param orientation anatomical direction of the file axes, such as {@code RAS}
 * @param type of the stored voxels, such as {@code INT16}
 * @param contentHash of the stored voxels alone: the same image under another name or header has the same
 * @param lowest intensity; absent where none was finite
 * @param highest intensity
 * @param labelCounts voxels of each value; empty for images
 */
public record ImageFacts(
        String file,
        Shape3 shape,
        int channels,
        Spacing spacing,
        Affine affine,
        String orientation,
        String type,
        String contentHash,
        Optional<Double> lowest,
        Optional<Double> highest,
        Map<Integer, Long> labelCounts) {}
