package io.nephrite.imaging.nifti;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.GeometryRules;
import io.nephrite.imaging.format.HeaderFindings;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.format.VoxelLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a header must fulfil, and what is odd about one. */
final class HeaderRules {
    private static final double SPACING_TOLERANCE = 1e-3;
    private static final double CORNER_TOLERANCE_VOXELS = 0.1;
    private static final double QUATERNION_TOLERANCE = 1e-4;
    private static final byte[] MAGIC_1 = {'n', '+', '1', 0};
    private static final byte[] PAIR_1 = {'n', 'i', '1', 0};
    private static final byte[] MAGIC_2 = {'n', '+', '2', 0, '\r', '\n', 0x1a, '\n'};
    private static final byte[] PAIR_2 = {'n', 'i', '2', 0, '\r', '\n', 0x1a, '\n'};

    private HeaderRules() {}

    /**
     * @return the fields in the file's byte order
     * @throws ImageFileException where this is no single-file NIfTI
     */
    static HeaderFields fields(byte[] start) {
        if (start.length < HeaderFields.SIZE_1) {
            throw fail(
                    FaultCode.NOT_NIFTI,
                    start.length + " bytes",
                    "a header of " + HeaderFields.SIZE_1 + " bytes first");
        }
        ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.getInt(0);
        if (size != HeaderFields.SIZE_1 && size != HeaderFields.SIZE_2) {
            bytes.order(ByteOrder.BIG_ENDIAN);
            size = bytes.getInt(0);
        }
        if (size != HeaderFields.SIZE_1 && size != HeaderFields.SIZE_2) {
            throw fail(
                    FaultCode.NOT_NIFTI, "no NIfTI header at the start", "header size 348 or 540 in the first bytes");
        }
        int version = size == HeaderFields.SIZE_1 ? 1 : 2;
        if (start.length < size) {
            throw fail(FaultCode.NOT_NIFTI, start.length + " bytes", "a header of " + size + " bytes first");
        }
        HeaderFields fields = new HeaderFields(bytes, version);
        byte[] magic = fields.magic();
        if (Arrays.equals(magic, PAIR_1) || Arrays.equals(magic, PAIR_2)) {
            throw fail(FaultCode.HEADER_IMAGE_PAIR, "magic \"ni" + version + "\": voxels in another file", "\"n+1\"");
        }
        if (!Arrays.equals(magic, MAGIC_1) && !Arrays.equals(magic, MAGIC_2)) {
            boolean analyze = magic[0] == 0;
            throw fail(
                    FaultCode.MAGIC_WRONG,
                    analyze ? "no magic (an ANALYZE 7.5 header)" : "magic " + text(magic),
                    "\"n+" + version + "\"");
        }
        return fields;
    }

    /** Finds all faults of a header; where one makes others meaningless, these are left out. */
    static HeaderFindings judge(HeaderFields f) {
        List<Fault> faults = new ArrayList<>();
        boolean typed = type(f, faults);
        boolean shaped = dimensions(f, faults);
        boolean spaced = pixdims(f, faults);
        boolean scaled = scaling(f, faults);
        boolean placed = offset(f, faults);
        Optional<Affine> affine = shaped ? orientation(f, spaced, faults) : Optional.empty();
        if (shaped && spaced) {
            unit(f, faults);
            GeometryRules.extent(shape(f), spacing(f), f.dim[0] == 2, faults);
        }
        return new HeaderFindings(
                faults,
                typed && shaped && scaled && placed ? Optional.of(layout(f)) : Optional.empty(),
                shaped ? Optional.of(shape(f)) : Optional.empty(),
                shaped && spaced ? Optional.of(spacing(f)) : Optional.empty(),
                affine);
    }

    /** @param f of a header whose type, dimensions, scaling and offset are sound */
    static VoxelLayout layout(HeaderFields f) {
        boolean scaled = Double.isFinite(f.slope) && f.slope != 0;
        return new VoxelLayout(
                shape(f),
                channels(f),
                NiftiTypes.of(f.datatype).orElseThrow(),
                f.bigEndian(),
                scaled ? f.slope : 1,
                scaled ? f.inter : 0);
    }

