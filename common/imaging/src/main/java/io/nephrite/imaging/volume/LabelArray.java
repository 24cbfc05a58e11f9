package io.nephrite.imaging.volume;

import java.util.Arrays;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.ShortType;

/**
 * Label values in as few bytes as they need: int8 up to 127, int16 up to 32,767. Kernels are written once and run over
 * either; as long as a process meets one kind only, the compiler makes plain array accesses of the calls. Several
 * threads may write different elements.
 *
 * <p>Reference: nnU-Net 2.8.1 stores int8 where no value is above 127, else int16.
 */
public abstract class LabelArray {
    /** The highest label that there is. */
    public static final int HIGHEST = Short.MAX_VALUE;

    LabelArray() {}

    /**
     * Wraps values of 8 bits.
     *
     * @param values kept, not copied
     */
    public static LabelArray of(byte[] values) {
        return new Int8Labels(values);
    }

    /**
     * Wraps values of 16 bits.
     *
     * @param values kept, not copied
     */
    public static LabelArray of(short[] values) {
        return new Int16Labels(values);
    }

    /**
     * Zeros.
     *
     * @param highest label that it must be able to hold
     */
    public static LabelArray allocate(int length, int highest) {
        if (highest > HIGHEST) {
            throw new IllegalArgumentException("labels are at most " + HIGHEST + ", found " + highest);
        }
        return highest <= Byte.MAX_VALUE ? new Int8Labels(new byte[length]) : new Int16Labels(new short[length]);
    }

    /** Zeros, of the same element type. */
    public abstract LabelArray allocate(int length);

    public abstract int length();

    public abstract int get(int index);

    /**
     * Sets the label of one voxel.
     *
     * @param label at most {@link #highest()}
     */
    public abstract void set(int index, int label);

    /** The highest label that it can hold. */
    public abstract int highest();

    public abstract void fill(int from, int to, int label);

    /** Copies the first {@code count} labels of {@code source} to {@code to} and what follows. */
    public abstract void write(int[] source, int count, int to);

    /**
     * Copies labels into another array.
     *
     * @param target of the same element type
     */
    public abstract void copyTo(int from, LabelArray target, int to, int count);

    /**
     * Copies a plane with its axes exchanged: column c of row r goes to column r of row c.
     *
     * @param from index of the plane's first label
     * @param step from a row of the plane to the next; its columns follow each other
     * @param target of the same element type
     * @param to index of the exchanged plane's first label
     * @param targetStep from a row of the exchanged plane to the next
     */
    public abstract void copyExchanged(
            int from, int step, int rows, int columns, LabelArray target, int to, int targetStep);

    /** How many labels at the begin of a range, which is not empty, equal its first one. */
    public abstract int leading(int from, int to);

    /** How many labels at the end of a range, which is not empty, equal its last one. */
    public abstract int trailing(int from, int to);

    /**
     * Compares four runs of labels, which begin at a, b, c and d.
     *
     * @param differs of its first {@code count} elements those become zero at whose offset all four labels are equal
     */
    public abstract void compare(int a, int b, int c, int d, int count, byte[] differs);

    /** The first {@code length} labels, followed by zeros where there are less. */
    public abstract LabelArray resized(int length);

    public LabelArray copy() {
        return resized(length());
    }

    /** The same labels as int16. */
    public abstract LabelArray widened();

    /** The largest label. */
    public abstract int max();

    /** The smallest label. */
    public abstract int min();

    public abstract boolean isInt8();

    /** The array itself, not a copy. @throws IllegalStateException where the labels are int16 */
    public byte[] int8() {
        throw new IllegalStateException("labels are int16, asked for int8");
    }

    /** The array itself, not a copy. @throws IllegalStateException where the labels are int8 */
    public short[] int16() {
        throw new IllegalStateException("labels are int8, asked for int16");
    }

    /**
     * The same labels, not a copy, as an ImgLib2 image; not to be written.
     *
     * @param dimensions fastest first
     */
    public abstract RandomAccessibleInterval<ShortType> img(long... dimensions);

    /** Whether both hold the same labels in the same element type. */
    @Override
    public abstract boolean equals(Object other);

    @Override
    public abstract int hashCode();

    @Override
    public String toString() {
        return length() + " labels of " + (isInt8() ? "int8" : "int16");
    }

    private static final class Int8Labels extends LabelArray {
        private final byte[] values;

        Int8Labels(byte[] values) {
            this.values = values;
        }

        @Override
        public LabelArray allocate(int length) {
            return new Int8Labels(new byte[length]);
        }

        @Override
        public int length() {
            return values.length;
        }

        @Override
        public int get(int index) {
            return values[index];
        }

        @Override
        public void set(int index, int label) {
            values[index] = (byte) label;
        }

        @Override
        public int highest() {
            return Byte.MAX_VALUE;
        }

        @Override
        public void fill(int from, int to, int label) {
            Arrays.fill(values, from, to, (byte) label);
        }

        @Override
        public void write(int[] source, int count, int to) {
            for (int i = 0; i < count; i++) {
                values[to + i] = (byte) source[i];
            }
        }

        @Override
        public void copyTo(int from, LabelArray target, int to, int count) {
            System.arraycopy(values, from, target.int8(), to, count);
        }

