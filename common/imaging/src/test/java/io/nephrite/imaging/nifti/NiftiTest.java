package io.nephrite.imaging.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.read.FileImage;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.SharedData;
import io.nephrite.testkit.SmallReference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NiftiTest {
    private static final Affine KITS = Affine.of(new double[][] {{0, 0, -0.75, 0}, {0, -0.8125, 0, 0}, {-3, 0, 0, 0}});

    @Test
    void keepsTheFilesOrderAsReversedAxes() {
        ImageVolume volume = ImageFileReader.readImage(
                        stream(NiftiBytes.int16(4, 3, 2).gzip()), "a.nii.gz")
                .volume();
        assertThat(volume.shape()).isEqualTo(new Shape3(2, 3, 4));
        assertThat(volume.spacing()).isEqualTo(new Spacing(3, 2, 1));
        assertThat(volume.voxels()[1]).as("x runs fastest").isEqualTo(1);
        assertThat(volume.voxels()[4 * 3]).isEqualTo(12);
    }

    @Test
    void widensSpacingFromFloat32AsNibabelDoes() {
        byte[] file = NiftiBytes.int16(4, 3, 2).pixdim(0.7817, 1, 1).gzip();
        assertThat(ImageFileReader.readHeader(stream(file), "a").spacing().x()).isEqualTo(0.7817000150680542);
    }

    @ParameterizedTest
    @EnumSource(StoredType.class)
    void readsEveryTypeInBothByteOrdersAndVersions(StoredType type) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (int version = 1; version <= 2; version++) {
                byte[] file = new NiftiBytes(version, order, type, 4, 3, 2).gzip();
                FileImage image = ImageFileReader.readImage(stream(file), "a.nii.gz");
                assertThat(((NiftiHeader) image.header()).version()).isEqualTo(version);
                assertThat(image.volume().voxels()[23]).isEqualTo(23);
            }
        }
    }

    /** Reference: SimpleITK 2.5.7 gives spacing and origin of such files times 1000, 1, 0.001, 1. */
    @Test
    void readsLengthsInMetresAndMicrometresAsItkDoes() {
        double[][] rows = {{1, 0, 0, 10}, {0, 2, 0, 20}, {0, 0, 3, 30}};
        for (int version = 1; version <= 2; version++) {
            for (double[] unit : new double[][] {{0, 1}, {1, 1000}, {2, 1}, {3, 1e-3}, {4, 1}, {9, 1000}, {11, 1e-3}}) {
                double mm = unit[1];
                NiftiBytes file = new NiftiBytes(version, ByteOrder.BIG_ENDIAN, StoredType.INT16, 4, 3, 2)
                        .units((int) unit[0])
                        .sform(rows)
                        .qoffset(10, 20, 30);
                for (byte[] placed :
                        List.of(file.forms(0, 1).gzip(), file.forms(1, 0).gzip())) {
                    ImageHeader header = ImageFileReader.readHeader(stream(placed), "a");
                    assertThat(header.spacing()).isEqualTo(new Spacing(3 * mm, 2 * mm, mm));
                    assertThat(header.affine().origin()).containsExactly(10 * mm, 20 * mm, 30 * mm);
                    assertThat(header.affine().step(1)).isEqualTo(2 * mm);
                }
            }
        }
    }

    @Test
    void writesLabelsInTheUnitOfTheImage() throws IOException {
        ImageHeader original = ImageFileReader.readHeader(
                stream(NiftiBytes.int16(4, 3, 2).units(3).gzip()), "a");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LabelFileWriter.write(
                out, new LabelVolume(new byte[24], original.shape(), original.spacing()), original, ".nii");
        assertThat(out.toByteArray()).as("plain").startsWith(92, 1, 0, 0).hasSize(352 + 24);
        ImageHeader written = ImageFileReader.readHeader(stream(out.toByteArray()), "w.nii");
        assertThat(written.spacing()).isEqualTo(new Spacing(3e-3, 2e-3, 1e-3));
        assertThat(written.affine()).isEqualTo(original.affine());
    }

    @Test
    void takesTheMagnitudeOfNegativeVoxelSizes() {
        ImageHeader header = ImageFileReader.readHeader(
                stream(NiftiBytes.int16(4, 3, 2).pixdim(-1, 2, -3).gzip()), "a");
        assertThat(header.spacing()).isEqualTo(new Spacing(3, 2, 1));
    }

    @Test
    void takesZerosBehindGzipForNoPartOfTheFile() {
        byte[] file = NiftiBytes.int16(4, 3, 2).gzip();
        byte[] padded = Arrays.copyOf(file, file.length + 100_000);
        assertThat(voxel(padded, 5)).isEqualTo(5);
        padded[padded.length - 1] = 1;
        assertThatThrownBy(() -> voxel(padded, 5)).hasMessageContaining("TRAILING_BYTES");
    }

    @Test
    void readsLabelsThatMissWholeNumbersByRoundingAlone() {
        NiftiBytes slope =
                NiftiBytes.of(StoredType.UINT8, 4, 3, 2).scaling(1 / 255f, 0).voxels(i -> i % 2 * 255);
        assertThat(ImageFileReader.readLabel(stream(slope.gzip()), "a").voxels().int8())
                .startsWith(0, 1, 0, 1);
        NiftiBytes near = NiftiBytes.of(StoredType.FLOAT64, 4, 3, 2).voxels(i -> i % 3 + (i % 2 == 0 ? 9e-7 : -9e-7));
        assertThat(ImageFileReader.readLabel(stream(near.gzip()), "a").voxels().int8())
                .startsWith(0, 1, 2, 0);
        NiftiBytes far = NiftiBytes.of(StoredType.FLOAT64, 4, 3, 2).voxels(i -> 1 + 2e-6);
        assertThatThrownBy(() -> ImageFileReader.readLabel(stream(far.gzip()), "a"))
                .hasMessageContaining("LABEL_NOT_INTEGRAL");
    }

    @Test
    void appliesSlopeAndInterceptButNotSlopeZeroOrNan() {
        assertThat(voxel(NiftiBytes.int16(4, 3, 2).scaling(2, -1000), 5)).isEqualTo(-990);
        assertThat(voxel(NiftiBytes.int16(4, 3, 2).scaling(0, 7), 5)).isEqualTo(5);
        assertThat(voxel(NiftiBytes.int16(4, 3, 2).scaling(Double.NaN, Double.NaN), 5))
                .isEqualTo(5);
    }

    @Test
    void takesTheLastAxisOfFourForChannels() {
        FileImage image =
                ImageFileReader.readImage(stream(NiftiBytes.int16(4, 3, 2, 5).gzip()), "a.nii.gz");
        assertThat(image.volume().channels()).isEqualTo(5);
        assertThat(image.volume().voxels()[image.volume().offset(3)]).isEqualTo(72);
    }

    @Test
    void readsPlainFilesAndSkipsExtensions() {
        assertThat(voxel(NiftiBytes.int16(4, 3, 2).extension(64).plain(), 5)).isEqualTo(5);
    }

    @Test
    void joinsGzipMembers() throws IOException {
        byte[] plain = NiftiBytes.int16(4, 3, 2).plain();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(NiftiBytes.gzip(Arrays.copyOf(plain, 360)));
        out.write(NiftiBytes.gzip(Arrays.copyOfRange(plain, 360, plain.length)));
        assertThat(voxel(out.toByteArray(), 23)).isEqualTo(23);
    }

    @Test
    void takesTheAffineFromTheQformWhereThereIsNoSform() {
        // as the nine odd KiTS19 headers: qform alone
        NiftiHeader header = (NiftiHeader) ImageFileReader.readHeader(
                stream(NiftiBytes.int16(4, 3, 2).forms(1, 0).quaternion(0, 0, 0).gzip()), "a");
        assertThat(header.affine()).isEqualTo(Affine.of(new double[][] {{1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 3, 0}}));
        assertThat(header.affine().orientation()).isEqualTo("RAS");
    }

    @Test
    void namesOrientationAsKits19() {
        assertThat(KITS.orientation()).isEqualTo("IPL");
    }

    @Test
    void allocatesNothingThatTheFileDoesNotHold() {
        byte[] file = NiftiBytes.int16(4, 3, 2).dim(1, 30000).dim(2, 30000).gzip();
        assertThatThrownBy(() -> ImageFileReader.readImage(stream(file), "a.nii.gz"))
                .isInstanceOfSatisfying(
                        ImageFileException.class,
                        e -> assertThat(e.fault().code()).isEqualTo(FaultCode.FILE_TRUNCATED));
    }

    @Test
    void writesWithTheOriginalGeometryAndNothingElse() throws IOException {
        NiftiHeader header = NiftiHeader.of(new Shape3(2, 3, 4), 1, StoredType.INT16, KITS);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] labels = new byte[24];
        labels[7] = 2;
        NiftiWriter.writeLabel(out, new LabelVolume(labels, header.shape(), header.spacing()), header);
        NiftiHeader written = (NiftiHeader) ImageFileReader.readHeader(stream(out.toByteArray()), "w");
        assertThat(written.affine()).isEqualTo(header.affine());
        assertThat(written.spacing()).isEqualTo(header.spacing());
        assertThat(ImageFileReader.readLabel(stream(out.toByteArray()), "w")
                        .voxels()
                        .int8())
                .isEqualTo(labels);
    }

    @Test
    void writesIntensitiesRoundedAndReadsThemBack() throws IOException {
        NiftiHeader header = NiftiHeader.of(new Shape3(2, 3, 4), 2, StoredType.INT16, KITS);
        float[] voxels = new float[48];
        voxels[47] = -1023.6f;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NiftiWriter.writeImage(out, new ImageVolume(voxels, 2, header.shape(), header.spacing()), header);
        ImageVolume read =
                ImageFileReader.readImage(stream(out.toByteArray()), "w").volume();
        assertThat(read.channels()).isEqualTo(2);
        assertThat(read.voxels()[47]).isEqualTo(-1024);
    }

    @Test
    void readsFilesThatSimpleItkWrote() throws IOException {
        for (String part : List.of("imagesTr", "labelsTr")) {
            try (Stream<Path> files = Files.list(SmallReference.path("Dataset901_Phantom/" + part))) {
                for (Path file : files.sorted().toList()) {
                    NiftiHeader header =
                            (NiftiHeader) ImageFileReader.readHeader(Files.newInputStream(file), file.toString());
                    assertThat(header.shape().voxels()).isBetween(2_000L, 5_000L);
                }
            }
        }
        Path label = SmallReference.path("Dataset901_Phantom/labelsTr/phantom_0.nii.gz");
        LabelVolume volume = ImageFileReader.readLabel(Files.newInputStream(label), "l");
        assertThat(volume.voxels().int8()).contains((byte) 0, (byte) 1, (byte) 2);
        assertThat(volume.spacing().z()).isCloseTo(4.2, within(1e-6));
        assertThat(volume.spacing().y()).isCloseTo(1.3, within(1e-6));
        assertThat(volume.spacing().x()).isCloseTo(1.2, within(1e-6));
    }

    @Test
    void readsAllRealFilesSoundly() throws IOException {
        for (String folder : List.of(
                "data/Task04_Hippocampus/imagesTr",
                "data/Task04_Hippocampus/imagesTs",
                "data/Task040_KiTS_small/imagesTr",
                "data/kits_full_masks")) {
            try (Stream<Path> files = Files.list(SharedData.path(folder))) {
                for (Path file : files.sorted().toList()) {
                    NiftiHeader header =
                            (NiftiHeader) ImageFileReader.readHeader(Files.newInputStream(file), file.toString());
                    assertThat(header.shape().voxels()).isPositive();
                }
            }
        }
        Path label = SharedData.path("data/Task04_Hippocampus/labelsTr/hippocampus_001.nii.gz");
        assertThat(ImageFileReader.readLabel(Files.newInputStream(label), "l")
                        .voxels()
                        .int8())
                .contains((byte) 1, (byte) 2);
    }

    private static float voxel(NiftiBytes file, int index) {
        return voxel(file.gzip(), index);
    }

    private static float voxel(byte[] file, int index) {
        return ImageFileReader.readImage(stream(file), "a.nii.gz").volume().voxels()[index];
    }

    private static ByteArrayInputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}
