package io.nephrite.imaging.restore;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.resample.PlaneRange;

/** The logits of a case, of which no more needs to exist at a time than the planes that are asked for. */
@FunctionalInterface
public interface LogitPlanes {
    /**
     * Computes the logits of some planes.
     *
     * @param planes of the preprocessed case, plan frame
     * @return logits (K, planes, Y, X), which are not changed and asked for once
     */
    float[] of(PlaneRange planes);

    /**
     * Of logits that are all there.
     *
     * @param logits (K, Z, Y, X); kept, not copied
     * @param shape of one of the K outputs
     */
    static LogitPlanes whole(float[] logits, Shape3 shape) {
        return planes -> {
            if (planes.equals(PlaneRange.all(shape))) {
                return logits;
            }
            int plane = shape.y() * shape.x();
            int outputs = Math.toIntExact(logits.length / shape.voxels());
            float[] part = new float[outputs * planes.count() * plane];
            for (int output = 0; output < outputs; output++) {
                System.arraycopy(
                        logits,
                        (output * shape.z() + planes.first()) * plane,
                        part,
                        output * planes.count() * plane,
                        planes.count() * plane);
            }
            return part;
        };
    }
}