        /** Eight rows at a time: each of their lines is read once, however far apart they are. */
        @Override
        public void copyExchanged(
                int from, int step, int rows, int columns, LabelArray target, int to, int targetStep) {
            byte[] out = target.int8();
            int wholeRows = rows - rows % ByteTile.SIDE;
            int wholeColumns = columns - columns % ByteTile.SIDE;
            for (int r = 0; r < wholeRows; r += ByteTile.SIDE) {
                for (int c = 0; c < wholeColumns; c += ByteTile.SIDE) {
                    ByteTile.exchange(values, from + r * step + c, step, out, to + c * targetStep + r, targetStep);
                }
            }
            for (int r = 0; r < rows; r++) {
                for (int c = r < wholeRows ? wholeColumns : 0; c < columns; c++) {
                    out[to + c * targetStep + r] = values[from + r * step + c];
                }
            }
        }

        @Override
        public int leading(int from, int to) {
            int change = Arrays.mismatch(values, from, to - 1, values, from + 1, to);
            return change < 0 ? to - from : change + 1;
        }

        @Override
        public int trailing(int from, int to) {
            int begin = to - 1;
            while (begin > from && values[begin - 1] == values[begin]) {
                begin--;
            }
            return to - begin;
        }

        @Override
        public void compare(int a, int b, int c, int d, int count, byte[] differs) {
            for (int i = 0; i < count; i++) {
                differs[i] = (byte) ((values[a + i] ^ values[b + i])
                        | (values[a + i] ^ values[c + i])
                        | (values[a + i] ^ values[d + i]));
            }
        }

        @Override
        public LabelArray resized(int length) {
            return new Int8Labels(Arrays.copyOf(values, length));
        }

        @Override
        public LabelArray widened() {
            short[] wide = new short[values.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i];
            }
            return new Int16Labels(wide);
        }

        @Override
        public int max() {
            byte max = Byte.MIN_VALUE;
            for (byte value : values) {
                max = value > max ? value : max;
            }
            return max;
        }

        @Override
        public int min() {
            byte min = Byte.MAX_VALUE;
            for (byte value : values) {
                min = value < min ? value : min;
            }
            return min;
        }

        @Override
        public boolean isInt8() {
            return true;
        }

        @Override
        public byte[] int8() {
            return values;
        }

        @Override
        public RandomAccessibleInterval<ShortType> img(long... dimensions) {
            return Converters.convert(
                    ArrayImgs.bytes(values, dimensions), (in, out) -> out.set(in.get()), new ShortType());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Int8Labels o && Arrays.equals(values, o.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }
    }

    private static final class Int16Labels extends LabelArray {
        private final short[] values;

        Int16Labels(short[] values) {
            this.values = values;
        }

        @Override
        public LabelArray allocate(int length) {
            return new Int16Labels(new short[length]);
        }

        @Override
        public int length() {
            return values.length;
        }

        @Override
        public int get(int index) {
            return values[index];
        }

        @Override
        public void set(int index, int label) {
            values[index] = (short) label;
        }

        @Override
        public int highest() {
            return HIGHEST;
        }

        @Override
        public void fill(int from, int to, int label) {
            Arrays.fill(values, from, to, (short) label);
        }

        @Override
        public void write(int[] source, int count, int to) {
            for (int i = 0; i < count; i++) {
                values[to + i] = (short) source[i];
            }
        }

        @Override
        public void copyTo(int from, LabelArray target, int to, int count) {
            System.arraycopy(values, from, target.int16(), to, count);
        }

        @Override
        public void copyExchanged(
                int from, int step, int rows, int columns, LabelArray target, int to, int targetStep) {
            short[] out = target.int16();
            for (int first = 0; first < rows; first += ByteTile.SIDE) {
                int end = Math.min(rows, first + ByteTile.SIDE);
                for (int c = 0; c < columns; c++) {
                    for (int r = first; r < end; r++) {
                        out[to + c * targetStep + r] = values[from + r * step + c];
                    }
                }
            }
        }

        @Override
        public int leading(int from, int to) {
            int change = Arrays.mismatch(values, from, to - 1, values, from + 1, to);
            return change < 0 ? to - from : change + 1;
        }

        @Override
        public int trailing(int from, int to) {
            int begin = to - 1;
            while (begin > from && values[begin - 1] == values[begin]) {
                begin--;
            }
            return to - begin;
        }

        @Override
        public void compare(int a, int b, int c, int d, int count, byte[] differs) {
            for (int i = 0; i < count; i++) {
                int bits = (values[a + i] ^ values[b + i])
                        | (values[a + i] ^ values[c + i])
                        | (values[a + i] ^ values[d + i]);
                differs[i] = (byte) (bits | (bits >> Byte.SIZE));
            }
        }

        @Override
        public LabelArray resized(int length) {
            return new Int16Labels(Arrays.copyOf(values, length));
        }

        @Override
        public LabelArray widened() {
            return this;
        }

        @Override
        public int max() {
            short max = Short.MIN_VALUE;
            for (short value : values) {
                max = value > max ? value : max;
            }
            return max;
        }

        @Override
        public int min() {
            short min = Short.MAX_VALUE;
            for (short value : values) {
                min = value < min ? value : min;
            }
            return min;
        }

        @Override
        public boolean isInt8() {
            return false;
        }

        @Override
        public short[] int16() {
            return values;
        }

        @Override
        public RandomAccessibleInterval<ShortType> img(long... dimensions) {
            return ArrayImgs.shorts(values, dimensions);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Int16Labels o && Arrays.equals(values, o.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }
    }
}