    static Shape3 shape(HeaderFields f) {
        return new Shape3(f.dim[0] == 2 ? 1 : (int) f.dim[3], (int) f.dim[2], (int) f.dim[1]);
    }

    static int channels(HeaderFields f) {
        long channels = 1;
        for (int i = 4; i <= f.dim[0]; i++) {
            channels *= f.dim[i];
        }
        return (int) channels;
    }

    static Spacing spacing(HeaderFields f) {
        return f.dim[0] == 2
                ? GeometryRules.spacing(f.mm(1), f.mm(2))
                : GeometryRules.spacing(f.mm(1), f.mm(2), f.mm(3));
    }

    /** Rows in mm. */
    static Affine sform(HeaderFields f) {
        double[][] rows = new double[3][4];
        for (int i = 0; i < 12; i++) {
            rows[i / 4][i % 4] = f.srow[i / 4][i % 4] * f.millimetres();
        }
        return Affine.of(rows);
    }

    /** Reference: nifti1_io quatern_to_mat44. */
    static Affine qform(HeaderFields f) {
        double b = f.quatern[0];
        double c = f.quatern[1];
        double d = f.quatern[2];
        double a = 1 - (b * b + c * c + d * d);
        if (a < 1e-7) {
            double norm = 1 / Math.sqrt(b * b + c * c + d * d);
            a = 0;
            b *= norm;
            c *= norm;
            d *= norm;
        } else {
            a = Math.sqrt(a);
        }
        double dx = f.mm(1);
        double dy = f.mm(2);
        double dz = (f.dim[0] == 2 && !(f.mm(3) > 0) ? 1 : f.mm(3)) * (f.pixdim[0] < 0 ? -1 : 1);
        double[] offset = {
            f.quatern[3] * f.millimetres(), f.quatern[4] * f.millimetres(), f.quatern[5] * f.millimetres()
        };
        return Affine.of(new double[][] {
            {(a * a + b * b - c * c - d * d) * dx, 2 * (b * c - a * d) * dy, 2 * (b * d + a * c) * dz, offset[0]},
            {2 * (b * c + a * d) * dx, (a * a + c * c - b * b - d * d) * dy, 2 * (c * d - a * b) * dz, offset[1]},
            {2 * (b * d - a * c) * dx, 2 * (c * d + a * b) * dy, (a * a + d * d - c * c - b * b) * dz, offset[2]}
        });
    }

    /** Where nothing says how the patient lies: as read from the axes alone, with the volume's middle at the origin. */
    static Affine unoriented(Shape3 shape, Spacing spacing) {
        return Affine.of(new double[][] {
            {-spacing.x(), 0, 0, spacing.x() * (shape.x() - 1) / 2},
            {0, spacing.y(), 0, -spacing.y() * (shape.y() - 1) / 2},
            {0, 0, spacing.z(), -spacing.z() * (shape.z() - 1) / 2}
        });
    }

    private static boolean type(HeaderFields f, List<Fault> faults) {
        StoredType type = NiftiTypes.of(f.datatype).orElse(null);
        if (type == null) {
            faults.add(Fault.of(
                    FaultCode.DATA_TYPE_NOT_SUPPORTED,
                    "datatype " + f.datatype + " (" + NiftiTypes.describe(f.datatype) + ")",
                    "uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32 or float64"));
            return false;
        }
        if (f.bitpix != 8 * type.bytes()) {
            faults.add(Fault.of(
                    FaultCode.BITPIX_DIFFERS,
                    "bitpix " + f.bitpix + " with datatype " + NiftiTypes.describe(f.datatype),
                    "bitpix " + 8 * type.bytes()));
            return false;
        }
        return true;
    }

