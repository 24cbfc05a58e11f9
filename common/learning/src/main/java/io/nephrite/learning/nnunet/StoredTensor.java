package io.nephrite.learning.nnunet;

import java.util.List;

/**
 * Where the values of a tensor stand in a checkpoint: a view of a storage that other tensors may share.
 *
 * @param storage its name in the archive, {@code data/<storage>}
 * @param storageElements elements of the whole storage
 * @param offset of the first value, in elements
 * @param stride of each axis, in elements
 */
record StoredTensor(
        String storage, TensorType type, long storageElements, long offset, List<Long> shape, List<Long> stride) {
    /** @throws IllegalArgumentException where the view reaches beyond its storage */
    StoredTensor {
        shape = List.copyOf(shape);
        stride = List.copyOf(stride);
        if (shape.size() != stride.size() || offset < 0 || storageElements < 0) {
            throw new IllegalArgumentException("a tensor needs one stride per axis and an offset >= 0");
        }
        long last = offset;
        long elements = 1;
        for (int axis = 0; axis < shape.size(); axis++) {
            if (shape.get(axis) < 0 || stride.get(axis) < 0) {
                throw new IllegalArgumentException("a tensor needs shape and strides >= 0");
            }
            elements = Math.multiplyExact(elements, shape.get(axis));
            last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape.get(axis) - 1), stride.get(axis)));
        }
        if (elements > Integer.MAX_VALUE / Float.BYTES || (elements > 0 && last >= storageElements)) {
            throw new IllegalArgumentException("a tensor of %d values ends at value %d of a storage of %d"
                    .formatted(elements, last, storageElements));
        }
    }

    int elements() {
        long elements = 1;
        for (long n : shape) {
            elements *= n;
        }
        return (int) elements;
    }
}
