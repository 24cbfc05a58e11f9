package io.nephrite.imaging.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiBytes;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as users of nnU-Net, MONAI, ITK and nibabel have reported them in public: what is right stays right. */
class PublicImagesTest {
    private static final int DATATYPE = 70;
    private static final int BITPIX = 72;
    private static final int INTENT = 68;
    private static final int EXTENSION_FLAG = 348;
    private static final int RGB24 = 128;

    /** spinalcordtoolbox 4025, nnU-Net 2282: the last digits of float32 differ. */
    @ParameterizedTest
    @ValueSource(doubles = {-0.05, -0.04, -0.02, 0})
    void takesAnImageWithAQuaternionAndALabelWithNearlyTheSameMatrix(double c) {
        double b = 0.15;
        double d = 0.02;
        double a = Math.sqrt(1 - b * b - c * c - d * d);
        double[][] turn = {
            {a * a + b * b - c * c - d * d, 2 * b * c - 2 * a * d, 2 * b * d + 2 * a * c},
            {2 * b * c + 2 * a * d, a * a + c * c - b * b - d * d, 2 * c * d - 2 * a * b},
            {2 * b * d - 2 * a * c, 2 * c * d + 2 * a * b, a * a + d * d - c * c - b * b}
        };
        double[] origin = {-90.7466812133789, 103.52926635742188, -57.17771911621094};
        double[] mm = {0.3515625, 0.3515625 * (1 + 8e-8), 2.5 * (1 - 4e-7)};
        double[][] rows = new double[3][4];
        for (int row = 0; row < 3; row++) {
            for (int axis = 0; axis < 3; axis++) {
                rows[row][axis] = turn[row][axis] * mm[axis];
            }
            rows[row][3] = origin[row];
        }
        byte[] image = NiftiBytes.int16(6, 5, 4)
                .pixdim(0.3515625, 0.3515625, 2.5)
                .forms(1, 0)
                .quaternion(b, c, d)
                .qoffset(origin[0], origin[1], origin[2])
                .voxels(i -> 3 * i)
                .gzip();
        byte[] label = labels().pixdim(mm).sform(rows).gzip();
        assertThat(faults(List.of("MR"), image, label)).isEmpty();
    }

    /** MONAI 3176: ITK writes a vector image as x, y, z, 1, channels with intent 1007; a label of shape x, y, z, 1. */
    @Test
    void takesTheFifthAxisForTheChannelsAndAnAxisOfOneForNone() {
        byte[] vectors = NiftiBytes.int16(6, 5, 4, 1, 2).voxels(i -> 7 * i).plain();
        ByteBuffer.wrap(vectors).order(ByteOrder.LITTLE_ENDIAN).putShort(INTENT, (short) 1007);
        byte[] label =
                NiftiBytes.of(StoredType.UINT8, 6, 5, 4, 1).voxels(i -> i % 3).gzip();
        assertThat(faults(List.of("T2", "ADC"), NiftiBytes.gzip(vectors), label))
                .isEmpty();
        ImageVolume read = read(vectors);
        assertThat(read.channels()).isEqualTo(2);
        assertThat(read.shape()).isEqualTo(new Shape3(4, 5, 6));
        assertThat(read.voxels()[read.offset(1)]).isEqualTo(7 * 120);
    }

    /** nnU-Net 206: what SimpleITK makes of numpy's default integers. */
    @ParameterizedTest
    @EnumSource(
            value = StoredType.class,
            names = {"INT64", "UINT64", "INT32", "UINT32"})
    void takesWideIntegersOfOneSlice(StoredType type) {
        byte[] image = NiftiBytes.of(type, 10, 10, 1).voxels(i -> i % 255).gzip();
        byte[] label = NiftiBytes.of(type, 10, 10, 1).voxels(i -> i % 2).gzip();
        assertThat(faults(List.of("MR"), image, label)).isEmpty();
    }

    /** nnU-Net 1348. */
    @Test
    void takesFilesOfTwoDimensions() {
        byte[] image = NiftiBytes.int16(10, 8)
                .pixdim(0.5, 0.7, 1)
                .sform(planar())
                .voxels(i -> 2 * i)
                .gzip();
        byte[] label = NiftiBytes.of(StoredType.UINT8, 10, 8)
                .pixdim(0.5, 0.7, 1)
                .sform(planar())
                .voxels(i -> i % 3)
                .gzip();
        assertThat(faults(List.of("MR"), image, label)).isEmpty();
        assertThat(ImageFileReader.readHeader(new ByteArrayInputStream(image), "a.nii.gz")
                        .shape())
                .isEqualTo(new Shape3(1, 8, 10));
    }

    /** NIFTI-Reader-JS 36: the flag says that an extension follows, and none does. */
    @Test
    void readsAFileWhoseExtensionFlagAloneIsSet() {
        byte[] file = NiftiBytes.int16(6, 5, 4).voxels(i -> 3 * i).plain();
        file[EXTENSION_FLAG] = 1;
        assertThat(faults(List.of("MR"), NiftiBytes.gzip(file), labels().gzip()))
                .isEmpty();
        assertThat(read(file).voxels()[119]).isEqualTo(3 * 119);
    }

    /** spinalcordtoolbox 1743. */
    @Test
    void namesColours() {
        byte[] file =
                NiftiBytes.of(StoredType.UINT8, 18, 5, 4).voxels(i -> i % 200).plain();
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort(42, (short) 6);
        header.putShort(DATATYPE, (short) RGB24);
        header.putShort(BITPIX, (short) 24);
        assertThat(faults(List.of("MR"), NiftiBytes.gzip(file), labels().gzip()))
                .anySatisfy(f -> {
                    assertThat(f.code()).isEqualTo(FaultCode.DATA_TYPE_NOT_SUPPORTED);
                    assertThat(f.seen()).contains("RGB24");
                });
    }