    private static boolean dimensions(HeaderFields f, List<Fault> faults) {
        String seen = "dim " + Arrays.toString(f.dim);
        if (f.dim[0] < 2 || f.dim[0] > 7) {
            faults.add(Fault.of(FaultCode.DIMENSIONS_IMPOSSIBLE, seen, "dim[0] from 2 to 4"));
            return false;
        }
        double voxels = 1;
        for (int i = 1; i <= f.dim[0]; i++) {
            if (f.dim[i] < 1) {
                faults.add(Fault.of(FaultCode.DIMENSIONS_IMPOSSIBLE, seen, "dim[" + i + "] of at least 1"));
                return false;
            }
            voxels *= f.dim[i];
        }
        if (voxels > VoxelLayout.MOST_VOXELS) {
            faults.add(Fault.of(
                    FaultCode.VOLUME_TOO_LARGE,
                    seen + ": " + String.format(Locale.ROOT, "%.0f", voxels) + " voxels",
                    "at most " + VoxelLayout.MOST_VOXELS));
            return false;
        }
        return true;
    }

    private static boolean pixdims(HeaderFields f, List<Fault> faults) {
        int axes = (int) Math.max(2, Math.min(3, f.dim[0]));
        String name = "pixdim[1.." + axes + "]";
        boolean sound = GeometryRules.steps(
                name, IntStream.rangeClosed(1, axes).mapToDouble(f::mm).toArray(), faults);
        if (sound && IntStream.rangeClosed(1, axes).anyMatch(i -> f.pixdim[i] < 0)) {
            faults.add(Fault.of(
                    FaultCode.PIXDIM_NEGATIVE,
                    name + " " + Arrays.toString(Arrays.copyOfRange(f.pixdim, 1, axes + 1)),
                    "voxel sizes above 0"));
        }
        return sound;
    }

    private static void unit(HeaderFields f, List<Fault> faults) {
        if (f.millimetres() != 1) {
            faults.add(Fault.of(
                    FaultCode.UNIT_CONVERTED,
                    "lengths in " + (f.millimetres() > 1 ? "metres" : "micrometres") + " (xyzt_units " + f.units
                            + "), read as voxels of "
                            + Arrays.toString(spacing(f).toArray()) + " mm (z, y, x)",
                    "lengths in millimetres"));
        }
    }

    private static boolean scaling(HeaderFields f, List<Fault> faults) {
        if (Double.isInfinite(f.slope) || (Double.isFinite(f.slope) && f.slope != 0 && !Double.isFinite(f.inter))) {
            faults.add(Fault.of(
                    FaultCode.HEADER_NOT_FINITE,
                    "scl_slope " + f.slope + ", scl_inter " + f.inter,
                    "finite values, or no scaling"));
            return false;
        }
        if (f.slope == 0) {
            faults.add(Fault.of(FaultCode.SLOPE_ZERO, "scl_slope 0, scl_inter " + f.inter, "scl_slope other than 0"));
        }
        return true;
    }

    private static boolean offset(HeaderFields f, List<Fault> faults) {
        long least = f.headerSize();
        if (!(f.voxOffset >= least
                && f.voxOffset <= VoxelLayout.MOST_VOXELS
                && f.voxOffset == Math.rint(f.voxOffset))) {
            faults.add(Fault.of(
                    FaultCode.DATA_OFFSET_IMPOSSIBLE,
                    "vox_offset " + f.voxOffset,
                    "a whole number of at least " + (least + HeaderFields.EXTENSION_FLAG)));
            return false;
        }
        return true;
    }

    /** @return the affine that is used; empty if the header gives no position */
    private static Optional<Affine> orientation(HeaderFields f, boolean spaced, List<Fault> faults) {
        if (f.sformCode <= 0 && f.qformCode <= 0) {
            faults.add(Fault.of(
                    FaultCode.NO_ORIENTATION,
                    "sform_code " + f.sformCode + ", qform_code " + f.qformCode,
                    "one of them above 0"));
            return spaced ? Optional.of(unoriented(shape(f), spacing(f))) : Optional.empty();
        }
        Optional<Affine> sform = f.sformCode > 0 ? Optional.of(sform(f)) : Optional.empty();
        boolean rotated = f.qformCode > 0 && quaternion(f, sform.isEmpty(), faults);
        Optional<Affine> qform = rotated && spaced ? Optional.of(qform(f)) : Optional.empty();
        Optional<Affine> used = sform.or(() -> qform);
        if (used.isEmpty() || !axes(f, used.get(), spaced, faults)) {
            return Optional.empty();
        }
        if (sform.isPresent()
                && qform.isPresent()
                && corners(f, sform.get(), qform.get()) > CORNER_TOLERANCE_VOXELS * finest(f)) {
            faults.add(Fault.of(
                    FaultCode.SFORM_QFORM_DIFFER,
                    "sform " + sform.get() + ", qform " + qform.get(),
                    "the same positions within a tenth of a voxel"));
        }
        return used;
    }

