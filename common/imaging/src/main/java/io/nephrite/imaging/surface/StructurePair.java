package io.nephrite.imaging.surface;

import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One structure in a prediction and in its reference, cut to the box that holds both. */
final class StructurePair {
    private static final int LABELS = 1 << Short.SIZE;

    private final LabelArray prediction;
    private final LabelArray reference;
    private final Shape3 shape;
    private final boolean[] selected = new boolean[LABELS];
    private final int ignored;
    private final Optional<BoundingBox> box;

    /** @param ignored voxels whose reference has this label belong to no structure */
    StructurePair(LabelVolume prediction, LabelVolume reference, Set<Integer> values, OptionalInt ignored) {
        this.prediction = prediction.voxels();
        this.reference = reference.voxels();
        shape = reference.shape();
        values.forEach(value -> selected[value] = true);
        this.ignored = ignored.orElse(-1);
        box = find();
    }

    /** Smallest one that holds every voxel of the structure; none where it is nowhere. */
    Optional<BoundingBox> box() {
        return box;
    }

    Mask predicted() {
        return mask(prediction);
    }

    Mask referenced() {
        return mask(reference);
    }

    private Optional<BoundingBox> find() {
        int z0 = shape.z();
        int z1 = 0;
        int y0 = shape.y();
        int y1 = 0;
        int x0 = shape.x();
        int x1 = 0;
        for (int z = 0, row = 0; z < shape.z(); z++) {
            for (int y = 0; y < shape.y(); y++, row++) {
                int from = row * shape.x();
                int first = first(from);
                if (first < 0) {
                    continue;
                }
                z0 = Math.min(z0, z);
                z1 = z + 1;
                y0 = Math.min(y0, y);
                y1 = Math.max(y1, y + 1);
                x0 = Math.min(x0, first - from);
                x1 = Math.max(x1, last(from) - from + 1);
            }
        }
        return z1 == 0 ? Optional.empty() : Optional.of(new BoundingBox(z0, z1, y0, y1, x0, x1));
    }

    private int first(int from) {
        for (int at = from; at < from + shape.x(); at++) {
            if (isEither(at)) {
                return at;
            }
        }
        return -1;
    }

    private int last(int from) {
        int at = from + shape.x() - 1;
        while (!isEither(at)) {
            at--;
        }
        return at;
    }

    private boolean isEither(int at) {
        return (selected[prediction.get(at) & 0xffff] || selected[reference.get(at) & 0xffff])
                && reference.get(at) != ignored;
    }

    private Mask mask(LabelArray labels) {
        BoundingBox inner = box.orElseThrow();
        boolean[] mask = new boolean[(int) inner.shape().voxels()];
        int at = 0;
        for (int z = inner.z0(); z < inner.z1(); z++) {
            for (int y = inner.y0(); y < inner.y1(); y++) {
                int from = (z * shape.y() + y) * shape.x();
                for (int x = inner.x0(); x < inner.x1(); x++) {
                    mask[at++] = selected[labels.get(from + x) & 0xffff] && reference.get(from + x) != ignored;
                }
            }
        }
        return new Mask(mask, inner.shape());
    }
}