    /** ITK 3514: an sform without the voxel size, beside a pixdim with it. */
    @Test
    void takesTheVoxelSizeOfAnSformOfOnesFromThePixdim() {
        double[][] ones = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}};
        byte[] image = NiftiBytes.int16(6, 5, 4)
                .pixdim(0.8, 0.8, 2)
                .sform(ones)
                .voxels(i -> 3 * i)
                .gzip();
        byte[] label = labels().pixdim(0.8, 0.8, 2).sform(ones).gzip();
        assertThat(faults(List.of("MR"), image, label))
                .extracting(Fault::code)
                .containsOnly(FaultCode.AFFINE_PIXDIM_DIFFER);
        Spacing spacing = read(image).spacing();
        assertThat(spacing.z()).isEqualTo(2);
        assertThat(spacing.x()).isEqualTo((double) 0.8f);
    }

    /** fmriprep 2507, NIfTI.jl 14. */
    @ParameterizedTest
    @CsvSource({"NaN, NaN, ''", "0, -1024, SLOPE_ZERO", "NaN, 0, ''"})
    void takesASlopeThatIsNoneForNoScaling(double slope, double intercept, String told) {
        byte[] image = NiftiBytes.int16(6, 5, 4)
                .scaling(slope, intercept)
                .voxels(i -> 3 * i)
                .gzip();
        assertThat(faults(List.of("MR"), image, labels().gzip()))
                .extracting(f -> f.code().name())
                .isEqualTo(told.isEmpty() ? List.of() : List.of(told));
        assertThat(read(image).voxels()[5]).isEqualTo(15);
    }

    /** TorchIO 220, nnU-Net 1845: masks 0 and 255 with slope 1/255 are 0 and 1 for every reader in single precision. */
    @ParameterizedTest
    @CsvSource({"255, 0.003921569", "100, 0.01", "3, 0.33333334", "10, 0.1", "1000, 0.001"})
    void takesMasksWhoseSlopeBringsThemToWholeNumbers(int stored, float slope) {
        byte[] label = NiftiBytes.of(StoredType.UINT16, 6, 5, 4)
                .scaling(slope, 0)
                .voxels(i -> i % 3 * stored)
                .gzip();
        assertThat(faults(List.of("MR"), image(), label)).noneMatch(Fault::isError);
        LabelVolume read = ImageFileReader.readLabel(new ByteArrayInputStream(label), "a.nii.gz");
        for (int i = 0; i < 120; i++) {
            assertThat(read.voxels().get(i)).isEqualTo(i % 3);
        }
    }

    /** TorchIO 220: 0.9882 is no rounding of 1. */
    @ParameterizedTest
    @ValueSource(doubles = {0.9882, 1.002, 0.99999})
    void namesALabelThatIsNoWholeNumberWithItsPlace(double factor) {
        byte[] label = NiftiBytes.of(StoredType.FLOAT32, 6, 5, 4)
                .voxels(i -> i == 7 ? factor : 0)
                .gzip();
        assertThat(faults(List.of("MR"), image(), label)).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo(FaultCode.LABEL_NOT_INTEGRAL);
            assertThat(f.seen()).contains("(x 1, y 1, z 0)");
        });
    }

    /** nnU-Net 206, 172: one voxel of one of two channels. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void namesAVoxelOfTheSecondChannelThatIsNoNumber(double odd) {
        byte[] both = NiftiBytes.of(StoredType.FLOAT32, 6, 5, 4, 2)
                .voxels(i -> i == 120 + 7 ? odd : i)
                .gzip();
        assertThat(faults(List.of("T1", "T2"), both, labels().gzip()))
                .extracting(Fault::code)
                .contains(FaultCode.VOXELS_NOT_FINITE);
    }

    /** ITK 3333: histology. */
    @Test
    void takesVerySmallVoxelsWithBothReadings() {
        double mm = 3e-4;
        double[][] rows = {{mm, 0, 0, 0}, {0, mm, 0, 0}, {0, 0, mm, 0}};
        byte[] image = NiftiBytes.int16(6, 5, 4)
                .pixdim(mm, mm, mm)
                .sform(rows)
                .voxels(i -> 3 * i)
                .gzip();
        byte[] label = labels().pixdim(mm, mm, mm).sform(rows).gzip();
        assertThat(faults(List.of("MR"), image, label))
                .extracting(Fault::code)
                .containsOnly(FaultCode.SIZE_IMPLAUSIBLE);
    }

    private static double[][] planar() {
        return new double[][] {{0.5, 0, 0, 0}, {0, 0.7, 0, 0}, {0, 0, 1, 0}};
    }

    private static byte[] image() {
        return NiftiBytes.int16(6, 5, 4).voxels(i -> 3 * i).gzip();
    }

    private static NiftiBytes labels() {
        return NiftiBytes.of(StoredType.UINT8, 6, 5, 4).voxels(i -> i % 3);
    }

    private static ImageVolume read(byte[] file) {
        return ImageFileReader.readImage(new ByteArrayInputStream(file), file[0] == (byte) 0x1f ? "a.nii.gz" : "a.nii")
                .volume();
    }

    private static List<Fault> faults(List<String> channels, byte[] image, byte[] label) {
        StoredFile stored = new StoredFile("i.nii.gz", image.length, "i");
        CaseFiles files =
                new CaseFiles("a", "id", List.of(stored), Optional.of(new StoredFile("l.nii.gz", label.length, "l")));
        return new CaseChecker(channels, LabelMap.of("background", "outer", "inner"))
                .check("", files, f -> new ByteArrayInputStream(f.key().startsWith("i") ? image : label))
                .faults();
    }
}