    /** @param used whether orientation comes from it */
    private static boolean quaternion(HeaderFields f, boolean used, List<Fault> faults) {
        double b2c2d2 = f.quatern[0] * f.quatern[0] + f.quatern[1] * f.quatern[1] + f.quatern[2] * f.quatern[2];
        if (!Arrays.stream(f.quatern).allMatch(Double::isFinite) || Double.isInfinite(b2c2d2)) {
            faults.add(Fault.of(FaultCode.HEADER_NOT_FINITE, "qform " + Arrays.toString(f.quatern), "finite values"));
            return false;
        }
        if (b2c2d2 > 1 + QUATERNION_TOLERANCE) {
            Fault fault = Fault.of(
                    FaultCode.AFFINE_DEGENERATE,
                    "quaternion " + Arrays.toString(Arrays.copyOf(f.quatern, 3)),
                    "b² + c² + d² of at most 1");
            faults.add(used ? fault : fault.as(Severity.WARNING));
            return false;
        }
        return true;
    }

    /** Looks at the axes of the affine that counts; where their lengths are unknown, at their directions alone. */
    private static boolean axes(HeaderFields f, Affine affine, boolean spaced, List<Fault> faults) {
        int axes = f.dim[0] == 2 ? 2 : 3;
        if (!GeometryRules.axes(affine, axes, "sform", faults)) {
            return false;
        }
        boolean same = IntStream.range(0, axes)
                .allMatch(a -> Math.abs(affine.step(a) - f.mm(a + 1)) <= SPACING_TOLERANCE * f.mm(a + 1));
        if (spaced && !same) {
            faults.add(Fault.of(
                    FaultCode.AFFINE_PIXDIM_DIFFER,
                    "affine steps "
                            + Arrays.toString(IntStream.range(0, axes)
                                    .mapToDouble(affine::step)
                                    .toArray())
                            + " mm",
                    "pixdim "
                            + Arrays.toString(IntStream.rangeClosed(1, axes)
                                    .mapToDouble(f::mm)
                                    .toArray())
                            + " mm"));
        }
        return true;
    }

    private static double corners(HeaderFields f, Affine a, Affine b) {
        double farthest = 0;
        for (int corner = 0; corner < 8; corner++) {
            double distance = 0;
            for (int row = 0; row < 3; row++) {
                double delta = a.get(row, 3) - b.get(row, 3);
                for (int axis = 0; axis < 3; axis++) {
                    long last = axis < f.dim[0] ? f.dim[axis + 1] - 1 : 0;
                    delta += ((corner >> axis) & 1) * last * (a.get(row, axis) - b.get(row, axis));
                }
                distance += delta * delta;
            }
            farthest = Math.max(farthest, Math.sqrt(distance));
        }
        return farthest;
    }

    private static double finest(HeaderFields f) {
        double finest = Math.min(f.mm(1), f.mm(2));
        return f.dim[0] == 2 ? finest : Math.min(finest, f.mm(3));
    }

    private static String text(byte[] magic) {
        StringBuilder out = new StringBuilder("\"");
        for (byte b : magic) {
            out.append(b >= 32 && b < 127 ? Character.toString(b) : String.format("\\x%02x", b));
        }
        return out.append('"').toString();
    }

    private static ImageFileException fail(FaultCode code, String seen, String expected) {
        return new ImageFileException(Fault.of(code, seen, expected));
    }
}
