package io.nephrite.learning.nnunet;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.preprocess.CaseProperties;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code <case>.pkl}, which nnU-Net wants beside probabilities: how the case was cropped, and the geometry of its files
 * for both of nnU-Net's readers.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code export_prediction_from_logits}, {@code SimpleITKIO} and {@code NibabelIO}.
 */
public final class PickledProperties {
    private static final int PROTOCOL = 0x80;
    private static final int TUPLE_OF_ONE = 0x85;
    /** From nibabel's world (right, anterior, superior) to ITK's (left, posterior, superior). */
    private static final double[] TO_ITK = {-1, -1, 1};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PickledProperties() {}

    /**
     * Writes the properties of a case as a pickle.
     *
     * @param properties of the preprocessed case
     * @param affine of the case's files: file axes to the world, mm
     */
    public static byte[] of(CaseProperties properties, Affine affine) {
        PickledProperties pickle = new PickledProperties();
        pickle.write(properties, affine);
        return pickle.out.toByteArray();
    }

    private void write(CaseProperties properties, Affine affine) {
        out.write(PROTOCOL);
        out.write(2);
        beginDictionary();
        text("sitk_stuff");
        beginDictionary();
        text("spacing");
        tuple(affine.step(0), affine.step(1), affine.step(2));
        text("origin");
        double[] origin = affine.origin();
        tuple(TO_ITK[0] * origin[0], TO_ITK[1] * origin[1], TO_ITK[2] * origin[2]);
        text("direction");
        tuple(itkDirection(affine));
        endDictionary();
        text("nibabel_stuff");
        beginDictionary();
        text("original_affine");
        array(affine.toArray());
        endDictionary();
        text("spacing");
        list(
                properties.spacing().z(),
                properties.spacing().y(),
                properties.spacing().x());
        text("shape_before_cropping");
        shape(properties.shapeBeforeCropping());
        text("bbox_used_for_cropping");
        box(properties.boundingBox());
        text("shape_after_cropping_and_before_resampling");
        shape(properties.shapeAfterCropping());
        endDictionary();
        out.write('.');
    }

    /** Row by row; the columns are the directions of the file axes. */
    private static double[] itkDirection(Affine affine) {
        double[] direction = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                direction[3 * row + column] = TO_ITK[row] * affine.get(row, column) / affine.step(column);
            }
        }
        return direction;
    }

    private void beginDictionary() {
        out.write('}');
        out.write('(');
    }

    private void endDictionary() {
        out.write('u');
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        int32(utf8.length);
        out.writeBytes(utf8);
    }

    private void number(double value) {
        out.write('G');
        out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
    }

    private void number(int value) {
        out.write('J');
        int32(value);
    }

    /** Little-endian. */
    private void int32(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >> shift);
        }
    }

    private void tuple(double... values) {
        out.write('(');
        for (double value : values) {
            number(value);
        }
        out.write('t');
    }

    private void list(double... values) {
        out.write(']');
        out.write('(');
        for (double value : values) {
            number(value);
        }
        out.write('e');
    }

    private void shape(Shape3 shape) {
        out.write('(');
        number(shape.z());
        number(shape.y());
        number(shape.x());
        out.write('t');
    }

    private void box(BoundingBox box) {
        out.write(']');
        out.write('(');
        for (List<Integer> axis : List.of(
                List.of(box.z0(), box.z0() + box.shape().z()),
                List.of(box.y0(), box.y0() + box.shape().y()),
                List.of(box.x0(), box.x0() + box.shape().x()))) {
            out.write(']');
            out.write('(');
            axis.forEach(this::number);
            out.write('e');
        }
        out.write('e');
    }

    /** The upper three rows of an affine as {@code numpy.array([[…], …])} of all four. */
    private void array(double[][] rows) {
        out.writeBytes("cnumpy\narray\n".getBytes(StandardCharsets.US_ASCII));
        out.write(']');
        out.write('(');
        for (double[] row : rows) {
            list(row);
        }
        list(0, 0, 0, 1);
        out.write('e');
        out.write(TUPLE_OF_ONE);
        out.write('R');
    }
}
